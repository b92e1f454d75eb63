"""A person sees where they are logged in and ends it everywhere else."""

from django.test import Client

from tests.support.cast import PASSWORD


def log_in(user, **defaults) -> Client:
    browser = Client(**defaults)
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return browser


def test_each_log_in_is_listed(amara):
    log_in(amara, HTTP_USER_AGENT="Old phone")
    here = log_in(amara, HTTP_USER_AGENT="Laptop")
    page = here.get("/accounts/sessions/").content.decode()
    assert "Old phone" in page
    assert "Laptop" in page


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
