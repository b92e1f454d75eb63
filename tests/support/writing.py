"""How a person in a browser sends what a draft's check asks about."""

from playwright.sync_api import Page, expect


def insist(page: Page, text: str) -> None:
    """Send it as it is, to a clinician; also where the question did not come in time."""
    page.get_by_role("textbox", name="Your message").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    asked = page.get_by_role("button", name="Send it as it is")
    waits = page.locator(".own").filter(has=page.locator("[data-part=body]", has_text=text))
    waiting = waits.get_by_text("Waiting for a clinician.")  # which is there, unseen, while the message is on its way
    expect(asked.or_(waiting).locator("visible=true").first).to_be_visible()
    if asked.is_visible():
        asked.click()
