"""A guided room in a real browser: the guide beside a member's phone, and what each step does to the other."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_room import connected, published, send
from tests.support.axe import faults
from tests.support.fixtures import PHONE
from tests.support.hands import open_about, press
from tests.support.site import Site, Table

SEAT = """
from django.utils import timezone
from chat.models import Membership, Room
Membership.objects.create(room=Room.objects.get(slug="{room}"), user_id={user}, joined_at=timezone.now())
"""

PIN = """
from django.utils import timezone
from moderation.services import pin
from peersupport.accounts.models import User
pin({message}, by=User.objects.get(pk={user}), now=timezone.now())
"""

SLOW = """
from chat.models import Room
Room.objects.filter(slug="{room}").update(slow_seconds={seconds})
"""


@pytest.fixture
def one_site(sites) -> Site:
    return sites.start()


@pytest.fixture
def table(one_site: Site) -> Table:
    table = one_site.table()
    one_site.manage("shell", "-v0", given=SEAT.format(room=table.room, user=table.users["guide"]))
    return table


def test_a_guide_keeps_the_room_and_a_members_phone_shows_it_at_once(one_site, table, window):
    def open_page(name: str, path: str, **size) -> Page:
        page = window(one_site, table.sessions[name], **size).new_page()
        page.goto(path)
        return page

    room = f"/rooms/{table.room}/"
    amara, guide = open_page("amara", room, size=PHONE), open_page("guide", room, size=PHONE)
    connected(amara)
    open_about(guide)
    guide.get_by_role("link", name="Guide this room").click()

    # The week's prompt stands out.
    guide.get_by_label("This week's prompt").fill("What helped you this week?")
    guide.get_by_role("button", name="Post the prompt").click()
    expect(published(amara, "What helped you")).to_contain_text("This week's prompt")

    # In slow mode the second message waits, and goes out when its time has come: here, when the guide ends slow mode.
    guide.get_by_label("One message every 10 minutes").check()
    guide.get_by_role("button", name="Set the pace").click()
    assert faults(guide) == []
    keeping = amara.locator("[data-part=keeping]")
    expect(keeping).to_contain_text("one message every 10 minutes")
    send(amara, "A walk by the river")
    expect(published(guide_room := open_page("guide", room), "by the river")).to_be_visible()
    expect(amara.locator("[data-part=turn-left]")).to_have_text(re.compile(r"^(9:\d\d|10:00)$"))
    send(amara, "And hot soup")
    waiting = amara.locator(".line.own").filter(has_text="And hot soup")
    expect(waiting).to_contain_text("it goes out by itself when its time has come", use_inner_text=True)
    assert faults(amara) == []
    press(waiting.get_by_role("button", name="Change it"))
    expect(waiting).to_have_count(0)
    expect(amara.get_by_role("textbox", name="Your message")).to_have_value("And hot soup")
    send(amara, "And hot soup")
    send(amara, "And regret")
    unwanted = amara.locator(".line.own").filter(has_text="And regret")
    expect(unwanted).to_contain_text("it goes out by itself", use_inner_text=True)
    press(unwanted.get_by_role("button", name="Delete"))
    expect(unwanted).to_have_count(0)
    guide.get_by_label("As fast as people like").check()
    guide.get_by_role("button", name="Set the pace").click()
    expect(published(guide_room, "And hot soup")).to_be_visible()
    expect(published(amara, "And hot soup")).to_have_count(1)
    expect(keeping.locator("span:visible")).to_have_count(0)

    # A live hour comes into the open room, and goes again.
    guide.get_by_text("Plan a live hour").click()
    guide.get_by_label("What is it about?").fill("Ask a nurse")
    guide.get_by_label("Who hosts it?").fill("a diabetes nurse")
    guide.get_by_label("When?").fill((datetime.now(UTC) + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"))
    guide.get_by_role("button", name="Plan it").click()
    expect(amara.locator(".live-strip")).to_contain_text("Ask a nurse", timeout=10_000)
    prompt = published(amara, "What helped you").get_attribute("data-key")[1:]
    one_site.manage("shell", "-v0", given=PIN.format(message=prompt, user=table.users["guide"]))
    strip = amara.locator(".strip")
    expect(strip.locator("summary")).to_have_accessible_name("1 pinned message")
    assert strip.bounding_box()["height"] < 50
    assert amara.locator(".live-strip").bounding_box()["height"] < 28  # one line
    hour = amara.locator(".live-strip time")
    expect(hour).to_be_in_viewport(ratio=1)
    press(strip.locator("summary"))
    expect(strip.get_by_text("with a diabetes nurse")).to_be_in_viewport(ratio=1)
    assert faults(amara) == []
    guide.get_by_role("button", name="Call it off").click()
    expect(amara.locator(".live-strip")).to_be_hidden(timeout=10_000)

    # A pause: the member is told why, keeps what was typed, and may read on.
    line = published(guide_room, "And hot soup")
    line.hover()
    line.locator("[data-part=menu]").click()
    expect(line.get_by_role("link", name="Hand over to a clinician")).to_be_visible()
    line.get_by_role("link", name="Pause this member").click()
    assert faults(guide_room) == []
    guide_room.get_by_label("Why").fill("Please let this rest for an hour.")
    guide_room.get_by_role("button", name="Pause for an hour").click()
    expect(amara.locator(".toast")).to_contain_text("Please let this rest")
    expect(keeping).to_contain_text("You can read, and write again at")
    amara.reload()
    connected(amara)
    send(amara, "But soup!")
    expect(amara.get_by_role("alert")).to_contain_text("asked you to pause")
    expect(keeping).to_contain_text("Please let this rest")
    expect(amara.get_by_role("textbox", name="Your message")).to_have_value("But soup!")
    assert faults(amara) == []

    # The archive: nobody writes any more.
    diaz = open_page("diaz", f"/guide/{table.room}/")
    diaz.get_by_role("button", name="Let them write again").click()
    expect(keeping.locator("span:visible")).to_have_count(0)
    diaz.get_by_role("button", name="Archive this room").click()
    expect(keeping).to_contain_text("This room is archived")
    half_typed = amara.get_by_role("textbox", name="Your message")
    expect(half_typed).to_have_value("But soup!")
    expect(half_typed).not_to_be_editable()
    expect(amara.get_by_role("button", name="Send")).to_be_disabled()
    skip = amara.get_by_role("link", name="Skip to writing a message")
    expect(skip).to_have_count(0)
    prompt = published(amara, "What helped you")
    prompt.focus()
    amara.keyboard.press("Enter")
    expect(prompt.get_by_role("button", name="Copy link")).to_be_focused()
    expect(prompt.get_by_role("button", name="Reply")).to_have_count(0)
    expect(prompt.get_by_role("group", name="React")).to_have_count(0)
    assert faults(amara) == []
    amara.keyboard.press("Escape")
    diaz.get_by_role("button", name="Open the room again").click()
    expect(half_typed).to_be_editable()
    expect(half_typed).to_have_value("But soup!")
    expect(skip).to_have_count(1)


def test_a_cry_for_help_does_not_wait_for_the_pace_of_the_room(one_site, table, window):
    def open_page(name: str, path: str) -> Page:
        page = window(one_site, table.sessions[name], size=PHONE).new_page()
        page.goto(path)
        return page

    one_site.manage("shell", "-v0", given=SLOW.format(room=table.room, seconds=600))
    queue = open_page("diaz", "/queue/")
    expect(queue.get_by_text("Live: new cases appear by themselves")).to_be_visible(timeout=40_000)
    amara, ben = (open_page(name, f"/rooms/{table.room}/") for name in ("amara", "ben"))
    for page in (amara, ben):
        connected(page)
    send(amara, "A walk by the river")
    expect(published(ben, "by the river")).to_be_visible()

    # An ordinary message waits for its turn; a cry that is written behind it is heard at once.
    send(amara, "I like soup in winter")
    soup = amara.locator(".line.own").filter(has_text="I like soup in winter")
    waiting = "it goes out by itself when its time has come"
    expect(soup).to_contain_text(waiting)
    send(amara, "help im shaking and its 42")
    expect(amara.locator(".safety-card").get_by_role("link").first).to_be_in_viewport(ratio=1)
    expect(published(ben, "help im shaking")).to_be_visible()
    expect(queue.get_by_role("listitem").filter(has_text="help im shaking")).to_be_visible()
    expect(published(amara, "help im shaking")).to_have_count(1)
    expect(soup).to_contain_text(waiting)
    expect(amara.locator(".line [data-part=body]")).to_have_text(
        ["A walk by the river", "help im shaking and its 42", "I like soup in winter"]
    )
    assert faults(amara) == []

    # What is written after it waits behind what was there, through a reload too; and each is sent once, in order.
    amara.get_by_role("button", name="Put this advice away").click()
    send(amara, "And bread")
    bread = amara.locator(".line.own").filter(has_text="And bread")
    expect(bread).to_contain_text(waiting)
    amara.reload()
    connected(amara)
    for line in (soup, bread):
        expect(line).to_contain_text(waiting)
    expect(published(ben, "I like soup")).to_have_count(0)
    one_site.manage("shell", "-v0", given=SLOW.format(room=table.room, seconds=0))
    amara.reload()
    expect(ben.locator(".line.message [data-part=body]")).to_have_text(
        ["A walk by the river", "help im shaking and its 42", "I like soup in winter", "And bread"], timeout=40_000
    )
