"""A room in a phone's windows, upright, on its side and with the keyboard open: the talk keeps its share."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_room import SAY
from tests.support.axe import faults
from tests.support.fixtures import PHONE
from tests.support.site import Site, Table

# All that a room tells before one reads: nobody on duty, a live hour, two pins and slow mode.
FULL = """
from datetime import timedelta
from chat.models import LiveHour
from moderation.models import DutyHours
from moderation.services import pin
amara, ben, diaz = (User.objects.get(pk=pk) for pk in {people})
now = timezone.now()
later = timezone.localtime(now) + timedelta(hours=5)
DutyHours.objects.create(weekday=later.weekday(), starts=later.time(), ends=(later + timedelta(hours=2)).time())
User.objects.filter(pk=amara.pk).update(language="{language}")
room = Room.objects.get(slug="{room}")
LiveHour.objects.create(
    room=room, title="Your first blood test: bring your questions", host="a diabetes nurse",
    starts_at=now + timedelta(hours=4), zone="UTC", made_by=diaz, made_at=now,
)
say(ben.pk, room.slug, *("A walk by the river does me good. " * 4 for number in range(6)))
read(amara.pk, room.slug)
for message in Message.objects.filter(room=room).order_by("position")[:2]:
    pin(message.pk, by=diaz, now=now)
Room.objects.filter(pk=room.pk).update(slow_seconds=30)
"""
pytestmark = pytest.mark.small_window("what is told above the talk takes its place, and a keyboard takes the rest")
WINDOWS = (  # width, height, and what of the height is talk at the least
    (360, 740, 0.6),
    (320, 640, 0.5),
    (360, 400, 0.35),
    (320, 400, 0.35),
    (568, 320, 0.35),
    (740, 360, 0.35),
    (844, 390, 0.35),
)
KEYBOARD = "height => document.documentElement.style.setProperty('--keyboard', `${height}px`)"
CUT = "all => all.some(one => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)"


@pytest.fixture
def table(one_site: Site) -> Table:
    return one_site.table()


@pytest.fixture
def language() -> str:
    return "en"


@pytest.fixture
def amara(one_site: Site, table: Table, window, language: str) -> Page:
    """Amara's phone, in a room that has much to tell, with a line of a draft."""
    people = [table.users[name] for name in ("amara", "ben", "diaz")]
    one_site.manage("shell", "-v0", given=SAY + FULL.format(room=table.room, people=people, language=language))
    page = window(one_site, table.sessions["amara"], size=PHONE).new_page()
    page.goto(f"/rooms/{table.room}/")
    expect(page.locator(".connection[data-state=online]")).to_be_visible(timeout=40_000)
    expect(page.locator(".pinned")).to_have_count(2)
    page.locator("#composer-text").fill("One line")
    return page


def box(locator: Locator) -> dict[str, float]:
    found = locator.bounding_box()
    assert found, locator
    return found


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_talk_keeps_its_share_and_nothing_else_is_lost(amara):
    opener, told, pinned = amara.locator(".pins > summary"), amara.locator(".strip-lines"), amara.locator(".pinned")
    always = [amara.locator(".site-header .help"), amara.locator(".composer [type=submit]"), opener]
    for width, height, share in WINDOWS:
        size = (width, height)
        amara.set_viewport_size({"width": width, "height": height})
        assert box(amara.locator("[data-part=timeline]"))["height"] >= share * height, size
        for button in [*always, *amara.locator(".room-head > .button").all(), amara.locator(".composer summary")]:
            expect(button).to_be_in_viewport(ratio=1)
            assert min(box(button)["width"], box(button)["height"]) >= 44, (size, button)
        assert "a diabetes nurse" in told.aria_snapshot(), size  # read out, whatever the eye is shown
        assert faults(amara) == [], size

        opener.press("Enter")
        for words in (".duty .more", ".live-host", ".live-hour time"):
            expect(told.locator(words)).to_be_in_viewport(ratio=1)
        assert not told.locator("p > span").evaluate_all(CUT), size
        expect(pinned.first).to_be_in_viewport(ratio=1)
        expect(always[0]).to_be_in_viewport(ratio=1)
        assert faults(amara) == [], size
        opener.press("Enter")
        expect(pinned.first).to_be_hidden()


def test_a_keyboard_that_lies_over_the_page_leaves_the_talk_its_share(amara):
    left = 400
    amara.evaluate(KEYBOARD, PHONE["viewport"]["height"] - left)
    assert box(amara.locator("[data-part=timeline]"))["height"] >= 0.35 * left
    for button in amara.locator(".site-header .help, .composer [type=submit]").all():
        assert box(button)["y"] + box(button)["height"] <= left


def test_what_is_folded_away_unfolds_for_the_focus(one_site, table, window):
    ben = window(one_site, table.sessions["ben"], size=PHONE).new_page()
    ben.set_viewport_size({"width": 360, "height": 400})
    ben.goto("/rooms/ask/")
    ben.get_by_role("button", name="Write to the care team").tap()
    expect(ben.locator(".connection[data-state=online]")).to_be_visible(timeout=40_000)
    way = ben.locator(".care-state").get_by_role("link", name="I need help now")
    expect(way).not_to_be_in_viewport()
    way.focus()
    expect(way).to_be_in_viewport(ratio=1)
    ben.locator("#composer-text").focus()
    expect(way).not_to_be_in_viewport()
    assert faults(ben) == []
    ben.locator("summary", has_text="Show all of this").tap()
    expect(way).to_be_in_viewport(ratio=1)
