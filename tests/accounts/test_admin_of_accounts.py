"""Who looks after accounts in the admin sees pseudonyms and roles, and finds out nothing else by asking for it."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR

from peersupport.accounts.models import User

LIST = "/admin/accounts/user/"


@pytest.fixture
def desk(amara, farah, client_of):
    """The list of accounts narrowed by the address, as the admin sees it: the status, and whether Amara is on it."""
    browser = client_of(farah)

    def asked(query: str) -> tuple[int, bool]:
        answer = browser.get(f"{LIST}?{query}")
        return answer.status_code, b"amara_walks" in answer.content

    return asked


@pytest.mark.parametrize(
    "query",
    [
        "email__startswith=amara",
        "email=amara@example.org",
        "full_name__icontains=a",
        "password__startswith=md5",
        "treatment=both",
        "diabetes_type__exact=type_2",
        "emailaddress__email__startswith=amara",
        "groups__user__email__startswith=amara",
        "pseudonym_key__startswith=amara",
        "last_login__isnull=True",
    ],
)
def test_a_column_that_the_list_does_not_show_cannot_be_asked_for(desk, query):
    assert desk(query) == (400, False)


@pytest.mark.parametrize(
    ("query", "amara_is_there"),
    [
        ("pseudonym__startswith=amara", True),
        ("pseudonym__startswith=zzz", False),
        ("is_active__exact=1", True),
        ("is_active__exact=0", False),
        ("groups__isnull=True", False),
        ("date_joined__year__gte=2001", True),
        (f"{SEARCH_VAR}=amara_walks", True),
        (f"{SEARCH_VAR}=amara%40example.org", False),
    ],
)
def test_the_list_is_narrowed_and_searched_by_what_it_shows(desk, query, amara_is_there):
    assert desk(query) == (200, amara_is_there)


def test_a_role_narrows_the_list(desk, amara, farah):
    assert desk(f"groups__id__exact={amara.groups.get().pk}") == (200, True)
    assert desk(f"groups__id__exact={farah.groups.get().pk}") == (200, False)


@pytest.mark.parametrize("query", ["_to_field=email&_popup=1", "_to_field=password"])
def test_no_other_column_stands_for_the_account(desk, query):
    assert desk(query)[0] == 400


def test_the_order_is_by_a_shown_column_whatever_is_asked(desk):
    assert desk("o=1") == desk("o=-4") == desk("o=99") == desk("o=email") == (200, True)


def test_the_list_says_what_an_account_can_be_found_by(farah, client_of):
    page = client_of(farah).get(LIST).content.decode()
    assert 'placeholder="Search by pseudonym"' in page
    assert "E-mail addresses and full names are shown to nobody here" in page


def test_an_accounts_page_speaks_in_plain_words(farah, amara, client_of):
    amara.country = "ES"
    amara.save()
    page = client_of(farah).get(f"{LIST}{amara.pk}/change/").content.decode()
    for words in ("Spain", "What somebody may see and do here follows from their roles.", "can’t sign in"):
        assert words in page
    assert "permissions" not in page


def test_each_page_names_the_zone_of_its_times_once(farah, client_of):
    for path in (LIST, "/admin/moderation/auditentry/", "/admin/status/"):
        assert client_of(farah).get(path).content.decode().count("Times: UTC") == 1
    assert "Times: UTC" not in client_of(farah).get("/admin/").content.decode()


def test_no_list_of_the_admin_asks_about_a_person_behind_its_rows(farah, rf):
    request = rf.get("/")
    request.user = farah
    asked = []
    for model, desk in admin.site._registry.items():
        ways = [field.name for field in model._meta.get_fields() if field.related_model is User]
        asked += [f"{way}__email__startswith" for way in ways]
        assert not [way for way in ways if desk.lookup_allowed(f"{way}__email__startswith", ["a"], request)]
        assert not [field for field in desk.get_search_fields(request) if "email" in field or "full_name" in field]
    assert {"by__email__startswith", "actor__email__startswith", "approved_by__email__startswith"} <= set(asked)


def test_the_way_to_an_account_is_named_as_in_the_menu_and_the_pseudonym_as_it_is(farah, amara, client_of):
    page = " ".join(client_of(farah).get(f"{LIST}{amara.pk}/change/").content.decode().split())
    assert re.findall(r'tracking-tight">([^<]+)</a>', page) == ["People", "Accounts", "amara_walks"]
