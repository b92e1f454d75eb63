"""Signing up once more, from the browser in which one just did: the address was mistyped, and no mail will ever come.

What was given is kept with the session whether an account was opened or the address had one already: the page that
offers this must not tell the two apart. The session ends with the offer, so that nothing of it stays behind: it may be
somebody else's address.
"""

from dataclasses import dataclass
from typing import Any

from allauth.account import app_settings
from allauth.account.stages import EmailVerificationStage, LoginStageController
from django.http import HttpRequest

from peersupport.accounts import services
from peersupport.accounts.models import User

KEPT = "signup_given"
FIELDS = ("email", "pseudonym", "country", "language", "glucose_unit")  # no password, consent or full name


@dataclass(frozen=True)
class Again:
    """What was given, and the account that waits for its address; None when none was opened."""

    given: dict[str, str]
    user: User | None


def keep(request: HttpRequest, data: dict[str, Any]) -> None:
    request.session[KEPT] = {field: data[field] for field in FIELDS}
    request.session.set_expiry(app_settings.LOGIN_TIMEOUT)


def forget(request: HttpRequest, **_kwargs: Any) -> None:
    """Once somebody is in."""
    if request.session.pop(KEPT, None):
        request.session.set_expiry(None)


def pending(request: HttpRequest) -> Again | None:
    """The sign-up of this browser that waits for its address (a quarter of an hour: somebody else may come to it)."""
    stage = LoginStageController.enter(request, EmailVerificationStage.key)
    given = request.session.get(KEPT)
    if stage is None or given is None or not stage.login.signup:
        return None
    user = stage.login.user
    return Again(given, services.unconfirmed().filter(pk=user.pk).first() if user else None)
