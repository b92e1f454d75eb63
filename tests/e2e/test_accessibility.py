"""Every page and state of the list (docs/screenshots/pages.py) in a real browser, as each role has it on a demo."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from playwright.sync_api import Page

from docs.screenshots.pages import SHOTS, Shot
from docs.screenshots.visits import THEMED, Unlinked, show, sign_in, unlinked
from tests.support.axe import BEYOND, SIZES, faults
from tests.support.fixtures import DESKTOP, PHONE
from tests.support.reach import LEAST, NARROW, moving, too_small, unmarked, unringed
from tests.support.share import Share
from tests.support.site import Site, environment, manage

NARROW_PHONE = PHONE | {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 1}
CALM = {"reduced_motion": "reduce", "locale": "en-GB"}
AT_ONCE = 12  # pages that one test looks at: who signs in anew stays within the time that a test may take
# On a desk the frame is another; what stands in it is the same as on a phone, where all are looked at.
FRAMED = [shot for shot in SHOTS if shot.main]


def some(shots: list[Shot]) -> list[list[Shot]]:
    """Each role's pages, some at a time."""
    each = [list(theirs) for _, theirs in groupby(shots, lambda shot: shot.role)]
    return [theirs[at : at + AT_ONCE] for theirs in each for at in range(0, len(theirs), AT_ONCE)]


def named(shots: list[Shot]) -> str:
    return f"{shots[0].role}-from-{shots[0].name}"


@pytest.fixture(scope="module")
def demo(share: Share, static_files: str, tmp_path_factory) -> Iterator[Site]:
    """A site with the demo in it, which is filled once for all."""

    def make(folder: Path) -> None:
        environ = environment(folder, f"sqlite:///{folder}/demo.sqlite3", DEMO="1")
        manage(environ, "migrate", "--verbosity", "0")
        manage(environ, "demo")

    original = share.once("demo", make)
    folder = tmp_path_factory.mktemp("demo") / "site"
    folder.mkdir()
    (folder / "demo.sqlite3").write_bytes((original / "demo.sqlite3").read_bytes())
    environ = environment(folder, f"sqlite:///{folder}/demo.sqlite3", DEMO="1", STATIC_ROOT=static_files)
    site = Site("uvicorn", environ, iter(()), folder)
    site.start()
    yield site
    site.kill9()


@pytest.fixture(scope="module")
def more(demo: Site) -> Unlinked:
    return unlinked(demo)


@pytest.fixture
def enter(demo: Site, window, more: Unlinked):
    """Opens a window of the size, in which the role is signed in."""

    def enter_as(role: str, size: dict) -> Page:
        page = window(demo, size=size | CALM).new_page()
        sign_in(page, role, more)
        return page

    return enter_as


@pytest.mark.small_window("each is looked at on a narrow phone")
@pytest.mark.parametrize("shots", some(SHOTS), ids=named)
def test_every_page_and_state_serves_all_on_a_phone(enter, more, shots):
    page = enter(shots[0].role, NARROW_PHONE)
    assert [fault for shot in shots for fault in _held_against(page, shot, more)] == []


def _held_against(page: Page, shot: Shot, more: Unlinked) -> list[str]:
    page.set_viewport_size(NARROW_PHONE["viewport"])
    page.emulate_media(forced_colors="none", color_scheme="light")
    show(page, shot, more)
    found = moving(page)
    if shot.path.startswith("/admin/"):  # whose frame is another's, for a desk: there the least will do
        found += faults(page, **SIZES) + too_small(page, LEAST)
    else:
        found += faults(page) + too_small(page)
    page.emulate_media(color_scheme="dark")  # in which only the colours differ
    page.evaluate(THEMED, "dark")
    found += faults(page, runOnly=["color-contrast"])
    page.set_viewport_size(NARROW)
    if beyond := page.evaluate(BEYOND):
        found.append(f"{beyond} pixels wider than {NARROW['width']}")
    return [f"{shot.name}: {fault}" for fault in found + unmarked(page) + unringed(page)]


@pytest.mark.parametrize("size", [DESKTOP], ids=["desktop"])
@pytest.mark.parametrize("shots", some(FRAMED), ids=named)
def test_axe_finds_nothing_on_a_desk(enter, more, shots, size):
    page = enter(shots[0].role, size)
    found = []
    for shot in shots:
        show(page, shot, more)
        found += faults(page)
    assert found == []


def test_axe_is_really_asked(demo, window):
    page = window(demo, size={**PHONE, "color_scheme": "dark"}).new_page()
    page.goto("/")
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"/static/img/favicon.svg\">'")
    page.evaluate("document.querySelector('.lead').style.color = '#222'")
    assert [fault for fault in faults(page) if "image-alt" in fault]
    assert [fault for fault in faults(page, runOnly=["color-contrast"]) if "color-contrast" in fault]
    page.evaluate("document.querySelector('main').style.width = '2000px'")
    assert [fault for fault in faults(page) if "wider than the window" in fault]


# The content security policy lets no element do that.
STYLED = """rules => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [sheet];
}"""
WRONG = """
button { padding: 0 !important; min-height: 0 !important; outline: none !important }
.logo { transition: opacity 1s !important }
"""


def test_what_is_too_small_moves_or_shows_no_sign_is_really_found(demo, window):
    page = window(demo, size=NARROW_PHONE | CALM).new_page()
    page.goto("/library/")
    assert too_small(page) + moving(page) + unmarked(page) + unringed(page) == []
    page.evaluate(STYLED, WRONG)
    page.evaluate("document.querySelector('main h1').setAttribute('aria-current', 'true')")
    for look, what in ((too_small, "<button"), (moving, "logo"), (unmarked, "<h1"), (unringed, "<button")):
        assert [fault for fault in look(page) if what in fault], look
