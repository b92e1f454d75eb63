"""Reactions and mentions in a real browser: by touch, by keyboard, and what a screen reader is told of them."""

import re

import pytest
from playwright.sync_api import expect

from chat.reactions import REACTIONS
from tests.e2e.test_room import enter, published, send, table  # noqa: F401
from tests.support.axe import faults
from tests.support.fixtures import PHONE
from tests.support.hands import press, submit

REACT = """
from django.utils import timezone
from chat.services import reacting
from chat.models import Message
[refusal] = reacting.react(
    [reacting.Wish("{room}", Message.objects.get(text="{text}").pk, "{reaction}", {on}, {user})], now=timezone.now()
)
assert refusal is None, refusal
"""
# Whether a change there is read out by itself: the nearest element that says so decides.
SILENT = "element => element.closest('[aria-live]').getAttribute('aria-live') === 'off'"


@pytest.fixture
def react(one_site, table):  # noqa: F811
    """react("diaz", text, "hug") lets one of the cast react from elsewhere."""

    def elsewhere(who, text, reaction, on=True):
        given = REACT.format(room=table.room, text=text, reaction=reaction, on=on, user=table.users[who])
        one_site.manage("shell", "-v0", given=given)

    return elsewhere


def large(locator):
    box = locator.bounding_box()
    return box["width"] >= 44 and box["height"] >= 44


def test_people_react_to_each_other(enter, react):  # noqa: F811
    amara, ben = enter("amara"), enter("ben", size=PHONE)
    send(amara, "A slow week")
    theirs, mine = published(ben, "A slow week"), published(amara, "A slow week")
    press(theirs.locator("[data-part=menu]"))
    expect(theirs.get_by_role("button", name="Hug")).to_be_visible()
    assert faults(ben) == []
    press(theirs.get_by_role("button", name="Hug"))
    pressed = theirs.get_by_role("button", name="Hug, 1, you too", pressed=True)
    expect(pressed).to_be_visible()
    assert large(pressed)
    expect(mine.get_by_role("button", name="Hug, 1")).to_be_visible()
    assert mine.locator(".reaction").evaluate(SILENT)
    assert not mine.evaluate(SILENT)

    # What others do meanwhile moves neither an open menu nor the focus.
    press(theirs.locator("[data-part=menu]"))
    react("diaz", "A slow week", "hug")
    expect(theirs.get_by_role("button", name="Hug, 2, you too")).to_be_visible()
    expect(theirs.get_by_role("button", name="Reply", exact=True)).to_be_visible()
    ben.keyboard.press("Escape")
    chip = theirs.get_by_role("button", name=re.compile("^Hug, "))
    chip.focus()
    ben.keyboard.press("Enter")
    expect(theirs.get_by_role("button", name="Hug, 1", pressed=False)).to_be_focused()
    react("diaz", "A slow week", "strength")
    expect(theirs.get_by_role("button", name="Strength, 1")).to_be_visible()
    expect(chip).to_be_focused()

    # One's own message tells who it was.
    mine.get_by_role("button", name="Strength, 1").click()
    expect(mine.locator(".who-list")).to_contain_text("Dr Diaz")
    assert faults(amara) == []
    assert faults(ben) == []
    press(chip)
    ben.reload()
    expect(theirs.get_by_role("button", name="Hug, 2, you too", pressed=True)).to_be_visible()


@pytest.mark.small_window("names hang below a message, and may hang out of a narrow window")
def test_who_reacted_is_told_within_the_window(enter, one_site, table):  # noqa: F811
    amara, ben = enter("amara", size=PHONE), enter("ben", size=PHONE)
    send(amara, "A slow month")
    mine, theirs = published(amara, "A slow month"), published(ben, "A slow month")
    expect(theirs).to_have_count(1)
    given = "".join(
        REACT.format(room=table.room, text="A slow month", reaction=reaction, on=True, user=table.users["diaz"])
        for reaction in REACTIONS
    )
    one_site.manage("shell", "-v0", given=given)
    for page, line in ((amara, mine), (ben, theirs)):
        expect(line.locator(".reaction")).to_have_count(len(REACTIONS))
        for width in (320, 360, 740):
            page.set_viewport_size({"width": width, "height": 640})
            line.locator(".who > summary").tap()
            names = line.locator(".who-list")
            expect(names).to_contain_text("Dr Diaz")
            shown = names.bounding_box()
            assert shown["x"] >= 0, (width, shown)
            assert shown["width"] > 200, (width, shown)
            assert shown["x"] + shown["width"] <= width, shown
            assert page.locator("[data-part=timeline]").evaluate("it => it.scrollWidth - it.clientWidth") == 0, width
            page.keyboard.press("Escape")


def test_a_name_is_offered_chosen_and_told_to_its_bearer(enter, one_site, table):  # noqa: F811
    amara, ben = enter("amara"), enter("ben", size=PHONE)
    box = amara.get_by_role("textbox", name="Your message")
    box.press_sequentially("Thank you @BEN")
    names = amara.get_by_role("listbox", name="People in this room")
    expect(names.get_by_role("option")).to_have_count(1)
    expect(box).to_have_attribute("aria-activedescendant", re.compile("composer-name-"))
    assert faults(amara) == []
    amara.keyboard.press("Enter")
    expect(box).to_have_value(re.compile(r"^Thank you @ben-in-the-hills.* $"))
    expect(names).to_be_hidden()
    amara.keyboard.type("for the soup")
    submit(box)
    told = published(ben, "for the soup")
    expect(told.locator(".mention.me")).to_have_text(re.compile("^@ben-in-the-hills"))
    expect(ben.get_by_role("article", name=re.compile("mentions you$"))).to_have_count(1)
    expect(ben.locator("[data-unread-count]").first).to_have_text("1")
    expect(ben.locator("[data-part=toasts]")).to_be_empty()  # the room itself has read it out
    expect(published(amara, "for the soup").locator(".mention:not(.me)")).to_have_count(1)
    assert faults(ben) == []

    answer = ben.get_by_role("textbox", name="Your message")
    answer.press_sequentially("@")
    choices = ben.get_by_role("option")
    expect(choices.first).to_contain_text("amara_walks")
    assert large(choices.first)
    press(choices.first)
    expect(answer).to_have_value(re.compile(r"^@amara_walks.* $"))
    expect(answer).to_be_focused()
    answer.press_sequentially("and @")
    expect(choices.first).to_be_visible()
    ben.keyboard.press("Escape")
    expect(choices).to_have_count(0)
