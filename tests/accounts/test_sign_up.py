"""Somebody signs up, confirms the address, and is in."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts import consent, pseudonyms
from peersupport.accounts.models import User

SIGNUP = "/accounts/signup/"


def test_a_filled_form_opens_an_account(client, signup_form):
    answer = client.post(SIGNUP, signup_form)
    user = User.objects.get(email="nina@example.org")
    assert answer.url == reverse("account_email_verification_sent")
    assert (user.pseudonym, user.country, user.language, user.glucose_unit) == ("quiet_kettle", "GB", "en", "mmol/L")
    assert user.full_name == "Nina Moreno"
    assert timezone.now() - user.date_joined < timezone.timedelta(minutes=1)


def test_a_new_account_is_a_member_and_nothing_more(client, signup_form):
    client.post(SIGNUP, signup_form)
    user = User.objects.get(email="nina@example.org")
    assert [group.name for group in user.groups.all()] == ["member"]
    assert not user.is_staff
    assert not user.is_superuser


def test_consent_to_the_house_rules_is_kept_with_its_version_and_date(client, signup_form):
    client.post(SIGNUP, signup_form)
    agreed = User.objects.get(email="nina@example.org").consents.get()
    assert (agreed.document, agreed.version) == ("house_rules", consent.HOUSE_RULES_VERSION)
    assert timezone.now() - agreed.at < timezone.timedelta(minutes=1)


def test_the_link_in_the_mail_confirms_the_address_and_lets_the_person_in(client, signup_form):
    client.post(SIGNUP, signup_form)
    link = re.search(r"http://testserver(\S+confirm-email\S+)", mail.outbox[0].body)[1]
    assert "quiet_kettle" in mail.outbox[0].body
    assert client.get(link).status_code == 200
    client.post(link)
    assert User.objects.get(email="nina@example.org").emailaddress_set.get().verified
    assert "_auth_user_id" in client.session


def test_nobody_is_in_before_the_address_is_confirmed(client, signup_form):
    client.post(SIGNUP, signup_form)
    client.post("/accounts/login/", {"login": "nina@example.org", "password": signup_form["password1"]})
    assert "_auth_user_id" not in client.session


def test_the_page_says_how_many_things_are_to_put_right_and_its_title_that_there_are(client, signup_form):
    fresh = client.get(SIGNUP).content.decode()
    page = client.post(SIGNUP, signup_form | {"password1": "123456"}).content.decode()
    assert "<title>Join us" in fresh
    assert "<title>Error: Join us" in page
    assert page.count('<a href="#id_password1">') == 3  # too short, too common, only numbers
    assert "3 things to put right:" in page


@pytest.mark.parametrize("path", [SIGNUP, "/accounts/login/", "/accounts/password/reset/"])
def test_the_address_has_one_name(client, db, path):
    page = client.get(path).content.decode()
    assert "E-mail address</label>" in page
    assert "placeholder" not in page


@pytest.mark.parametrize("missing", ["email", "password1", "pseudonym", "country", "language", "agreed"])
def test_each_thing_that_we_need_is_asked_for(client, signup_form, missing):
    del signup_form[missing]
    answer = client.post(SIGNUP, signup_form)
    assert missing in answer.context["form"].errors
    assert not User.objects.filter(email="nina@example.org").exists()


def test_the_full_name_may_stay_empty(client, signup_form):
    client.post(SIGNUP, signup_form | {"full_name": ""})
    assert User.objects.get(email="nina@example.org").full_name == ""


@pytest.mark.parametrize(("country", "unit"), [("GB", "mmol/L"), ("US", "mg/dL"), ("ES", "mg/dL"), ("CA", "mmol/L")])
def test_the_unit_is_the_countrys_when_none_was_chosen(client, signup_form, country, unit):
    client.post(SIGNUP, signup_form | {"country": country, "glucose_unit": ""})
    assert User.objects.get(email="nina@example.org").glucose_unit == unit


def test_an_address_that_has_an_account_gets_the_same_answer_and_a_mail(client, signup_form, amara):
    answer = client.post(SIGNUP, signup_form | {"email": amara.email})
    assert answer.url == reverse("account_email_verification_sent")
    assert not User.objects.filter(pseudonym="quiet_kettle").exists()
    assert "You have an account here already" in mail.outbox[0].subject


def test_the_second_of_two_who_chose_one_pseudonym_at_once_is_told(client, signup_form, amara, monkeypatch):
    # The look before the save finds nothing, as it does for the second of two sign-ups in flight.
    monkeypatch.setattr(User.objects, "filter", lambda **_: User.objects.none())
    answer = client.post(SIGNUP, signup_form | {"pseudonym": amara.pseudonym})
    assert b"Somebody already has this name" in answer.content
    assert User.objects.all().count() == 1
    assert pseudonyms.key(amara.pseudonym) == amara.pseudonym_key


def test_errors_are_tied_to_their_fields_and_listed_on_top(client, signup_form):
    page = client.post(SIGNUP, signup_form | {"pseudonym": "nina@example.org"}).content.decode()
    assert 'aria-describedby="id_pseudonym_helptext id_pseudonym_error"' in page
    assert 'id="id_pseudonym_error"' in page
    assert '<a href="#id_pseudonym">' in page
    assert 'value="nina@example.org"' in page


def test_the_page_speaks_spanish_to_whoever_asks_for_it(client, db):
    page = client.get(SIGNUP, headers={"accept-language": "es"}).content.decode()
    assert '<option value="es" selected>' in page
    assert "Alemania" in page
