"""Draws the app's icons from the logo: python -m docs.screenshots.icons, after a change of static/img/*.svg."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.fixtures import CHROMIUM
from tests.support.processes import program

IMAGES = Path(__file__).parents[2] / "static/img"
DRAWN = {"icon-192": ("app-icon", 192), "icon-512": ("app-icon", 512), "badge-96": ("badge", 96)}


def main() -> None:
    with sync_playwright() as playwright:
        chromium = program("chromium", package="chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        for name, (source, size) in DRAWN.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            page.goto((IMAGES / f"{source}.svg").as_uri())
            page.evaluate(f"document.documentElement.setAttribute('width', {size})")
            page.evaluate(f"document.documentElement.setAttribute('height', {size})")
            page.screenshot(path=IMAGES / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
