"""The only writers of accounts.

open_account     fills in what the sign-up form asked, gives the member role, notes the consent
change_settings  what a person may change about themselves
let_help         whether the person's messages may help to improve screening, without their name
rename           gives a member of staff the name under which they answer
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from peersupport.accounts import consent, pseudonyms, roles
from peersupport.accounts.models import User
from peersupport.accounts.signals import helping_changed

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


def rename(user: User, pseudonym: str) -> None:
    """Give the account another pseudonym: for staff, whose "Dr ..." nobody may choose at sign-up.

    Raises ValidationError for a name that gives its bearer away or that another account has.
    """
    pseudonym = pseudonyms.tidy(pseudonym)
    pseudonyms.check_pseudonym(pseudonym)
    if User.objects.filter(pseudonym_key=pseudonyms.key(pseudonym)).exclude(pk=user.pk).exists():
        raise ValidationError(_("Somebody already has this name, or one that looks like it."), code="taken")
    user.pseudonym = pseudonym
    user.save(update_fields=["pseudonym", "pseudonym_key"])
