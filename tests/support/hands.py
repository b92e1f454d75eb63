"""Steps that a person does otherwise on a phone than on a desk."""

from playwright.sync_api import Locator, Page

from tests.support.fixtures import PHONE


def press(what: Locator) -> None:
    """With a finger on a phone, with the mouse on a desk."""
    if on_a_phone(what.page):
        what.tap()
    else:
        what.click()


def submit(box: Locator) -> None:
    """Send what was typed: by Enter on a desk. On a phone Enter begins a line, and there is a button."""
    if on_a_phone(box.page):
        box.page.locator(".composer [type=submit]").tap()
    else:
        box.press("Enter")


def open_about(page: Page, name: str = "About this room") -> Locator:
    """What a room says of itself: behind a button on a phone, beside the talk on a desk."""
    if on_a_phone(page):
        page.get_by_role("button", name=name).tap()
    return page.locator("#about")


def on_a_phone(page: Page) -> bool:
    return bool(page.viewport_size) and page.viewport_size["width"] <= PHONE["viewport"]["width"]
