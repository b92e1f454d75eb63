"""What no well-behaved page expects somebody to type, paste or bring along: nothing breaks by it, nothing is lost."""

from playwright.sync_api import expect

from tests.e2e.test_own_messages import box, choose
from tests.e2e.test_room import connected, enter, lines, published, send, table  # noqa: F401
from tests.support.axe import faults
from tests.support.fixtures import PHONE
from tests.support.hands import press
from tests.support.writing import insist

# A device whose clock is a day ahead and whose storage is full.
POOR_DEVICE = """
const Real = Date, ahead = 26 * 3600e3;
globalThis.Date = class extends Real {
  constructor(...given) { super(...(given.length ? given : [Real.now() + ahead])); }
  static now() { return Real.now() + ahead; }
};
const full = () => { throw new DOMException("full", "QuotaExceededError"); };
Storage.prototype.setItem = full;
IDBObjectStore.prototype.put = full;
"""
PILED = "Z" + "\u0310\u0311\u0312\u0313" * 100
REMOVE = """
from django.utils import timezone
from moderation.models import Case
from moderation.services import decide
from moderation.services.decisions import Judgement
from peersupport.accounts.models import User
case = Case.objects.get(room__slug="{room}", closed_at=None)
decide(case.pk, Judgement("remove", "dosing", None), by=User.objects.get(pk={diaz}), now=timezone.now())
"""


def test_a_full_device_with_a_wrong_clock_talks_all_the_same(enter, one_site, table, window):  # noqa: F811
    ben = enter("ben")
    amara = window(one_site, table.sessions["amara"], PHONE).new_page()
    amara.add_init_script(POOR_DEVICE)
    amara.goto(f"/rooms/{table.room}/")
    connected(amara)
    box(amara).fill("Good mornng")
    expect(amara.get_by_role("status").filter(has_text="no room to keep what you write")).to_be_visible()
    assert faults(amara) == []
    press(amara.get_by_role("button", name="Send"))
    expect(published(ben, "Good mornng")).to_have_count(1)
    expect(published(amara, "Good mornng")).to_have_count(1)
    expect(amara.get_by_text("Today", exact=True)).to_be_visible()
    choose(amara, published(amara, "Good mornng"), "Edit")
    box(amara).fill("Good morning")
    press(amara.get_by_role("button", name="Save"))
    expect(published(ben, "Good morning").get_by_text("Changed")).to_be_visible()

    # A hundred kilobytes stay in the composer, which says what is wrong and still answers.
    long = "much 🌱 too long " * 6_400
    box(amara).fill(long)
    expect(amara.locator(".composer")).to_contain_text("characters too many")
    press(amara.get_by_role("button", name="Send"))
    expect(amara.get_by_role("alert")).to_contain_text("too long")
    expect(box(amara)).to_have_value(long)
    box(amara).fill("🌱" * 10_000)
    press(amara.get_by_role("button", name="Send"))
    expect(amara.get_by_role("alert")).to_contain_text("too long")
    box(amara).fill("\u200b\u2060\u3164")
    press(amara.get_by_role("button", name="Send"))
    expect(amara.get_by_role("alert")).to_contain_text("Write a few words first")

    # Piled marks, another reading order and markup stay within their own line.
    for text in (PILED, "\u202eevil\u202c שלום 12:30", "<b onclick=alert(1)>bold</b><script>alert(2)</script>"):
        send(ben, text)
    expect(published(amara, "<script>alert(2)</script>")).to_be_visible()
    height = published(amara, "Z").locator(".bubble").bounding_box()["height"]
    assert height < 3 * published(amara, "Good morning").locator(".bubble").bounding_box()["height"]
    turned = published(amara, "שלום").locator("[data-part=body] p")
    expect(turned).to_have_text("evil שלום 12:30")
    expect(turned).to_have_css("unicode-bidi", "plaintext")
    assert faults(amara) == []


def test_a_member_asks_for_a_second_look_at_what_was_taken_out(enter, one_site, table, window):  # noqa: F811
    amara = enter("amara", size=PHONE)
    insist(amara, "just double your lantus tonight, works for me")
    expect(lines(amara, "lantus")).to_contain_text("Waiting for a clinician.", use_inner_text=True)
    one_site.manage("shell", "-v0", given=REMOVE.format(room=table.room, **table.users))
    removed = lines(amara, "lantus")
    expect(removed).to_contain_text("A clinician took this out.", use_inner_text=True)
    assert removed.get_by_role("link").evaluate_all("all => Math.min(...all.map(one => one.offsetHeight))") >= 44
    press(removed.get_by_role("link", name="Ask for a second look"))
    expect(amara.get_by_text("It tells others what dose to take")).to_be_visible()
    amara.locator("main form").evaluate("form => (form.noValidate = true)")
    press(amara.get_by_role("button", name="Ask for it"))
    expect(amara.locator(".error")).to_be_visible()
    assert faults(amara) == []
    amara.get_by_label("Why do you disagree?").fill("I told what I do myself.")
    press(amara.get_by_role("button", name="Ask for it"))
    expect(amara.get_by_text("Waits for a second look")).to_be_visible()
    assert faults(amara) == []

    diaz = window(one_site, table.sessions["diaz"]).new_page()
    diaz.goto("/queue/")
    expect(diaz.locator(".case-row")).to_contain_text("You decided about it before")
    diaz.locator(".case-text a").click()
    expect(diaz.get_by_text("Another clinician takes the second look.")).to_be_visible()
    expect(diaz.get_by_text("I told what I do myself.")).to_be_visible()
    assert faults(diaz) == []
