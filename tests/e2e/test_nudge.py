"""In a real browser: a draft that tells others what to take comes back with a question, before anything is sent."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import faults
from tests.support.fixtures import PHONE
from tests.support.site import Site, Table

ADVICE = "just double your lantus tonight, works for me"
FRAME = "What I did, with my own care team's plan: "


@pytest.fixture
def table(one_site: Site) -> Table:
    return one_site.table()


def enter(page: Page, table: Table) -> Page:
    page.goto(f"/rooms/{table.room}/")
    expect(page.get_by_text("Connected", exact=True)).to_be_visible(timeout=40_000)
    return page


def test_advice_is_asked_about_told_as_ones_own_or_sent_to_a_clinician_and_nobody_is_asked_twice(
    one_site, table, window
):
    amara = window(one_site, table.sessions["amara"], size=PHONE).new_page()
    amara.add_init_script("AbortController.prototype.abort = () => {}")  # a busy machine may take longer
    enter(amara, table)
    box, question = amara.get_by_role("textbox", name="Your message"), amara.locator(".nudge")
    box.fill(ADVICE)
    amara.get_by_role("button", name="Send", exact=True).click()
    expect(question).to_be_focused()
    expect(question).to_be_in_viewport(ratio=1)
    expect(box).to_have_value(ADVICE)
    expect(amara.locator(".line")).to_have_count(0)
    assert faults(amara) == []
    heights = question.get_by_role("button").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert min(heights) >= 44

    amara.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(box).to_be_focused()
    box.press_sequentially("!")
    amara.get_by_role("button", name="Send", exact=True).click()
    question.get_by_role("button", name="Share it as my own experience").click()
    expect(box).to_have_value(f"{FRAME}{ADVICE}!")
    expect(box).to_be_focused()
    assert box.evaluate("box => box.selectionStart") == len(FRAME)
    box.fill(f"{FRAME}I took what we had agreed on and slept well.")
    amara.get_by_role("button", name="Send", exact=True).click()
    expect(amara.locator(".line.message:not(.own)")).to_contain_text("slept well")

    box.fill(f"{ADVICE} too")
    amara.get_by_role("button", name="Send", exact=True).click()
    question.get_by_role("button", name=re.compile("Send it as it is")).click()
    expect(amara.locator(".own")).to_contain_text("Waiting for a clinician.")
    expect(question).to_be_hidden()

    box.fill("my sugar is 38 and i'm shaking and can't see straight")
    amara.get_by_role("button", name="Send", exact=True).click()
    expect(amara.locator(".safety-card")).to_be_focused()
    expect(question).to_be_hidden()
