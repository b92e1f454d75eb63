"""Changing and taking back one's own message in a real browser: what its author sees, and what the others do."""

from playwright.sync_api import Page, expect

from tests.e2e.test_room import connected, enter, lines, published, send, table  # noqa: F401
from tests.support.axe import faults
from tests.support.fixtures import PHONE
from tests.support.hands import on_a_phone, press, submit
from tests.support.writing import insist

RISKY = "just double your lantus tonight, works for me"
SLOW = """
from chat.models import Room
Room.objects.filter(slug="{room}").update(slow_seconds=30)
"""
# Holds a post back on its way to the socket, once the page is told so.
HELD = """
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (frame) {
  if (!window.holds || !String(frame).includes('"post"')) return send.call(this, frame);
  window.release = () => send.call(this, frame);
  document.documentElement.dataset.held = "";
};
"""
AGE = """
from datetime import timedelta
from django.db.models import F
from chat.models import Message
Message.objects.filter(text="An old one").update(created_at=F("created_at") - timedelta(minutes=20))
"""


def choose(page: Page, line, what: str) -> None:
    line.hover()
    line.locator("[data-part=menu]").click()
    line.get_by_role("button", name=what, exact=True).click()


def box(page: Page):
    return page.get_by_role("textbox", name="Your message")


def edit_last(page: Page) -> None:
    """The arrow leads to it on a desk; on a phone it has its menu."""
    if on_a_phone(page):
        choose(page, page.locator(".line.mine").last, "Edit")
    else:
        box(page).press("ArrowUp")


def test_a_room_open_twice_holds_one_draft_and_a_long_address_comes_back_whole(enter):  # noqa: F811
    amara = enter("amara")
    other = amara.context.new_page()
    other.goto(amara.url)
    connected(other)
    words = f"See https://example.org/{'a/' * 40}?to=1&and=2"
    box(other).fill(words)
    expect(box(amara)).to_have_value(words)
    submit(box(other))
    expect(published(amara, "See https://example.org/a/")).to_contain_text("…")
    expect(box(amara)).to_have_value("")
    other.close()
    assert amara.evaluate("Object.keys(localStorage).filter(name => name.includes('draft'))") == []

    edit_last(amara)
    expect(box(amara)).to_have_value(words)


def test_an_author_changes_a_message_and_takes_it_back(enter):  # noqa: F811
    amara, ben = enter("amara"), enter("ben", size=PHONE)
    send(amara, "Good *mornng*, all\nof you")
    expect(published(ben, "mornng")).to_be_visible()

    edit_last(amara)
    expect(amara.get_by_text("Editing your message")).to_be_visible()
    expect(box(amara)).to_have_value("Good *mornng*, all\nof you")
    assert faults(amara) == []
    box(amara).press("Escape")
    expect(box(amara)).to_have_value("")
    expect(amara.get_by_text("Editing your message")).to_be_hidden()

    box(amara).fill("half a thought")
    choose(amara, published(amara, "mornng"), "Edit")
    box(amara).fill("Good *morning*, all")
    choose(amara, published(amara, "mornng"), "Reply")
    expect(amara.get_by_role("alert")).to_contain_text("You are changing a message.")
    expect(box(amara)).to_have_value("Good *morning*, all")
    amara.get_by_role("button", name="Save").click()
    expect(published(ben, "Good morning, all").get_by_text("Changed")).to_be_visible()
    expect(published(ben, "mornng")).to_have_count(0)
    expect(box(amara)).to_have_value("half a thought")
    expect(amara.locator("[data-part=reply]").filter(has_text="Reply to")).to_be_visible()

    choose(amara, published(amara, "Good morning, all"), "Edit")
    amara.route("**/draft-check/", lambda route: route.fulfill(json={"advice": True}))
    box(amara).fill(RISKY)
    submit(box(amara))
    expect(amara.locator(".nudge")).to_be_focused()
    expect(amara.get_by_text("Editing your message")).to_be_visible()
    expect(box(amara)).to_have_value(RISKY)
    assert faults(amara) == []
    amara.get_by_role("button", name="Send it as it is").click()
    line = published(amara, "Good morning, all")
    expect(line).to_contain_text("Your change waits for a clinician.", use_inner_text=True)
    expect(line).to_contain_text("double your lantus")
    amara.reload()
    connected(amara)
    expect(line).to_contain_text("Others still see the former words.", use_inner_text=True)
    assert faults(amara) == []
    expect(ben.get_by_text("double your lantus")).to_have_count(0)

    choose(amara, line, "Take it back")
    expect(amara.get_by_role("dialog", name="Take this message back?")).to_be_visible()
    assert faults(amara) == []
    amara.get_by_role("button", name="Keep it").click()
    expect(line).to_be_visible()
    choose(amara, line, "Take it back")
    amara.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    expect(amara.get_by_text("You took this message back.")).to_be_visible()
    expect(ben.get_by_text("Its author took this message back.")).to_be_visible()
    expect(ben.get_by_text("Good morning, all")).to_have_count(0)


def test_a_phone_without_a_connection_keeps_a_change_and_gives_back_one_that_comes_too_late(
    enter,  # noqa: F811
    one_site,
):
    amara = enter("amara", size=PHONE)
    send(amara, "An old one")
    send(amara, "A new one")
    expect(published(amara, "A new one")).to_be_visible()
    one_site.manage("shell", "-v0", given=AGE)

    amara.context.set_offline(True)
    for former, words in (("A new one", "A newer one"), ("An old one", "Words that come too late")):
        choose(amara, published(amara, former), "Edit")
        box(amara).fill(words)
        press(amara.get_by_role("button", name="Save"))
        expect(published(amara, former)).to_contain_text("Your change waits for a connection.", use_inner_text=True)
    assert faults(amara) == []

    amara.context.set_offline(False)
    expect(published(amara, "A newer one").get_by_text("Changed")).to_be_visible(timeout=40_000)
    expect(amara.get_by_role("alert")).to_contain_text("A message can be changed for 15 minutes")
    expect(box(amara)).to_have_value("Words that come too late")
    expect(published(amara, "An old one").locator(".change")).to_have_count(0)

    box(amara).fill("")
    insist(amara, RISKY)
    held = lines(amara, "double your lantus")
    expect(held).to_contain_text("Waiting for a clinician.", use_inner_text=True)
    press(held.get_by_role("button", name="Take it back"))
    press(amara.get_by_role("dialog").get_by_role("button", name="Take it back"))
    expect(held).to_have_count(0)


def test_what_one_page_sends_the_other_one_cannot_take_back(enter, one_site, table):  # noqa: F811
    one_site.manage("shell", "-v0", given=SLOW.format(room=table.room))
    one = enter("amara")
    send(one, "A first thought")
    expect(published(one, "A first thought")).to_be_visible()
    send(one, "A second one")
    waiting = "it goes out by itself when its time has come"
    expect(lines(one, "A second one")).to_contain_text(waiting)
    one.evaluate("performance.now = ((at) => () => at)(performance.now())")  # here its time never comes

    other = one.context.new_page()
    other.add_init_script(HELD)
    other.goto(one.url)
    connected(other)
    expect(lines(other, "A second one")).to_contain_text(waiting, timeout=40_000)
    other.evaluate("holds = true")
    expect(other.locator("html")).to_have_attribute("data-held", "", timeout=60_000)
    lines(one, "A second one").get_by_role("button", name="Change it").click()
    expect(one.get_by_role("alert")).to_have_text("Another page of yours is sending this just now.")
    other.evaluate("release()")
    for page in (one, other):
        expect(published(page, "A second one")).to_have_count(1, timeout=40_000)
        expect(box(page)).to_have_value("")

    send(one, "A third one")
    expect(lines(one, "A third one")).to_contain_text(waiting)
    lines(one, "A third one").get_by_role("button", name="Change it").click()
    expect(box(one)).to_have_value("A third one")
