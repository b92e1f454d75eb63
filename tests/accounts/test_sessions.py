"""A person sees where they are logged in and ends it everywhere else."""

import pytest
from django.test import Client

from peersupport.accounts import devices
from tests.support.cast import PASSWORD

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
WORK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"


def log_in(user, **defaults) -> Client:
    browser = Client(**defaults)
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return browser


def test_each_log_in_is_listed(amara):
    log_in(amara, HTTP_USER_AGENT=PHONE)
    here = log_in(amara, HTTP_USER_AGENT=LAPTOP)
    page = here.get("/accounts/sessions/").content.decode()
    assert "Safari on iPhone" in page
    assert "Firefox on Linux" in page


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (WORK, "Edge on Windows"),
        ("curl/8", "Unknown browser on unknown device"),
        ("", "Unknown browser on unknown device"),
    ],
)
def test_a_device_is_named_in_a_few_words(user_agent, words):
    assert devices.describe(user_agent) == words


def test_logging_out_everywhere_else_ends_the_others_and_keeps_this_one(amara):
    elsewhere, here = log_in(amara), log_in(amara)
    assert elsewhere.get("/me/").status_code == 200
    here.post("/accounts/sessions/")
    assert elsewhere.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200


def test_a_changed_password_ends_the_others_and_keeps_this_one(amara):
    elsewhere, here = log_in(amara), log_in(amara)
    new = {"oldpassword": PASSWORD, "password1": "five owls in a barn", "password2": "five owls in a barn"}
    here.post("/accounts/password/change/", new)
    assert elsewhere.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200
