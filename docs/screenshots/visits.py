"""Goes to the pages of the list (pages.py) in a browser, on a demo: for pictures, and for tests that look at all."""

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page

from docs.screenshots.pages import SHOTS, Shot
from peersupport.demo import PASSWORD
from tests.support.site import Site

# Our own pages read the one, those of the admin the other.
THEMED = """scheme => {
    document.documentElement.dataset.theme = scheme;
    document.documentElement.classList.toggle("dark", scheme === "dark");
}"""


@dataclass(frozen=True)
class Unlinked:
    """Keys by the names that the list's paths have for them, pages of errors by template, unused recovery codes."""

    keys: dict[str, str]
    errors: dict[str, str]
    codes: list[str]


def unlinked(site: Site) -> Unlinked:
    errors = sorted({shot.error for shot in SHOTS if shot.error})
    told = site.manage("shell", "-v0", given=f"from docs.screenshots.unlinked import tell; tell({errors})")
    return Unlinked(**json.loads(told.splitlines()[-1]))


def sign_in(page: Page, role: str, more: Unlinked) -> None:
    if role == "visitor":
        return
    page.goto("/accounts/login/")
    page.fill("[name=login]", f"{role}@demo.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main .button.primary")
    if role == "secured":
        page.fill("[name=code]", more.codes.pop())
        page.click("main .button.primary")
    page.wait_for_url("**/rooms/**")


def show(page: Page, shot: Shot, more: Unlinked) -> None:
    """Go there and take the steps."""
    path = _link(page, shot) if shot.via else shot.path.format(**more.keys)
    if shot.error:
        body = more.errors[shot.error]
        page.route(f"**{path}", lambda route: route.fulfill(content_type="text/html", body=body))
    _go(page, path)
    for how, what, *text in shot.steps:
        if how == "wait":
            page.wait_for_selector(what)
        elif how == "type":
            page.fill(what, "")  # of a draft that was kept
            page.locator(what).press_sequentially(*text)
        else:
            page.locator(what).click()


def _go(page: Page, path: str) -> None:
    page.goto(path)
    if "/reauthenticate/" in page.url and "/reauthenticate/" not in path:
        page.fill("[name=password]", PASSWORD)
        page.click("main .button.primary")
        page.wait_for_url(f"**{path}")
    if page.locator(".in-room").count():
        page.wait_for_selector(".connection[data-state=online]")
        page.wait_for_timeout(300)  # pins and reactions come right after the messages


def _link(page: Page, shot: Shot) -> str:
    """The path of the first link of the shape that is asked for."""
    _go(page, shot.via)
    # What is in a message's menu is drawn when it opens.
    page.evaluate("document.querySelectorAll('.line [data-part=menu]').forEach((one) => one.click())")
    shape = re.compile(re.escape(shot.path).replace(r"\#", "[0-9]+"))
    for link in page.locator("a[href]").all():
        path = urlsplit(link.get_attribute("href") or "").path
        if shape.fullmatch(path):
            return path
    raise LookupError(f"no link like {shot.path} on {shot.via}")
