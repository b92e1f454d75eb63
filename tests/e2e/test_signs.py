"""Signs of life in a browser: what is new since one was here, who is here, who writes."""

import re

from playwright.sync_api import expect

from tests.e2e.test_room import SAY, connected, enter, published, table  # noqa: F401
from tests.support.axe import faults
from tests.support.fixtures import PHONE
from tests.support.hands import open_about, press

LOOK_AGAIN = """() => {
  htmx.ajax("GET", "/rooms/", {swap: "none"});
  return ![...document.querySelectorAll(".news")].some((news) => news.textContent.includes("new"));
}"""


def test_what_is_new_is_counted_and_marked_until_it_was_seen_on_any_device(enter, one_site, table, window):  # noqa: F811
    texts = [f"thought {number:02}" for number in range(60)]
    one_site.manage("shell", "-v0", given=SAY + f"say({table.users['ben']}, '{table.room}', *{texts})\n")
    desk = window(one_site, table.sessions["amara"]).new_page()
    desk.goto("/rooms/")
    expect(desk.get_by_text("60 new")).to_be_visible()
    assert faults(desk) == []
    phone = enter("amara", size=PHONE)
    line = phone.get_by_role("heading", name="New since you were here")
    expect(line).to_be_in_viewport()  # a page back
    expect(published(phone, "thought 00")).to_be_in_viewport()
    phone.wait_for_function("() => /^\\(\\d\\d\\) /.test(document.title)")
    assert faults(phone) == []
    press(phone.get_by_role("button", name="new messages"))
    expect(published(phone, "thought 59")).to_be_in_viewport()
    phone.wait_for_function("() => !document.title.startsWith('(')")
    desk.wait_for_function(LOOK_AGAIN, polling=500)
    phone.reload()
    connected(phone)
    expect(published(phone, "thought 59")).to_be_in_viewport()
    phone.locator("[data-part=timeline]").evaluate("box => box.scrollTop = 0")
    expect(line).to_have_count(1)


def test_who_writes_and_who_is_here_is_said_calmly_and_named_by_consent(enter, one_site, table):  # noqa: F811
    seen = f"User.objects.filter(pk={table.users['ben']}).update(shows_presence=True)\n"
    one_site.manage("shell", "-v0", given=f"from peersupport.accounts.models import User\n{seen}")
    amara, ben = enter("amara", size=PHONE), enter("ben")
    head = amara.locator(".room-head")
    expect(head).to_contain_text("2 people here now", timeout=15_000)
    ben.get_by_role("textbox", name="Your message").press_sequentially("Well")
    writing = head.get_by_role("status").filter(has_text="is writing…")
    expect(writing).to_have_text(re.compile("^ben-in-the-hills.* is writing…$"))
    expect(ben.locator(".room-head")).not_to_contain_text("is writing…")
    assert faults(amara) == []
    ben.get_by_role("button", name="Send").click()
    expect(published(amara, "Well")).to_be_visible()
    expect(head).not_to_contain_text("is writing…")
    expect(head).to_contain_text("2 people here now")
    about = open_about(amara)
    expect(about.locator("[data-part=here-names]")).to_have_text(re.compile("^ben-in-the-hills"))
    expect(about.get_by_text("ben-in-the-hills")).to_be_in_viewport(ratio=1)
    assert faults(amara) == []
