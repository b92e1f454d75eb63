"""A person's own settings."""

import re

import pytest

from peersupport.accounts.models import User

CHANGES = {
    "country": "ES",
    "language": "es",
    "glucose_unit": "mg/dL",
    "diabetes_type": "type_1",
    "treatment": "pump",
    "shows_presence": True,
}


def test_what_is_saved_is_kept_and_the_language_changes_at_once(amara, client_of):
    answer = client_of(amara).post("/me/", CHANGES, follow=True)
    kept = User.objects.values(*CHANGES, "shows_typing").get(pk=amara.pk)
    assert kept == CHANGES | {"shows_typing": False}
    assert answer.headers["Content-Language"] == "es"
    assert [str(told) for told in answer.context["messages"]] == ["Guardado."]


def test_the_pages_that_it_leads_to_lead_back(amara, sure_client_of):
    browser = sure_client_of(amara)
    main = browser.get("/me/").content.decode().partition("<main")[2].partition("</main>")[0]
    paths = [path for path in re.findall(r'<li><a href="([^"]+)"', main) if path != "/notices/"]  # which is a tab
    assert len(paths) >= 8
    for path in paths:
        html = browser.get(path).content.decode()
        assert 'href="/me/"' in html.partition("<main")[2].partition("</main>")[0], path
        assert re.search(r"<title>[^<]+ · Peer support</title>", html), path


def test_the_page_says_who_sees_the_health_facts(amara, client_of):
    page = client_of(amara).get("/me/").content.decode()
    assert "Clinicians see this beside your messages" in page
    assert "Other members see neither." in page


@pytest.mark.parametrize(("language", "words"), [("en", "that you have written before"), ("es", "que ya has escrito")])
def test_the_page_says_that_consent_covers_earlier_messages(amara, client_of, language, words):
    User.objects.filter(pk=amara.pk).update(language=language)
    assert words in client_of(amara).get("/me/").content.decode()


def test_the_pseudonym_cannot_be_changed_and_the_page_says_why(amara, client_of):
    browser = client_of(amara)
    assert "people here build trust over time" in browser.get("/me/").content.decode()
    browser.post("/me/", CHANGES | {"pseudonym": "another_name", "is_staff": "on", "full_name": "X"})
    changed = User.objects.get(pk=amara.pk)
    assert changed.country == "ES"
    assert (changed.pseudonym, changed.is_staff, changed.full_name) == ("amara_walks", False, "")


@pytest.mark.parametrize(("field", "value"), [("country", "XX"), ("language", "tlh"), ("treatment", "leeches")])
def test_nonsense_is_refused_and_nothing_changes(amara, client_of, field, value):
    answer = client_of(amara).post("/me/", CHANGES | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert User.objects.get(pk=amara.pk).country == "US"


@pytest.mark.parametrize("path", ["/me/", "/me/agreed/", "/notices/", "/rules/agree/"])
def test_a_visitor_is_asked_to_log_in(client, db, path):
    assert client.get(path).url == f"/accounts/login/?next={path}"


def test_a_new_address_holds_only_once_it_is_confirmed(amara, sure_client_of):
    sure_client_of(amara).post("/accounts/email/", {"email": "new@example.org", "action_add": "1"})
    assert User.objects.get(pk=amara.pk).email == "amara@example.org"
    assert amara.emailaddress_set.filter(email="new@example.org", verified=False).exists()
