"""Every page in a real browser, on a phone and on a desk, light and dark: nothing for axe to find, nothing cut off."""

from contextlib import ExitStack

import pytest

from tests.support.axe import faults
from tests.support.fixtures import DESKTOP, PHONE, Sites
from tests.support.site import Site, Table

VISITOR = (
    "/",
    "/rules/",
    "/help-now/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/closed/",
    "/nowhere/",
)
MEMBER = (
    "/rooms/",
    "/rooms/{room}/",
    "/library/",
    "/notices/",
    "/me/",
    "/reports/",
    "/appeals/",
    "/muted/",
    "/practice/",
    "/leaving/",
    "/rules/",
    "/help-now/",
    "/nowhere/",
    "/me/agreed/",
    "/me/data/",
    "/me/close/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
)
CLINICIAN = (
    "/queue/",
    "/queue/reading/",
    "/queue/misses/",
    "/queue/training/",
    "/rooms/{room}/",
    "/admin/",
    "/admin/education/resource/",
    "/admin/moderation/decision/",
)
ADMIN = (
    "/queue/misses/",
    "/admin/",
    "/admin/accounts/user/",
    "/admin/accounts/user/1/change/",
    "/admin/chat/room/",
    "/admin/chat/room/1/change/",
    "/admin/moderation/auditentry/",
    "/admin/status/",
    "/rooms/{room}/requests/",
)


@pytest.fixture(scope="module")
def one_site(request, tmp_path_factory):
    with ExitStack() as stack:
        yield Sites(request.getfixturevalue, tmp_path_factory.mktemp("site"), stack).start()


@pytest.fixture(scope="module")
def table(one_site: Site) -> Table:
    return one_site.table()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize(
    ("who", "paths"),
    [("", VISITOR), ("amara", MEMBER), ("diaz", CLINICIAN), ("farah", ADMIN)],
    ids=["visitor", "member", "clinician", "admin"],
)
def test_axe_finds_nothing(one_site, table, window, who, paths, size):
    page = window(one_site, table.sessions.get(who, ""), size={**size, "reduced_motion": "reduce"}).new_page()
    found = []
    for path in (path.format(room=table.room) for path in paths):
        page.emulate_media(color_scheme="light")
        page.goto(path)
        assert page.url == one_site.url + path
        found += faults(page)
        page.emulate_media(color_scheme="dark")  # in which only the colours differ
        if path.startswith("/admin/"):
            page.reload()  # unfold asks once which of the two it is
        found += [f"in the dark: {fault}" for fault in faults(page, runOnly=["color-contrast"])]
    assert found == []


def test_axe_is_really_asked(one_site, window):
    page = window(one_site, size={**PHONE, "color_scheme": "dark"}).new_page()
    page.goto("/")
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"/static/img/favicon.svg\">'")
    page.evaluate("document.querySelector('.lead').style.color = '#222'")
    assert [fault for fault in faults(page) if "image-alt" in fault]
    assert [fault for fault in faults(page, runOnly=["color-contrast"]) if "color-contrast" in fault]
    page.evaluate("document.querySelector('main').style.width = '2000px'")
    assert [fault for fault in faults(page) if "wider than the window" in fault]
