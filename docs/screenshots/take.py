"""Takes a picture of every page (docs/screenshots/pages.py) from a demo of its own, and writes their index.

    make screenshots                     all: 360 px light and dark, 1440 px light; the main pages at every size
    make screenshots ONLY="room queue"   these alone
    make screenshots EVERY=1 TO=/tmp/x   every page at every size, elsewhere

No picture holds a page longer than LONGEST. Nothing moves; times of day are those of the hour when it ran.
"""

import argparse
import re
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from docs.screenshots.pages import SHOTS, Shot
from peersupport.demo import PASSWORD
from tests.support.fixtures import CHROMIUM
from tests.support.processes import program
from tests.support.site import Site, environment

HERE = Path(__file__).parent
HEIGHTS = {360: 760, 768: 1024, 1440: 900}
SCHEMES = ("light", "dark")
USUAL = {(360, "light"), (360, "dark"), (1440, "light")}
LONGEST = 1600  # pixels
QUALITY = 50
# Our own pages read the one, those of the admin the other.
THEMED = """scheme => {
    document.documentElement.dataset.theme = scheme;
    document.documentElement.classList.toggle("dark", scheme === "dark");
}"""
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("only", nargs="*", help="names of the list; none for all")
    asked.add_argument("--every", action="store_true", help="every page at every size")
    asked.add_argument("--to", type=Path, default=HERE, help="the folder")
    given = asked.parse_args()
    shots = [shot for shot in SHOTS if not given.only or shot.name in given.only]
    given.to.mkdir(parents=True, exist_ok=True)
    failed = []
    with _demo() as site, _chromium() as browser:
        for role, theirs in groupby(shots, lambda shot: shot.role):
            page = _sign_in(browser, site, role)
            for shot in theirs:
                try:
                    _show(page, shot)
                    _take(page, shot, given.to, every=given.every)
                except (BrowserError, LookupError) as error:
                    failed.append(f"{shot.name}: {error}")
            page.context.close()
    if given.to == HERE:
        _index()
    if failed:
        raise SystemExit("\n".join(failed))


@contextmanager
def _demo() -> Iterator[Site]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        site = Site("uvicorn", environment(place, f"sqlite:///{place}/demo.sqlite3", DEMO="1"), iter(()), place)
        site.manage("migrate", "--verbosity", "0")
        site.manage("demo")  # which may take longer than a start should
        site.start()
        try:
            yield site
        finally:
            site.stop()


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium", package="chromium"), args=CHROMIUM)
        yield browser
        browser.close()


def _sign_in(browser: Browser, site: Site, role: str) -> Page:
    page = browser.new_context(
        base_url=site.url, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce"
    ).new_page()
    page.set_default_timeout(15_000)
    if role != "visitor":
        page.goto("/accounts/login/")
        page.fill("[name=login]", f"{role}@demo.example")
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/rooms/**")
    return page


def _show(page: Page, shot: Shot) -> None:
    """Go there and take the steps, on a phone's width: what is opened stays open while the window grows."""
    page.set_viewport_size({"width": 360, "height": HEIGHTS[360]})
    path = shot.path
    if shot.via:
        path = _link(page, shot)
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


def _take(page: Page, shot: Shot, folder: Path, *, every: bool) -> None:
    camera = page.context.new_cdp_session(page)
    for width, height in HEIGHTS.items():
        page.set_viewport_size({"width": width, "height": height})
        schemes = [scheme for scheme in SCHEMES if every or shot.main or (width, scheme) in USUAL]
        if schemes and (whole := page.evaluate("document.documentElement.scrollHeight")) > height:
            page.set_viewport_size({"width": width, "height": min(whole, LONGEST)})
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.evaluate(THEMED, scheme)  # or colours of before stay here and there
            page.evaluate(PAINTED)
            taken = camera.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
            (folder / f"{shot.name}-{width}-{scheme}.webp").write_bytes(b64decode(taken["data"]))
    camera.detach()


def _index() -> None:
    """README.md: each picture that is here, by who looks."""
    lines = ["# Every page", "", "Taken by `make screenshots` from the demo; the list is in `pages.py`."]
    for role, theirs in groupby(SHOTS, lambda shot: shot.role):
        shown = [(shot, pictures) for shot in theirs if (pictures := _pictures(shot))]
        lines += ["", f"## {role.capitalize()}"] if shown else []
        for shot, pictures in shown:
            lines += ["", f"### {shot.name}", "", f"`{shot.path}`", "", *pictures]
    (HERE / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _pictures(shot: Shot) -> list[str]:
    return [
        f'<img src="{file.name}" alt="{shot.name}, {width} px wide, {scheme}" width="{width // 3 + 60}">'
        for width in HEIGHTS
        for scheme in SCHEMES
        if (file := HERE / f"{shot.name}-{width}-{scheme}.webp").exists()
    ]


if __name__ == "__main__":
    main()
