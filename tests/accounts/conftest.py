"""What the tests of accounts and notices share: empty rate limits, a filled sign-up form, an app that shows codes."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.test import Client

from peersupport.accounts import roles
from peersupport.accounts.models import User
from tests.support import cast


@pytest.fixture(autouse=True)
def _no_tries_yet():
    cache.clear()


@pytest.fixture
def signup_form(db) -> dict[str, str]:
    cast.ensure_roles()
    return {
        "email": "nina@example.org",
        "password1": "three herons by the lake",
        "pseudonym": "quiet_kettle",
        "full_name": "Nina Moreno",
        "country": "GB",
        "language": "en",
        "glucose_unit": "mmol/L",
        "agreed": "on",
    }


@pytest.fixture
def code_of() -> Callable[[str], str]:
    """What an authenticator app shows for a secret at this moment."""
    return lambda secret: auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def clinician_without_mfa(amara, client_of) -> Client:
    """Amara's browser, after she was made a clinician."""
    roles.grant(amara, roles.CLINICIAN)
    return client_of(amara)


@pytest.fixture
def sure_client_of(client_of) -> Callable[[User], Client]:
    """A signed-in browser in which the person has just shown once more who they are."""

    def sure(user: User) -> Client:
        browser = client_of(user)
        browser.post("/accounts/reauthenticate/", {"password": cast.PASSWORD})
        return browser

    return sure
