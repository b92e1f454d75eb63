"""Finding things in a long room in a real browser: far back and home again, with a bounded page."""

import json
import re

from playwright.sync_api import Page, expect

from tests.e2e.test_room import SAY, connected, enter, published, send, table  # noqa: F401
from tests.support.axe import faults
from tests.support.fixtures import PHONE
from tests.support.hands import press

DAYS = """
from datetime import timedelta
at = timezone.now()
said = list(Message.objects.filter(room__slug=ROOM).order_by("pk"))
for number, message in enumerate(said):
    message.created_at = at - timedelta(hours=len(said) - number)
Message.objects.bulk_update(said, ["created_at"], batch_size=500)
print(json.dumps([message.pk for message in said]))
"""
MOST = 340  # nodes: 300 messages, and the dividers between their days
LONG = 800


def numbers(page: Page) -> list[int]:
    bodies = page.locator(".line .body").all_inner_texts()
    return [int(found[1]) for body in bodies if (found := re.search(r"Line number (\d+)", body))]


def scroll(page: Page, to: str) -> None:
    page.locator("[data-part=timeline]").evaluate(f"box => box.scrollTop = {to}")


def without_a_gap(found: list[int]) -> bool:
    return found == list(range(found[0], found[-1] + 1))


DOWN = """(words) => {
  const box = document.querySelector("[data-part=timeline]");
  box.scrollTop = box.scrollHeight;
  return [...box.querySelectorAll("[data-part=body]")].some((body) => body.textContent.includes(words));
}"""


def test_a_long_room_far_back_and_home_again(enter, one_site, table):  # noqa: F811
    texts = json.dumps([f"Line number {number:04}" for number in range(LONG)])
    amara_id, ben_id = table.users["amara"], table.users["ben"]
    said = f"ROOM = '{table.room}'\nsay({ben_id}, ROOM, *{texts})\nread({amara_id}, ROOM)\n"
    script = f"import json\n{SAY}\n{said}\n{DAYS}"
    ids = json.loads(one_site.manage("shell", "-v0", given=script).splitlines()[-1])
    amara, ben = enter("amara"), enter("ben", size=PHONE)

    # Up through the pages: the page stays bounded, and what it shows has no gap.
    for last in range(LONG - 100, LONG - 401, -50):
        scroll(amara, "0")
        expect(published(amara, f"Line number {last:04}")).to_have_count(1)
        assert amara.locator(".line").count() <= MOST
    expect(published(amara, "Line number 0799")).to_have_count(0)
    assert without_a_gap(numbers(amara))

    # What is said meanwhile is counted, and one tap away.
    expect(amara.get_by_role("button", name="To the newest")).to_be_visible()
    send(ben, "Down here")
    amara.get_by_role("button", name="1 new message").click()
    expect(published(amara, "Down here")).to_be_in_viewport()
    assert (numbers(amara)[-1], without_a_gap(numbers(amara))) == (LONG - 1, True)
    expect(amara.locator("[data-part=pill]")).to_be_hidden()
    assert amara.locator("[data-part=log] .line").count() == 0

    # A search leads to a message that was never loaded; on from there down goes without a gap.
    amara.get_by_role("button", name="Find in this room").click()
    amara.get_by_role("searchbox", name="Words").fill("númber 0300")
    amara.get_by_role("link", name=re.compile("0300")).click()
    expect(published(amara, "Line number 0300")).to_be_focused()
    expect(published(amara, "Line number 0300")).to_be_in_viewport()
    for first in (350, 400):
        amara.wait_for_function(DOWN, arg=f"Line number {first:04}", polling=100)
    assert without_a_gap(numbers(amara))
    expect(published(amara, "Down here")).to_have_count(0)

    # A reply's quote leads to its source, however far back.
    reply = f"Draft('{table.room}', {table.users['ben']}, uuid4(), 'As I said', reply_to_id={ids[2]})"
    quoting = f"services.post([({reply}, Screened('publish', 0, False))], gate=Open(), now=timezone.now())\n"
    one_site.manage("shell", "-v0", given=SAY + quoting)
    amara.get_by_role("button", name="1 new message").click()
    published(amara, "As I said").locator(".quote").click()
    expect(published(amara, "Line number 0002")).to_be_focused()
    expect(amara.get_by_text("This is where the room begins.")).to_have_count(1)

    # A day, and an address that names a message.
    day = amara.locator("h2.divider").first
    expect(day).to_be_visible()
    amara.get_by_role("button", name="Find in this room").click()
    iso = amara.evaluate("() => new Date(Date.now() - 5 * 86400e3).toLocaleDateString('sv')")
    amara.get_by_label("Go to a day").fill(iso)
    amara.get_by_role("button", name="Go", exact=True).click()
    expect(amara.locator(".line:focus time[data-part=time]")).to_have_attribute("datetime", re.compile(iso[:7]))
    assert numbers(amara)[0] > 500
    amara.goto(f"/rooms/{table.room}/?at={ids[500]}")
    expect(published(amara, "Line number 0500")).to_be_focused()
    amara.goto(f"/rooms/{table.room}/?at=999999")
    expect(amara.get_by_text("That message is not there any more.")).to_be_visible()


# At each frame from now on: where the line in sight stands, how many lines there are, whether one is there twice.
WATCH = """box => {
  box.scrollTop = 0;
  const top = box.getBoundingClientRect().top;
  const line = [...box.querySelectorAll(".line")].filter((one) => one.getBoundingClientRect().top > top)[1];
  const seen = (window.seen = { tops: [], counts: [], doubles: 0 });
  const look = () => {
    const keys = [...box.querySelectorAll("[data-key]")].map((one) => one.dataset.key);
    seen.tops.push(line.getBoundingClientRect().top);
    seen.counts.push(keys.length);
    seen.doubles += keys.length - new Set(keys).size;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def test_history_comes_a_little_at_a_time_and_moves_nothing(enter, one_site, table):  # noqa: F811
    amara_id, ben_id = table.users["amara"], table.users["ben"]
    texts = json.dumps([f"Line number {number:04}" for number in range(130)])
    said = f"ROOM = '{table.room}'\nsay({ben_id}, ROOM, *{texts})\nread({amara_id}, ROOM)\n"
    one_site.manage("shell", "-v0", given=f"import json\n{SAY}\n{said}")
    amara, ben = enter("amara", size=PHONE), enter("ben")
    amara.context.new_cdp_session(amara).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    assert len(numbers(amara)) == 50
    amara.locator("[data-part=timeline]").evaluate(WATCH)
    send(ben, "Meanwhile")
    expect(published(amara, "Line number 0030")).to_have_count(1)
    expect(published(amara, "Meanwhile")).to_have_count(1)
    expect(amara.locator("h2.divider + .line")).to_contain_text("Line number 0030")
    seen = amara.evaluate("window.seen")
    assert len(set(seen["counts"])) > 3  # in parts
    assert max(seen["tops"]) - min(seen["tops"]) < 2  # browsers round it
    assert seen["doubles"] == 0
    assert numbers(amara) == list(range(30, 130))
    assert amara.locator(".line .body").last.inner_text() == "Meanwhile"
    assert amara.locator(".sheaf").evaluate_all("all => Math.max(...all.map((one) => one.childElementCount))") <= 12


# Words that come in while the focus is on a hit, as a search that was on its way brings them.
ELSEWHERE = """box => { box.value = "nowhere"; box.dispatchEvent(new Event("input", { bubbles: true })); }"""


def test_the_search_on_a_phone_is_fit_for_all(enter, table):  # noqa: F811
    amara = enter("amara", size=PHONE)
    for text in ("Lentil soup for *lunch*", "Lentils again"):
        send(amara, text)
        expect(published(amara, text.replace("*", ""))).to_have_count(1)
    press(amara.get_by_role("button", name="Find in this room"))
    amara.get_by_role("searchbox", name="Words").fill("lentil")
    expect(amara.locator(".hit mark")).to_have_text(["Lentils", "Lentil"])
    expect(amara.get_by_role("status").filter(has_text="2 messages found.")).to_have_count(1)
    press(amara.locator("summary", has_text="Who and when"))
    assert faults(amara) == []
    amara.get_by_label("Written by").fill("nobody at all")
    expect(amara.locator(".found").get_by_text("Nothing was found.")).to_be_visible()
    expect(amara.get_by_role("status").filter(has_text="Nothing was found.")).to_have_count(1)
    expect(amara.get_by_label("Written by")).to_be_focused()
    amara.get_by_label("Written by").fill("")
    amara.locator(".hit").first.focus()
    amara.get_by_role("searchbox", name="Words").evaluate(ELSEWHERE)
    expect(amara.get_by_role("searchbox", name="Words")).to_be_focused()
    expect(amara.locator(".found").get_by_text("Nothing was found.")).to_be_visible()
    amara.keyboard.press("Escape")
    connected(amara)


def test_pinned_and_long_messages(enter, one_site, table):  # noqa: F811
    amara, diaz = enter("amara", size=PHONE), enter("diaz")
    long = "\n".join(f"{number} beans, see https://example.org/beans/{number}" for number in range(20))
    said = f"say({table.users['ben']}, '{table.room}', {long!r})\nread({table.users['amara']}, '{table.room}')\n"
    one_site.manage("shell", "-v0", given=f"{SAY}\n{said}")
    line = published(diaz, "0 beans")
    line.hover()
    line.locator("[data-part=menu]").click()
    line.get_by_role("button", name="Pin to the top").click()
    strip = amara.locator("details.pins")
    expect(strip.locator("summary")).to_have_accessible_name("1 pinned message")

    # A long one is folded, and opens for its reader or for the focus.
    line = published(amara, "0 beans")
    height = line.locator(".body").bounding_box()["height"]
    press(line.get_by_role("button", name="Show all"))
    assert line.locator(".body").bounding_box()["height"] > height * 1.3
    press(line.get_by_role("button", name="Show less"))
    expect(line.get_by_role("button", name="Show all")).to_have_attribute("aria-expanded", "false")
    expect(line.get_by_role("link").first).to_have_accessible_name("https://example.org/beans/0 (opens in a new tab)")
    line.get_by_role("link").last.focus()
    expect(line.get_by_role("button", name="Show less")).to_be_visible()

    press(strip.locator("summary"))
    assert faults(amara) == []
    press(strip.get_by_role("link"))
    expect(line).to_be_focused()
    expect(strip.get_by_role("link")).to_be_hidden()
    press(line.locator("[data-part=menu]"))
    expect(line.get_by_role("button", name="Reply", exact=True)).to_be_visible()
    expect(line.get_by_role("button", name="Unpin")).to_be_hidden()

    # Its address: on the clipboard; in a browser that refuses, to be copied by hand.
    amara.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(line.get_by_role("button", name="Copy link"))
    expect(amara.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
    expect(line).to_be_focused()
    address = amara.evaluate("navigator.clipboard.readText()")
    amara.evaluate("() => void (navigator.clipboard.writeText = () => Promise.reject(new Error('refused')))")
    press(line.locator("[data-part=menu]"))
    press(line.get_by_role("button", name="Copy link"))
    field = amara.get_by_role("dialog", name="Link to this message").get_by_role("textbox")
    expect(field).to_be_focused()
    expect(field).to_have_value(address)
    assert field.evaluate("field => field.selectionEnd - field.selectionStart") == len(address)
    assert faults(amara) == []
    amara.keyboard.press("Escape")
    expect(line).to_be_focused()
    amara.goto(address)
    expect(line).to_be_focused()
    connected(amara)

    message = line.get_attribute("data-key")[1:]
    clinician = f"by=User.objects.get(pk={table.users['diaz']})"
    remove = f"with transaction.atomic(): services.remove({message}, {clinician}, now=timezone.now())\n"
    one_site.manage("shell", "-v0", given=f"{SAY}\nfrom django.db import transaction\n{remove}")
    expect(strip).to_be_hidden()
