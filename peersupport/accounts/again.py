"""Signing up once more, from the browser in which one just did: the address was mistyped, and no mail will ever come.

What was given is kept with the session whether an account was opened or the address had one already: the page that
offers this must not tell the two apart.
"""

from dataclasses import dataclass
from typing import Any

from allauth.account.stages import EmailVerificationStage, LoginStageController
from django.http import HttpRequest

from peersupport.accounts import services
from peersupport.accounts.models import User

KEPT = "signup_given"
FIELDS = ("email", "pseudonym", "full_name", "country", "language", "glucose_unit")  # neither password nor consent


@dataclass(frozen=True)
class Again:
    """What was given, and the account that waits for its address; None when none was opened."""

    given: dict[str, str]
    user: User | None


def keep(request: HttpRequest, data: dict[str, Any]) -> None:
    request.session[KEPT] = {field: data[field] for field in FIELDS}


def forget(request: HttpRequest, **_kwargs: Any) -> None:
    """Once somebody is in."""
    request.session.pop(KEPT, None)


def pending(request: HttpRequest) -> Again | None:
    """The sign-up of this browser that waits for its address (a quarter of an hour: somebody else may come to it)."""
    stage = LoginStageController.enter(request, EmailVerificationStage.key)
    given = request.session.get(KEPT)
    if stage is None or given is None or not stage.login.signup:
        return None
    user = stage.login.user
    return Again(given, services.unconfirmed().filter(pk=user.pk).first() if user else None)
