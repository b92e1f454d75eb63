"""What a finger, a keyboard, one's own colours and a wish for less motion ask of a page in a real browser."""

from pathlib import Path

from playwright.sync_api import Page

THUMB = 44  # CSS pixels
LEAST = 24  # the same, in the admin's frame, which is another's and for a desk (WCAG 2.5.8)
NARROW = {"width": 320, "height": 640}  # a window of 1280 pixels, enlarged to 400 %
AT_REST = 0.01  # seconds

SCRIPT = Path(__file__).with_suffix(".js").read_text()


def too_small(page: Page, least: float = THUMB) -> list[str]:
    """What is less high or wide than a thumb, of all that one presses alone."""
    return _asked(page, "small", least)


def moving(page: Page) -> list[str]:
    """What would move or fade, though its reader wishes it would not."""
    return _asked(page, "moving", AT_REST)


def unmarked(page: Page) -> list[str]:
    """What is chosen, and looks like what is not, in the reader's own colours."""
    page.emulate_media(forced_colors="active")
    return _asked(page, "unmarked")


def unringed(page: Page) -> list[str]:
    """Where the focus is not to be seen, in the reader's own colours. It moves the focus over the whole page."""
    page.emulate_media(forced_colors="active")
    page.keyboard.press("Tab")  # a focus is shown to who goes by keyboard
    return _asked(page, "unringed")


def _asked(page: Page, name: str, *most: float) -> list[str]:
    if not page.evaluate("'reach' in window"):
        page.evaluate(SCRIPT)
    found = page.evaluate(f"most => window.reach.{name}(...most)", list(most))
    return [f"{page.url}: {name}: {one}" for one in found]
