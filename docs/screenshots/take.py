"""Takes the README's pictures from a demo of its own: python -m docs.screenshots.take (or `make screenshots`)."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from peersupport.demo import PASSWORD
from tests.support.fixtures import CHROMIUM
from tests.support.processes import program
from tests.support.site import Site, environment
from tests.support.writing import insist

HERE = Path(__file__).parent
WINDOW: ViewportSize = {"width": 1200, "height": 780}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder)
        site = Site("uvicorn", environment(place, f"sqlite:///{place}/demo.sqlite3", DEMO="1"), iter(()), place)
        site.start()
        chromium = program("chromium", package="chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        try:
            room = _sign_in(browser, site, "patient2")
            room.goto(f"{site.url}/rooms/new-to-type-2/")
            room.get_by_text("Connected", exact=True).wait_for()
            insist(room, "just double your lantus tonight, works for me")
            room.get_by_text("Waiting for a clinician.").first.wait_for()
            _take(room, "room")
            queue = _sign_in(browser, site, "clinician")
            queue.goto(f"{site.url}/queue/")
            queue.locator(".case-row").first.wait_for()
            _take(queue, "queue")
        finally:
            browser.close()
            site.stop()


def _sign_in(browser: Browser, site: Site, name: str) -> Page:
    page = browser.new_context(viewport=WINDOW, locale="en-GB").new_page()
    page.goto(f"{site.url}/accounts/login/")
    page.fill("[name=login]", f"{name}@demo.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/rooms/**")
    return page


def _take(page: Page, name: str) -> None:
    page.wait_for_timeout(500)  # let what moves come to rest
    page.screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main()
