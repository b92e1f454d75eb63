"""The only writers of accounts.

open_account     fills in what the sign-up form asked, gives the member role, notes the consent
change_settings  what a person may change about themselves
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from peersupport.accounts import consent, roles
from peersupport.accounts.models import User

SETTINGS = ("country", "language", "glucose_unit", "diabetes_type", "treatment")


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
    for name in SETTINGS:
        if name in changes:
            setattr(user, name, changes[name])
    user.save(update_fields=SETTINGS)
