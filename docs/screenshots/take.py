"""Takes a picture of every page (docs/screenshots/pages.py) from a demo of its own, and writes their index.

    make screenshots                     all: 360 px light and dark, 768 and 1440 px light; the main pages at every size
    make screenshots ONLY="room queue"   these alone
    make screenshots EVERY=1 TO=/tmp/x   every page at every size, elsewhere

No picture holds a page longer than LONGEST. Nothing moves; times of day are those of the hour when it ran.
"""

import argparse
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from docs.screenshots.pages import SHOTS, Shot
from docs.screenshots.visits import THEMED, show, sign_in, unlinked
from tests.support.fixtures import CHROMIUM
from tests.support.processes import program
from tests.support.site import Site, environment

HERE = Path(__file__).parent
HEIGHTS = {360: 760, 768: 1024, 1440: 900}
SCHEMES = ("light", "dark")
USUAL = {(360, "light"), (360, "dark"), (768, "light"), (1440, "light")}
LONGEST = 1600  # pixels
QUALITY = 50
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
        more = unlinked(site)
        for role, theirs in groupby(shots, lambda shot: shot.role):
            page = _page(browser, site)
            sign_in(page, role, more)
            for shot in theirs:
                try:
                    # On a phone's width: what is opened stays open while the window grows.
                    page.set_viewport_size({"width": 360, "height": HEIGHTS[360]})
                    show(page, shot, more)
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


def _page(browser: Browser, site: Site) -> Page:
    page = browser.new_context(
        base_url=site.url, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce"
    ).new_page()
    page.set_default_timeout(15_000)
    return page


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
