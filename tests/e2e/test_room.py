"""The room in a real browser: what each person sees, and what survives bad networks, reloads and dying servers."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import faults
from tests.support.fixtures import PHONE
from tests.support.hands import press
from tests.support.site import Site, Table
from tests.support.writing import insist

SAY = """
from uuid import uuid4
from django.utils import timezone
from chat import services
from chat.services import reads
from chat.services.gate import Draft, Screened
from chat.models import Message, Room
from peersupport.accounts.models import User
class Open:
    def record(self, stored, now): return []
def say(user, room, *texts):
    fine = Screened("publish", 0, False)
    drafts = [(Draft(room, user, uuid4(), text), fine) for text in texts]
    return services.post(drafts, gate=Open(), now=timezone.now())
def read(user, room):
    reads.mark([reads.Mark(user, Room.objects.get(slug=room).pk, 2**60)])
"""


@pytest.fixture
def table(one_site: Site) -> Table:
    return one_site.table()


@pytest.fixture
def enter(one_site: Site, table: Table, window):
    """Opens the room in a window of its own for one of the cast, and waits until it is connected."""

    def enter_room(name: str, **size) -> Page:
        page = window(one_site, table.sessions[name], **size).new_page()
        page.goto(f"/rooms/{table.room}/")
        connected(page)
        return page

    return enter_room


def connected(page: Page) -> None:
    expect(page.get_by_text("Connected", exact=True)).to_be_visible(timeout=40_000)


def send(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def is_drawn_as_waiting(page: Page) -> bool:
    script = "getComputedStyle(document.querySelector('.timeline'), '::before').content !== 'none'"
    return page.evaluate(script)


def lines(page: Page, text: str):
    return page.locator(".line").filter(has=page.locator("[data-part=body]", has_text=text))


def published(page: Page, text: str):
    return page.locator(".line.message:not(.own)").filter(has=page.locator("[data-part=body]", has_text=text))


def test_till_the_talk_is_there_its_place_is_drawn(one_site, table, window, enter):
    waiting = window(one_site, table.sessions["ben"], size=PHONE).new_page()
    waiting.route("**/*.js", lambda route: route.abort())
    waiting.goto(f"/rooms/{table.room}/")
    assert is_drawn_as_waiting(waiting)
    amara = enter("amara")
    expect(amara.get_by_text("Nobody has written here yet.")).to_be_visible()
    assert not is_drawn_as_waiting(amara)
    send(amara, "Good morning")
    expect(lines(amara, "Good morning")).to_be_visible()
    assert not is_drawn_as_waiting(amara)


def test_two_people_see_each_message_once_and_in_order(enter):
    amara, ben = enter("amara"), enter("ben", size=PHONE)
    for number in range(3):
        send(amara, f"Amara says {number}")
        expect(published(ben, f"Amara says {number}")).to_have_count(1)
        send(ben, f"Ben says {number}")
        expect(published(amara, f"Ben says {number}")).to_have_count(1)
    expected = [f"{name} says {number}" for number in range(3) for name in ("Amara", "Ben")]
    for page in (amara, ben):
        expect(page.locator(".line [data-part=body]:not(:empty)")).to_have_text(expected)


def test_a_feeling_a_reply_and_a_quote_come_with_the_message(enter):
    amara, ben = enter("amara"), enter("ben")
    send(amara, "Made lentil soup today")
    line = published(ben, "lentil soup")
    line.hover()
    line.locator("[data-part=menu]").click()
    line.get_by_role("button", name="Reply", exact=True).click()
    ben.locator("summary", has_text="Feeling").click()
    ben.get_by_role("button", name="hopeful").click()
    send(ben, "I might try that")
    answer = published(amara, "I might try that")
    expect(answer).to_contain_text("hopeful")
    expect(answer.locator(".quote")).to_contain_text("Made lentil soup today")
    answer.locator(".quote").click()
    expect(published(amara, "Made lentil soup")).to_be_focused()


def test_a_risky_message_waits_in_sight_of_its_author_alone(enter):
    amara, ben = enter("amara"), enter("ben")
    insist(amara, "just double your lantus tonight, works for me")
    expect(lines(amara, "double your lantus")).to_contain_text("Waiting for a clinician.", use_inner_text=True)
    send(amara, "And how is everybody?")
    expect(published(ben, "how is everybody")).to_be_visible()
    expect(lines(ben, "double your lantus")).to_have_count(0)
    amara.reload()
    expect(lines(amara, "double your lantus")).to_contain_text("Nobody else sees this yet.", use_inner_text=True)


def test_a_cry_for_help_keeps_its_advice_after_a_reload_and_once_it_is_in_the_room(enter, one_site, table):
    amara = enter("amara", size={"viewport": {"width": 360, "height": 640}})
    send(amara, "i don't want to be here any more, i have a plan")
    expect(amara.locator(".safety-card")).to_be_focused()
    amara.reload()
    connected(amara)
    expect(lines(amara, "i have a plan")).to_contain_text("Waiting for a clinician.", use_inner_text=True)
    expect(amara.locator(".safety-card").get_by_role("link").first).to_be_in_viewport(ratio=1)
    amara.get_by_role("button", name="Put this advice away").click()
    expect(amara.locator(".safety-card")).to_have_count(0)
    expect(amara.get_by_role("button", name="Show the safety advice")).to_be_in_viewport()
    lines(amara, "i have a plan").get_by_role("button", name="Show the safety advice").click()
    expect(amara.locator(".safety-card")).to_be_focused()
    expect(amara.locator(".safety-card").get_by_role("link").first).to_have_attribute("href", re.compile("^(tel|sms):"))
    waits = amara.get_by_text("Your message is waiting for a clinician.", exact=True)
    expect(waits).to_be_in_viewport(ratio=1)
    assert faults(amara) == []
    one_site.manage("shell", "-v0", given=SAY + PUBLISH.format(user=table.users["diaz"], room=table.room))
    expect(waits).to_be_hidden()
    expect(published(amara, "i have a plan").get_by_role("button", name="Show the safety advice")).to_be_visible()


PUBLISH = """
from django.db import transaction
held = Message.objects.get(room__slug="{room}", state="held")
with transaction.atomic():
    services.publish(held.pk, by=User.objects.get(pk={user}), now=timezone.now())

"""
SIGN_OFF = """
from django.core.management import call_command
from peersupport.accounts.models import User
call_command("load_cards", approve_as=User.objects.get(pk={user}).email, verbosity=0)
"""
LOW = "my sugar is 38 and i'm shaking and can't see straight"


@pytest.mark.small_window("advice is higher than the window")
def test_a_phone_shows_advice_as_high_as_it_can_and_says_that_there_is_more_below(enter, one_site, table):
    one_site.manage("shell", "-v0", given=SIGN_OFF.format(user=table.users["diaz"]))
    amara = enter("amara", size={"viewport": {"width": 360, "height": 600}})
    send(amara, LOW)
    card, more = amara.locator(".safety-card"), amara.get_by_role("button", name="More below")
    advice, last = card.locator(".safety-advice"), card.locator(".body > :last-child")
    expect(more).to_be_in_viewport(ratio=1)
    expect(last).not_to_be_in_viewport(ratio=1)
    expect(amara.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    head, foot = amara.locator(".room-head").bounding_box(), amara.locator(".composer").bounding_box()
    assert card.bounding_box()["height"] > 0.9 * (foot["y"] - head["y"] - head["height"])
    more.focus()
    amara.keyboard.press("Enter")
    expect(last).to_be_in_viewport(ratio=1)
    expect(more).to_be_hidden()
    expect(advice).to_be_focused()
    amara.set_viewport_size({"width": 1440, "height": 900})
    expect(last).to_be_in_viewport(ratio=1)
    expect(more).to_be_hidden()


SLIP = "i took 40 units of novolog instead of lantus by mistake what do i do"


@pytest.mark.small_window("what is needed at once stands where it is seen at once")
@pytest.mark.parametrize("height", [640, 740])
def test_on_a_phone_first_aid_stands_right_below_one_number_and_the_others_are_folded(enter, one_site, table, height):
    one_site.manage("shell", "-v0", given=SIGN_OFF.format(user=table.users["diaz"]))
    amara = enter("amara", size={"viewport": {"width": 360, "height": height}})
    send(amara, SLIP)
    card = amara.locator(".safety-card")
    expect(card.locator(".safety-advice > .numbers").get_by_role("link")).to_have_count(1)
    expect(card.get_by_text("Have sugar now")).to_be_in_viewport(ratio=1)
    step = card.locator(".body li").nth(1).bounding_box()
    assert step["y"] + step["height"] <= amara.get_by_role("button", name="More below").bounding_box()["y"]
    other = card.locator(".safety-others a").first
    expect(other).to_be_hidden()
    card.locator(".safety-others summary").click()
    expect(other).to_have_attribute("href", re.compile("^(tel|sms):"))
    assert faults(amara) == []


def test_advice_on_a_message_in_the_room_is_there_after_a_reload_until_it_is_put_away(enter):
    amara = enter("amara")
    send(amara, LOW)
    expect(amara.locator(".safety-card")).to_be_focused()
    amara.reload()
    expect(amara.locator(".safety-card").get_by_role("link").first).to_be_in_viewport(ratio=1)
    amara.get_by_role("button", name="Put this advice away").click()
    amara.reload()
    connected(amara)
    expect(published(amara, "my sugar is 38")).to_be_visible()
    expect(amara.locator(".safety-card")).to_have_count(0)


@pytest.mark.small_window("what is low leaves the composer its place")
def test_in_a_low_window_one_can_write_on_arrival_and_call_when_advice_is_shown(enter):
    amara = enter("amara", size={"viewport": {"width": 683, "height": 425}})
    expect(amara.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    send(amara, "i don't want to be here any more, i have a plan")
    expect(amara.locator(".safety-card").get_by_role("link").first).to_be_in_viewport(ratio=1)
    expect(amara.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)


def test_a_correction_and_a_removal_reach_open_rooms(enter, one_site, table):
    amara, ben = enter("amara"), enter("ben")
    send(amara, "Cinnamon did it for me")
    send(amara, "Second thought of the day")
    expect(published(ben, "Second thought")).to_be_visible()
    one_site.manage(
        "shell",
        "-v0",
        given=SAY
        + f"""
from django.db import transaction
doctor = User.objects.get(pk={table.users["diaz"]})
first, second = Message.objects.filter(room__slug="{table.room}").order_by("position")
with transaction.atomic():
    services.publish(first.pk, by=doctor, now=timezone.now(), correction=services.CorrectionDraft("Keep your tablets."))
    services.remove(second.pk, by=doctor, now=timezone.now(), reason="It named somebody.")

""",
    )
    expect(published(ben, "Cinnamon").locator(".correction")).to_contain_text("Keep your tablets.")
    expect(published(ben, "Cinnamon").locator(".correction")).to_contain_text("Clinician")
    expect(ben.locator(".tombstone")).to_contain_text("A clinician took this message out.")
    expect(lines(ben, "Second thought")).to_have_count(0)

    theirs = published(ben, "Cinnamon")
    theirs.hover()
    theirs.locator("[data-part=menu]").click()
    theirs.get_by_role("button", name="Mute").click()
    for renew in (lambda: None, ben.reload):
        renew()
        expect(ben.locator(".line.folded .correction")).to_contain_text("Keep your tablets.")
        expect(ben.locator("[data-part=connection]")).to_have_attribute("data-state", "online")
    send(ben, "I am still here")
    expect(published(amara, "I am still here")).to_be_visible()


def test_a_removed_message_says_why_to_its_author_until_it_is_put_away(enter, one_site, table):
    amara, ben = enter("amara"), enter("ben")
    for text in ("First of all", "Second thought", "Third time lucky"):
        send(amara, text)
    expect(published(ben, "Third time")).to_be_visible()
    one_site.manage("shell", "-v0", given=SAY + REMOVE.format(user=table.users["diaz"], room=table.room))
    expect(ben.locator(".tombstone")).to_be_visible()
    one_site.restart()  # a reconnect, which asks for what is my own anew; then a page that is
    for renew in (lambda: None, amara.reload):
        renew()
        expect(lines(amara, "Second thought")).to_contain_text("It named somebody.", timeout=40_000)
        expect(amara.locator(".tombstone")).to_have_count(0)
        in_place = ["First of all", "Second thought", "Third time lucky"]
        expect(amara.locator(".line [data-part=body]:not(:empty)")).to_have_text(in_place)
    lines(amara, "Second thought").get_by_role("button", name="I have read this").click()
    expect(amara.locator(".tombstone")).to_be_focused()
    amara.reload()
    expect(published(amara, "Third time")).to_be_visible()
    expect(lines(amara, "Second thought")).to_have_count(0)
    expect(amara.locator(".tombstone")).to_have_count(1)


REMOVE = """
from django.db import transaction
doctor, found = User.objects.get(pk={user}), Message.objects.get(room__slug="{room}", text="Second thought")
with transaction.atomic():
    services.remove(found.pk, by=doctor, now=timezone.now(), reason="It named somebody.")

"""


def test_what_is_sent_while_the_server_is_dead_arrives_once(enter, one_site):
    amara, ben = enter("amara"), enter("ben")
    one_site.pause()
    send(amara, "Sent into the void")
    one_site.kill9()
    expect(amara.locator(".connection")).to_contain_text("No connection")
    expect(lines(amara, "Sent into the void")).to_contain_text("Waits for a connection", use_inner_text=True)
    one_site.start()
    expect(published(ben, "Sent into the void")).to_have_count(1, timeout=40_000)
    connected(amara)
    expect(lines(amara, "Sent into the void")).to_have_count(1)
    expect(published(amara, "Sent into the void")).to_have_count(1)


def test_a_message_whose_answer_was_lost_is_there_once_after_a_reload(enter):
    deaf = {"to": "Did you hear me?"}
    amara, ben = enter("amara"), enter("ben")
    amara.route_web_socket(re.compile("/ws/"), lambda route: _deafen(route, deaf))
    amara.reload()
    send(amara, "Did you hear me?")
    expect(published(ben, "Did you hear me?")).to_have_count(1)
    expect(lines(amara, "Did you hear me?")).to_contain_text("Sending", use_inner_text=True)
    deaf.clear()
    amara.reload()
    connected(amara)
    expect(published(amara, "Did you hear me?")).to_have_count(1)
    send(amara, "Another one")
    expect(published(ben, "Another one")).to_have_count(1)
    for page in (amara, ben):
        expect(lines(page, "Did you hear me?")).to_have_count(1)


def _deafen(route, deaf: dict[str, str]) -> None:
    """Lose what the server says of the message that `deaf` names."""
    server = route.connect_to_server()
    server.on_message(lambda frame: None if deaf and deaf["to"] in frame else route.send(frame))


@pytest.mark.parametrize("answer", ["try_again", None], ids=["refused", "unheard"])
def test_the_room_asks_to_be_let_in_until_it_is(enter, table, answer):
    amara, ben = enter("amara"), enter("ben")
    asked: list[dict] = []
    no = json.dumps({"type": "error", "code": answer, "detail": "", "room": table.room})
    shut = {"answer": answer and no}
    amara.route_web_socket(re.compile("/ws/"), lambda route: _keep_the_door(route, shut, asked))
    amara.reload()
    send(ben, "Are you coming?")
    expect(amara.locator(".connection")).to_contain_text("Connecting…")
    amara.wait_for_timeout(1_500)
    assert asked
    expect(amara.get_by_text("Connected", exact=True)).to_have_count(0)
    shut.clear()
    connected(amara)
    expect(published(amara, "Are you coming?")).to_have_count(1)
    assert len(asked) > 1
    assert all(isinstance(join["since"], int) for join in asked)


def _keep_the_door(route, shut: dict[str, str | None], asked: list[dict]) -> None:
    """While `shut`, the server hears of no `join`, and its answer, if any, is what `shut` names."""
    server = route.connect_to_server()

    def hear(text: str) -> None:
        frame = json.loads(text)
        if frame["type"] == "join":
            asked.append(frame)
        if frame["type"] != "join" or not shut:
            server.send(text)
        elif shut["answer"]:
            route.send(shut["answer"])

    route.on_message(hear)


def test_what_is_written_offline_is_sent_when_the_network_is_back(enter):
    amara, ben = enter("amara"), enter("ben")
    amara.context.set_offline(True)
    expect(amara.locator(".connection")).to_contain_text("No connection")
    send(amara, "From the tunnel")
    expect(lines(amara, "From the tunnel")).to_contain_text("Waits for a connection", use_inner_text=True)
    expect(published(ben, "From the tunnel")).to_have_count(0)
    amara.context.set_offline(False)
    expect(published(ben, "From the tunnel")).to_have_count(1, timeout=40_000)
    expect(lines(amara, "From the tunnel")).to_have_count(1)


def test_a_network_that_blocks_sockets_only_slows_the_talk(enter, one_site, table, window):
    ben = enter("ben")
    amara = window(one_site, table.sessions["amara"]).new_page()
    amara.route_web_socket(re.compile("/ws/"), lambda route: route.close())
    amara.goto(f"/rooms/{table.room}/")
    expect(amara.get_by_text("Connected, a few seconds behind")).to_be_visible(timeout=20_000)
    send(amara, "Behind the hospital's wall")
    expect(published(ben, "Behind the hospital's wall")).to_have_count(1)
    send(ben, "We can hear you")
    expect(published(amara, "We can hear you")).to_have_count(1, timeout=10_000)
    expect(lines(amara, "Behind the hospital's wall")).to_have_count(1)


@pytest.fixture
def behind_a_wall(one_site, table, window) -> Page:
    """Amara in the room, on a network that blocks sockets."""
    page = window(one_site, table.sessions["amara"]).new_page()
    page.route_web_socket(re.compile("/ws/"), lambda route: route.close())
    page.goto(f"/rooms/{table.room}/")
    expect(page.get_by_text("Connected, a few seconds behind")).to_be_visible(timeout=20_000)
    return page


def test_without_a_socket_what_is_in_flight_is_not_sent_anew_each_round(behind_a_wall):
    posts, asked = [], []

    def slow(route):
        (posts if route.request.method == "POST" else asked).append(route)
        if route.request.method == "GET":
            route.continue_()

    behind_a_wall.route("**/messages/**", slow)
    send(behind_a_wall, "Through a thin wire")
    behind_a_wall.wait_for_timeout(10_000)
    assert len(asked) >= 2
    assert len(posts) == 1
    posts[0].continue_()
    expect(published(behind_a_wall, "Through a thin wire")).to_have_count(1)


def test_without_a_socket_a_log_out_elsewhere_is_told_too(behind_a_wall, one_site, table):
    forget = "from django.contrib.sessions.models import Session; "
    forget += f"Session.objects.get(pk='{table.sessions['amara']}').delete()"
    one_site.manage("shell", "-v0", given=f"{forget}\n")
    expect(behind_a_wall.get_by_text("You are logged out.")).to_be_visible(timeout=10_000)
    expect(behind_a_wall.get_by_role("button", name="Send")).to_be_disabled()


def test_too_long_a_text_is_not_sent_and_not_lost(enter):
    amara = enter("amara")
    send(amara, "x" * 4_010)
    expect(amara.get_by_role("alert")).to_contain_text("too long")
    expect(amara.get_by_role("textbox", name="Your message")).to_have_value("x" * 4_010)
    expect(amara.locator(".composer")).to_contain_text("10 characters too many")


def test_what_the_server_refuses_comes_back_to_the_composer(enter):
    amara = enter("amara")
    amara.add_init_script(LIFT_THE_LIMIT)
    amara.reload()
    connected(amara)
    send(amara, "y" * 4_010)
    expect(amara.get_by_role("alert")).to_contain_text("too long")
    expect(amara.get_by_role("textbox", name="Your message")).to_have_value("y" * 4_010)
    expect(amara.locator(".line")).to_have_count(0)


def test_a_refusal_is_told_once_while_something_else_is_being_written(enter, one_site):
    amara = enter("amara")
    amara.add_init_script(LIFT_THE_LIMIT)
    amara.reload()
    connected(amara)
    one_site.pause()
    send(amara, "z" * 4_010)
    amara.get_by_role("textbox", name="Your message").fill("Meanwhile")
    amara.evaluate(LISTEN)
    one_site.go_on()
    expect(amara.get_by_role("status").filter(has_text="Not sent. This is too long")).to_have_count(1)
    expect(lines(amara, "zzz")).to_contain_text("This is too long to send.")
    expect(amara.get_by_role("textbox", name="Your message")).to_have_value("Meanwhile")
    amara.wait_for_timeout(500)
    assert len([words for words in amara.evaluate("heard") if "too long" in words]) == 1


LISTEN = """() => {
  window.heard = [];
  for (const region of document.querySelectorAll("[role=status], [role=alert], [role=log]")) {
    const hear = () => region.textContent.trim() && heard.push(region.textContent.trim());
    new MutationObserver(hear).observe(region, { childList: true, subtree: true, characterData: true });
  }
}"""

LIFT_THE_LIMIT = """
const parse = JSON.parse;
JSON.parse = (text) => {
  const value = parse(text);
  if (value?.limits) value.limits.text = 9000;
  return value;
};
"""


def test_history_pages_in_above_without_moving_what_is_read(enter, one_site, table):
    texts = json.dumps([f"Line number {number:03}" for number in range(120)])
    said = f"say({table.users['ben']}, '{table.room}', *{texts})\nread({table.users['amara']}, '{table.room}')\n"
    one_site.manage("shell", "-v0", given=SAY + said)
    amara = enter("amara")
    expect(published(amara, "Line number 119")).to_be_in_viewport()
    expect(published(amara, "Line number 010")).to_have_count(0)
    timeline = amara.locator("[data-part=timeline]")
    timeline.evaluate("box => box.scrollTop = 200")
    expect(published(amara, "Line number 040")).to_have_count(1)
    seen = published(amara, "Line number 074")
    expect(seen).to_be_in_viewport()
    timeline.evaluate("box => box.scrollTop = 0")
    expect(published(amara, "Line number 000")).to_have_count(1)
    expect(amara.get_by_text("This is where the room begins.")).to_have_count(1)
    bodies = amara.locator(".line [data-part=body]").all_inner_texts()
    assert bodies == json.loads(texts)
    assert amara.locator("[data-part=log] .line").count() == 0  # nothing of the past is read out as new


def test_new_messages_do_not_pull_a_reader_down(enter, one_site, table):
    texts = json.dumps([f"Line number {number:03}" for number in range(40)])
    said = f"say({table.users['ben']}, '{table.room}', *{texts})\nread({table.users['amara']}, '{table.room}')\n"
    one_site.manage("shell", "-v0", given=SAY + said)
    amara, ben = enter("amara"), enter("ben")
    amara.locator("[data-part=timeline]").evaluate("box => box.scrollTop = 300")
    before = amara.locator("[data-part=timeline]").evaluate("box => box.scrollTop")
    send(ben, "Down here")
    pill = amara.get_by_role("button", name="1 new message")
    expect(pill).to_be_visible()
    assert amara.locator("[data-part=timeline]").evaluate("box => box.scrollTop") == before
    pill.click()
    expect(published(amara, "Down here")).to_be_in_viewport()
    expect(pill).to_be_hidden()


def test_a_draft_survives_a_reload_and_a_log_out_forgets_it(enter, one_site):
    amara = enter("amara")
    amara.get_by_role("textbox", name="Your message").fill("Half a thought")
    amara.reload()
    expect(amara.get_by_role("textbox", name="Your message")).to_have_value("Half a thought")
    one_site.pause()
    send(amara, "Half a message")
    amara.get_by_role("textbox", name="Your message").fill("Another half")
    amara.wait_for_function("() => localStorage.length > 0")
    one_site.go_on()
    amara.locator("summary", has_text="My account").click()
    amara.get_by_role("button", name="Log out").click()
    amara.wait_for_url(lambda url: "/rooms/" not in url)
    assert amara.evaluate("Object.keys(localStorage).filter(name => name.startsWith('peersupport:'))") == []
    assert amara.evaluate(OUTBOX) == []


def test_a_feeling_that_was_chosen_shows_after_a_reload_and_goes_with_the_message(enter):
    amara, ben = enter("amara"), enter("ben")
    amara.locator("summary", has_text="Feeling").click()
    amara.get_by_role("button", name="hopeful").click()
    amara.get_by_role("textbox", name="Your message").fill("Half a plan")
    amara.reload()
    connected(amara)
    expect(amara.locator(".chip[data-part=feeling]")).to_contain_text("hopeful")
    send(amara, "A whole plan")
    expect(published(ben, "A whole plan")).to_contain_text("hopeful")
    expect(amara.locator(".chip[data-part=feeling]")).to_be_hidden()


OUTBOX = """() => new Promise((resolve) => {
  const opening = indexedDB.open("peersupport", 1);
  opening.onsuccess = () => {
    const all = opening.result.transaction("outbox").objectStore("outbox").getAll();
    all.onsuccess = () => resolve(all.result);
  };
})"""


def test_logged_out_elsewhere_the_room_says_so_and_keeps_the_text(enter, one_site, table):
    amara = enter("amara")
    amara.get_by_role("textbox", name="Your message").fill("Not lost")
    session = table.sessions["amara"]
    forget = f"from django.contrib.sessions.models import Session; Session.objects.get(pk='{session}').delete()"
    one_site.manage("shell", "-v0", given=f"{forget}\n")
    expect(amara.get_by_text("You are logged out.")).to_be_visible()
    expect(amara.locator(".connection").get_by_role("link", name="Log in")).to_be_visible()
    expect(amara.get_by_role("button", name="Send")).to_be_disabled()
    expect(amara.get_by_role("textbox", name="Your message")).to_have_value("Not lost")


def test_the_keyboard_comes_to_the_messages_in_one_step_and_goes_through_them_by_arrow(enter):
    amara, ben = enter("amara"), enter("ben")
    for number in range(3):
        send(ben, f"Ben says {number}")
        expect(published(amara, f"Ben says {number}")).to_have_count(1)
    amara.reload()
    connected(amara)
    amara.keyboard.press("Tab")
    expect(amara.get_by_role("link", name="Skip to writing a message")).to_be_focused()
    amara.keyboard.press("Enter")
    expect(amara.get_by_role("textbox", name="Your message")).to_be_focused()
    for _ in range(3):  # the last message's menu, the message, and what comes before the messages
        amara.keyboard.press("Shift+Tab")
    expect(amara.locator("[data-part=timeline] :focus")).to_have_count(0)
    amara.keyboard.press("Tab")
    expect(published(amara, "Ben says 2")).to_be_focused()
    amara.keyboard.press("ArrowUp")
    expect(published(amara, "Ben says 1")).to_be_focused()
    amara.keyboard.press("Enter")
    expect(published(amara, "Ben says 1").get_by_role("button", name="Reply", exact=True)).to_be_focused()
    amara.keyboard.press("Enter")
    expect(amara.locator(".chip[data-part=reply]")).to_contain_text("Ben says 1")

    published(amara, "Ben says 1").focus()
    amara.keyboard.press("Enter")
    published(amara, "Ben says 1").get_by_role("button", name="Mute").press("Enter")
    expect(amara.locator(".folded:focus")).to_have_count(1)
    for key in ("Tab", "Tab", "Shift+Tab"):  # to what is in the line, out of the messages, and back
        amara.keyboard.press(key)
    expect(amara.locator(".folded :focus")).to_have_count(1)


def test_axe_finds_nothing_in_the_room_at_work(enter):
    amara = enter("amara", size=PHONE)
    send(amara, "Good morning")
    send(amara, "I took too much insulin and my sugar is 38 and dropping, shaking, alone")
    expect(amara.locator(".safety-card")).to_be_focused()
    expect(amara.locator(".safety-card").get_by_role("link").first).to_have_attribute("href", re.compile("^(tel|sms):"))
    assert faults(amara) == []
    press(amara.get_by_role("button", name="Put this advice away"))
    expect(amara.locator(".safety-card")).to_have_count(0)
    insist(amara, "just double your lantus tonight, works for me")
    expect(lines(amara, "lantus")).to_contain_text("Waiting for a clinician.", use_inner_text=True)
    press(published(amara, "Good morning").locator("[data-part=menu]"))
    assert faults(amara) == []
    amara.keyboard.press("Escape")
    press(amara.get_by_role("button", name="Resource", exact=True))
    expect(amara.get_by_role("dialog")).to_be_visible()
    assert faults(amara) == []
