"""The rules that hold are agreed to before anybody goes on, and again when they change."""

import pytest

from peersupport.accounts import consent, house_rules
from peersupport.accounts.models import Consent


@pytest.fixture
def rules_changed(monkeypatch):
    monkeypatch.setattr(consent, "HOUSE_RULES_VERSION", "next")


def test_whoever_agreed_goes_on(amara, client_of):
    assert client_of(amara).get("/me/").status_code == 200


def test_after_a_change_the_person_is_asked_again_and_then_goes_on(amara, client_of, rules_changed):
    browser = client_of(amara)
    asked = browser.get("/me/agreed/")
    assert asked.url == "/rules/agree/?next=/me/agreed/"
    assert b"Our house rules have changed" in browser.get(asked.url).content
    assert browser.post("/rules/agree/", {"next": "/me/agreed/"}).url == "/me/agreed/"
    assert browser.get("/me/agreed/").status_code == 200
    assert [agreed.version for agreed in amara.consents.order_by("at")] == ["1", "next"]


def test_staff_are_asked_too(diaz, client_of, rules_changed):
    assert client_of(diaz).get("/admin/").url.startswith("/rules/agree/")


@pytest.mark.parametrize("path", ["/rules/", "/help-now/", "/accounts/logout/", "/accounts/password/change/"])
def test_help_the_rules_and_the_way_out_stay_open(amara, client_of, rules_changed, path):
    assert client_of(amara).get(path).status_code == 200


def test_agreeing_twice_leaves_one_row(amara, now):
    consent.agree(amara, now=now)
    assert Consent.objects.filter(user=amara).count() == 1


def test_the_way_back_leads_nowhere_outside(amara, client_of):
    answer = client_of(amara).post("/rules/agree/", {"next": "https://elsewhere.example/"})
    assert answer.url == "/rooms/"


@pytest.mark.parametrize(("language", "words"), [("en", "Version "), ("es", "Versión ")])
def test_each_text_names_the_version_that_people_agree_to(language, words):
    assert f"{words}{consent.HOUSE_RULES_VERSION}." in house_rules.html(language)


def test_consents_are_listed_for_their_owner(amara, client_of):
    assert b"House rules" in client_of(amara).get("/me/agreed/").content


def test_who_agreed_is_asked_for_many_at_once(amara, ben, now, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(consent, "HOUSE_RULES_VERSION", "next")
    consent.agree(ben, now=now)
    with django_assert_num_queries(1):
        assert consent.is_current_many([amara.pk, ben.pk]) == {ben.pk}
    assert (consent.is_current(amara), consent.is_current(ben)) == (False, True)
