"""In a real browser: the way out, help without a connection, somebody muted, and the practice room."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import faults
from tests.support.fixtures import DESKTOP, PHONE
from tests.support.site import Site, Table


@pytest.fixture
def table(one_site: Site) -> Table:
    return one_site.table()


def enter(page: Page, table: Table) -> Page:
    page.goto(f"/rooms/{table.room}/")
    expect(page.get_by_text("Connected", exact=True)).to_be_visible(timeout=40_000)
    return page


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Your message").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def test_help_without_a_connection_somebody_muted_and_the_way_out(one_site, table, window):
    ben = enter(window(one_site, table.sessions["ben"]).new_page(), table)
    amara = enter(
        window(one_site, table.sessions["amara"], size={"viewport": {"width": 360, "height": 740}}).new_page(), table
    )
    for text in ("First of Ben", "Second of Ben"):
        say(ben, text)
    second = amara.locator(".line.message").filter(has_text="Second of Ben")
    second.hover()
    second.locator("[data-part=menu]").click()
    second.get_by_role("button", name="Mute").click()
    folded = amara.locator(".line.folded")
    expect(folded).to_have_count(2)
    expect(amara.get_by_text("First of Ben")).to_have_count(0)
    expect(folded.last).to_be_focused()
    assert faults(amara) == []
    folded.first.get_by_role("button", name="Show it").click()
    expect(amara.get_by_text("First of Ben")).to_be_visible()
    expect(folded).to_have_count(1)

    amara.get_by_role("textbox", name="Your message").fill("half a thought")
    amara.context.set_offline(True)
    amara.get_by_role(
        "button", name="Resource"
    ).click()  # a dialog, which keeps the rest of the page from being pressed
    amara.get_by_role("dialog").get_by_role("link", name="I need help now").click()
    dialog = amara.get_by_role("dialog", name="I need help now")
    expect(dialog.get_by_role("link", name="911")).to_be_in_viewport(ratio=1)
    assert faults(amara) == []
    for _ in range(2):  # back to the list of resources, then to the room
        amara.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(amara.get_by_role("textbox", name="Your message")).to_have_value("half a thought")
    amara.context.set_offline(False)

    place = amara.get_by_role("link", name="Leave this site now")
    place.evaluate("link => link.href = '/rules/'")  # another page, as this browser reaches no other site
    pages = amara.evaluate("history.length")
    amara.get_by_role("textbox", name="Your message").focus()
    for _ in range(3):
        amara.keyboard.press("Shift")
    amara.wait_for_url("**/rules/")
    assert amara.evaluate("history.length") == pages


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_tour_is_walked_and_what_is_practised_goes_nowhere(one_site, table, window, size):
    amara = window(one_site, table.sessions["amara"], size=size).new_page()
    sent: list[str] = []
    amara.on(
        "request", lambda request: request.method == "POST" and sent.append(request.url.removeprefix(one_site.url))
    )
    amara.goto("/practice/")
    assert faults(amara) == []
    onward = amara.get_by_role("button", name="Next")
    onward.click()
    expect(amara.locator(".practice-steps > li").nth(1)).to_be_focused()
    amara.get_by_role("textbox").fill("Hello, I am new here")
    amara.get_by_role("button", name="Send").click()
    expect(amara.get_by_role("log")).to_contain_text("everybody there would see this now", timeout=20_000)
    onward.click()
    amara.get_by_role("button", name="Put the example in the box").click()
    amara.get_by_role("button", name="Send").click()
    expect(amara.get_by_role("log")).to_contain_text("you would be asked first", timeout=20_000)
    amara.get_by_role("textbox").fill("i want to end my life tonight")
    amara.get_by_role("button", name="Send").click()
    expect(amara.locator(".safety-card")).to_be_focused()
    expect(amara.get_by_text("Nobody reads the practice room.")).to_be_visible()
    assert faults(amara) == []
    small = "all => all.filter(one => one.offsetParent && (one.offsetHeight < 44 || one.offsetWidth < 44)).length"
    assert amara.locator("main :is(button, a.button)").evaluate_all(small) == 0
    onward.click()
    onward.click()
    amara.get_by_role("link", name="Go to the rooms").click()
    amara.wait_for_url("**/rooms/")
    assert set(sent) == {"/practice/check/"}
