"""Logging in, getting a new password, and the pauses that guard both."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests.support.cast import PASSWORD

LOGIN = "/accounts/login/"


def test_the_right_password_lets_in(client, amara):
    answer = client.post(LOGIN, {"login": "Amara@Example.org", "password": PASSWORD})
    assert answer.url == "/rooms/"
    assert client.session["_auth_user_id"] == str(amara.pk)


def test_a_wrong_one_does_not_and_says_so(client, amara):
    page = client.post(LOGIN, {"login": amara.email, "password": "something else"})
    assert b'role="alert"' in page.content
    assert "_auth_user_id" not in client.session


def test_a_closed_account_gets_a_page_that_says_it(client, amara):
    amara.is_active = False
    amara.save()
    answer = client.post(LOGIN, {"login": amara.email, "password": PASSWORD}, follow=True)
    assert b"This account is closed" in answer.content


def test_too_many_tries_from_one_place_get_a_pause(client, amara):
    answers = [client.post(LOGIN, {"login": f"{n}@example.org", "password": "x"}).status_code for n in range(31)]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert b"Please slow down a little" in client.post(LOGIN, {"login": "a@example.org", "password": "x"}).content


def test_five_wrong_passwords_for_one_account_get_a_pause_even_for_the_right_one(client, amara):
    for n in range(5):
        client.post(LOGIN, {"login": amara.email, "password": "wrong"}, REMOTE_ADDR=f"192.0.2.{n}")
    client.post(LOGIN, {"login": amara.email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.9")
    assert "_auth_user_id" not in client.session


def test_too_many_sign_ups_from_one_place_get_a_pause(client, signup_form):
    answers = {client.post("/accounts/signup/", signup_form | {"agreed": ""}).status_code for _ in range(61)}
    assert answers == {200, 429}


@pytest.mark.parametrize(("proxies", "seen"), [(0, "10.0.0.1"), (1, "203.0.113.7")])
def test_behind_a_proxy_the_visitors_own_address_counts(amara, settings, proxies, seen):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    browser = Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "198.51.100.99, 203.0.113.7"})
    browser.post(LOGIN, {"login": amara.email, "password": PASSWORD})
    assert amara.usersession_set.get().ip == seen


def test_a_forgotten_password_is_replaced_through_the_mail(client, amara):
    client.post("/accounts/password/reset/", {"email": amara.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "five owls in a barn", "password2": "five owls in a barn"})
    assert client.post(LOGIN, {"login": amara.email, "password": "five owls in a barn"}).url == "/rooms/"


def test_an_unknown_address_gets_the_same_answer(client, amara):
    known = client.post("/accounts/password/reset/", {"email": amara.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert known.url == unknown.url
