"""In a real browser: a draft that tells others what to take comes back with a question, before anything is sent."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.axe import faults
from tests.support.fixtures import PHONE
from tests.support.site import Site, Table

ADVICE = "just double your lantus tonight, works for me"
ACCOUNTS = "from peersupport.accounts.models import User"
FRAME = "What I did, with my own care team's plan: "


@pytest.fixture
def table(one_site: Site) -> Table:
    return one_site.table()


def enter(page: Page, table: Table) -> Page:
    page.goto(f"/rooms/{table.room}/")
    expect(page.get_by_text("Connected", exact=True)).to_be_visible(timeout=40_000)
    return page


def write(page: Page, words: str) -> None:
    """Types, and pauses until the words were looked at: on a busy machine that may take longer than Send waits."""
    with page.expect_response("**/draft-check/", timeout=20_000):
        page.get_by_role("textbox", name="Your message").fill(words)


def test_advice_is_asked_about_told_as_ones_own_or_sent_to_a_clinician_and_nobody_is_asked_twice(
    one_site, table, window
):
    amara = window(one_site, table.sessions["amara"], size=PHONE).new_page()
    amara.add_init_script("AbortController.prototype.abort = () => {}")  # a busy machine may take longer
    enter(amara, table)
    box, question = amara.get_by_role("textbox", name="Your message"), amara.locator(".nudge")
    write(amara, ADVICE)
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
    write(amara, f"{ADVICE}!")
    amara.get_by_role("button", name="Send", exact=True).click()
    question.get_by_role("button", name="Share it as my own experience").click()
    expect(box).to_have_value(f"{FRAME}{ADVICE}!")
    expect(box).to_be_focused()
    assert box.evaluate("box => box.selectionStart") == len(FRAME)
    box.fill(f"{FRAME}I took what we had agreed on and slept well.")
    amara.get_by_role("button", name="Send", exact=True).click()
    expect(amara.locator(".line.message:not(.own)")).to_contain_text("slept well")

    write(amara, f"{ADVICE} too")
    amara.get_by_role("button", name="Send", exact=True).click()
    question.get_by_role("button", name=re.compile("Send it as it is")).click()
    expect(amara.locator(".own")).to_contain_text("Waiting for a clinician.", use_inner_text=True)
    expect(question).to_be_hidden()

    box.fill("my sugar is 38 and i'm shaking and can't see straight")
    amara.get_by_role("button", name="Send", exact=True).click()
    expect(amara.locator(".safety-card")).to_be_focused()
    expect(question).to_be_hidden()


@pytest.mark.small_window("a keyboard, which leaves little for the question")
@pytest.mark.parametrize("language", ["en", "es"])
def test_in_a_low_window_the_question_and_its_answers_are_in_sight(one_site, table, window, language):
    user = f"User.objects.filter(pk={table.users['amara']})"
    one_site.manage("shell", "-v0", given=f"{ACCOUNTS}\n{user}.update(language='{language}')\n")
    amara = window(one_site, table.sessions["amara"], size=PHONE).new_page()
    amara.add_init_script("AbortController.prototype.abort = () => {}")
    amara.set_viewport_size({"width": 360, "height": 400})
    amara.goto(f"/rooms/{table.room}/")
    expect(amara.locator(".connection[data-state=online]")).to_be_visible(timeout=40_000)
    with amara.expect_response("**/draft-check/", timeout=20_000):
        amara.locator("#composer-text").fill(ADVICE)
    amara.locator(".composer [type=submit]").click()
    question = amara.locator(".nudge")
    expect(question).to_be_focused()
    for part in (question.locator("h2"), question.locator("#nudge-why"), *question.get_by_role("button").all()):
        expect(part).to_be_in_viewport(ratio=1)
    assert faults(amara) == []
    question.locator("[data-nudge=back]").click()
    expect(amara.locator(".composer [type=submit]")).to_be_in_viewport(ratio=1)


def test_on_a_slow_line_it_is_asked_all_the_same_and_counted_only_when_shown(one_site, table, window):
    amara = enter(window(one_site, table.sessions["amara"], size=PHONE).new_page(), table)
    looks: list[Route] = []
    told: list[Route] = []

    def on_the_way(route: Route) -> None:
        (told if route.request.post_data_json.get("shown") else looks).append(route)

    amara.route("**/draft-check/", on_the_way)
    question, box = amara.locator(".nudge"), amara.get_by_role("textbox", name="Your message")
    send = amara.get_by_role("button", name="Send", exact=True)
    box.fill(ADVICE)
    send.click()
    expect(amara.locator(".own[data-state=held]")).to_be_visible(timeout=20_000)  # no answer: it has left
    looks.pop().fulfill(json={"advice": True})
    expect(question).to_be_hidden()

    box.fill(f"{ADVICE} too")
    wait_for(amara, lambda: len(looks) == 1)  # while the writer paused
    send.click()
    amara.wait_for_timeout(600)  # more than a look was waited for once
    expect(question).to_be_hidden()
    assert not told
    looks.pop().fulfill(json={"advice": True})
    expect(question).to_be_focused()
    wait_for(amara, lambda: len(told) == 1)
    with amara.expect_response("**/draft-check/") as counted:
        told.pop().continue_()
    assert counted.value.ok


def wait_for(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to be")
