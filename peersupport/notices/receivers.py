"""What changes a person's rights outside our own services: each has their connections ask again, their devices go.

A change that leaves the rights as they were costs one question too many, so nothing here compares old with new.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from peersupport.accounts.guards import SECOND_FACTORS
from peersupport.accounts.models import User
from peersupport.notices import devices
from peersupport.notices.services import rights_changed

RIGHTS = {"is_active", "is_staff", "is_superuser", "password"}
# What screening and its safety cards go by: a connection that knew the person before must read them anew.
SCREENED_BY = {"country", "language", "glucose_unit", "diabetes_type", "treatment"}
# What others are shown of the person, which a connection goes by too.
SHOWN_BY = {"shows_typing", "shows_presence"}


@receiver(post_save, sender=User)
def account_saved(instance: User, created: bool, raw: bool, update_fields: frozenset[str] | None, **_: Any) -> None:
    """Banned, password changed, made staff; or living elsewhere, or treated in another way."""
    if created or raw:
        return
    if update_fields is None or (RIGHTS | SCREENED_BY | SHOWN_BY) & update_fields:
        rights_changed(instance.pk)
    if not instance.is_active:
        devices.forget_all(instance.pk)


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
def roles_changed(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_: Any) -> None:
    """A role given or taken; from the person's side, or (reverse) from the group's."""
    if not reverse and action in {"post_add", "post_remove", "post_clear"}:
        rights_changed(instance.pk)
    elif reverse and action in {"post_add", "post_remove"}:
        rights_changed(*(pk_set or ()))
    elif reverse and action == "pre_clear":  # afterwards nobody knows who was in it
        rights_changed(*instance.user_set.values_list("pk", flat=True))


@receiver(post_save, sender=Authenticator)
def factor_given(instance: Authenticator, created: bool, raw: bool, **_: Any) -> None:
    """A second factor opens what the role alone does not."""
    if created and not raw and instance.type in SECOND_FACTORS:
        rights_changed(instance.user_id)


@receiver(post_delete, sender=Authenticator)
def factor_taken(instance: Authenticator, origin: Any, **_: Any) -> None:
    whole_account = isinstance(origin, User) or getattr(origin, "model", None) is User
    if instance.type in SECOND_FACTORS and not whole_account:
        rights_changed(instance.user_id)


@receiver(post_delete, sender=Session)
def session_ended(instance: Session, **_: Any) -> None:
    """Logged out, here or anywhere else; or, with a new password, under another key."""
    user_id = instance.get_decoded().get(SESSION_KEY)
    if user_id and User.objects.filter(pk=user_id).exists():
        rights_changed(int(user_id))
    devices.forget_session(instance.session_key)  # after the inbox: in that order they are locked for a notice too
