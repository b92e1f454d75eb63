"""The only writers of accounts.

open_account     fills in what the sign-up form asked, gives the member role, notes the consent
change_settings  what a person may change about themselves
let_help         whether the person's messages may help to improve screening, without their name
unconfirmed      the accounts whose address nobody has confirmed
forget           takes such an account away, and its pseudonym is free again
rename           gives a member of staff the name under which they answer
close            takes away whatever tells who an account's person is, and every way in
"""

import logging
from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from peersupport.accounts import consent, pseudonyms, roles
from peersupport.accounts.models import Closing, Consent, FormerName, User
from peersupport.accounts.signals import helping_changed

log = logging.getLogger(__name__)

SETTINGS = (
    "country", "language", "time_zone", "glucose_unit", "diabetes_type", "treatment", "shows_typing", "shows_presence",
)  # fmt: skip


@transaction.atomic
def open_account(user: User, *, now: datetime) -> User:
    """Store a new account, as a member who agreed to the house rules.

    Raises IntegrityError when another took the pseudonym or the address in the meantime.
    """
    user.date_joined = now
    user.save()
    roles.grant(user, roles.MEMBER)
    consent.agree(user, now=now)
    return user


def change_settings(user: User, changes: dict[str, Any]) -> None:
    """`changes` holds some of SETTINGS. Other columns are left as they are, so that no right is written by accident."""
    named = [name for name in SETTINGS if name in changes]
    for name in named:
        setattr(user, name, changes[name])
    user.save(update_fields=named)


@transaction.atomic
def let_help(user: User, helps: bool, *, now: datetime) -> None:
    """Let the person's messages help to improve screening, from `now` on, or take that back. Dated once."""
    unset = User.objects.select_for_update(of=("self",)).filter(pk=user.pk, helps_since=None).exists()
    if helps != unset:
        return
    user.helps_since = now if helps else None
    user.save(update_fields=["helps_since"])
    helping_changed.send(User, user=user, helps=helps, now=now)


def is_taken(pseudonym: str, but_by: int | None = None) -> bool:
    """Whether somebody has the name or one that looks like it, or had it until their account was closed.

    In this order: a name is somebody's until, in one transaction, it is a former one.
    """
    key = pseudonyms.key(pseudonym)
    bearer = User.objects.filter(pseudonym_key=key).values_list("pk", flat=True).first()
    if bearer not in (None, but_by):
        return True
    return FormerName.objects.filter(hash__in=pseudonyms.hashes([key])).exists()


def standing(keys: Collection[str]) -> dict[str, bool]:
    """Of those keys of pseudonyms that somebody has or had: whether it is a name still, and no closed account's."""
    if not keys:
        return {}
    hashes = pseudonyms.hashes(keys)
    gone = FormerName.objects.filter(hash__in=hashes).values_list("hash", flat=True)
    here = User.objects.filter(pseudonym_key__in=keys).values_list("pseudonym_key", flat=True)
    return {hashes[one]: False for one in gone} | dict.fromkeys(here, True)


def unconfirmed() -> QuerySet[User]:
    """Accounts of people who signed up and were never in. Who was given a role beyond member's is none of them."""
    staff = Q(is_superuser=True) | Q(is_staff=True) | Q(groups__name=roles.GUIDE)
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    waiting = EmailAddress.objects.filter(user=OuterRef("pk"), verified=False)
    never_in = User.objects.filter(Exists(waiting), ~Exists(confirmed), last_login=None)
    return never_in.exclude(pk__in=User.objects.filter(staff).values("pk"))


@transaction.atomic
def forget(user_id: int) -> None:
    """Take the account away, if its address was not confirmed in the meantime."""
    for user in unconfirmed().filter(pk=user_id).select_for_update(of=("self",)):
        user.delete()


def rename(user: User, pseudonym: str) -> None:
    """Give the account another pseudonym: for staff, whose "Dr ..." nobody may choose at sign-up.

    Raises ValidationError for a name that gives its bearer away or that another account has.
    """
    pseudonym = pseudonyms.tidy(pseudonym)
    pseudonyms.check_pseudonym(pseudonym)
    if is_taken(pseudonym, but_by=user.pk):
        raise ValidationError(_("Somebody already has this name, or one that looks like it."), code="taken")
    user.pseudonym = pseudonym
    user.save(update_fields=["pseudonym", "pseudonym_key"])


def close(user: User, *, keeps_name: bool, takes_back: bool, by: User | None, now: datetime) -> Closing:
    """Leave of the account what its messages hang on: no address, no way in, no settings, no role.

    The pseudonym goes too, and to nobody else, unless it `keeps_name`. To be called with the row locked, in the
    caller's transaction (peersupport.privacy.closing), which knows what else there is of the person.
    """
    sessions = UserSession.objects.filter(user=user)
    keys = list(sessions.values_list("session_key", flat=True))
    # All before the person's inbox, which the end of each locks: in that order a log-out does.
    ended = list(Session.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    former = "" if keeps_name else user.pseudonym
    if former:
        key, *_ = pseudonyms.hashes([user.pseudonym_key])
        FormerName.objects.get_or_create(hash=key)
        user.pseudonym = pseudonyms.closed(user.pk)
    fresh = User()
    for name in SETTINGS:
        if name != "glucose_unit":  # it names nobody, and by it the numbers in what waits for a clinician are read
            setattr(user, name, getattr(fresh, name))
    user.shows_typing = False
    user.email = f"closed-{user.pk}@closed.invalid"
    user.full_name, user.last_login = "", None
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    for session in ended:
        session.delete()
    sessions.delete()
    Consent.objects.filter(user=user).delete()
    # Who gave the account its roles or barred it is written nowhere else; the entry says the account's name.
    noted = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    noted.update(object_repr=str(user))
    # Who puts an older copy of the database back has to close it again (docs/operating.md).
    done = "account %s closed, messages %s", user.pk, "taken back" if takes_back else "kept"
    transaction.on_commit(partial(log.info, *done))
    return Closing.objects.create(user=user, at=now, by=by, takes_back=takes_back, pseudonym=former)
