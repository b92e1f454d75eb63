"""Signs of life in a browser: what is new since one was here, on the list of rooms and in the room, on all devices."""

from playwright.sync_api import expect

from tests.e2e.test_room import SAY, connected, enter, faults, one_site, published, table  # noqa: F401
from tests.support.fixtures import PHONE

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
    phone.get_by_role("button", name="new messages").tap()
    expect(published(phone, "thought 59")).to_be_in_viewport()
    phone.wait_for_function("() => !document.title.startsWith('(')")
    desk.wait_for_function(LOOK_AGAIN, polling=500)
    phone.reload()
    connected(phone)
    expect(published(phone, "thought 59")).to_be_in_viewport()
    phone.locator("[data-part=timeline]").evaluate("box => box.scrollTop = 0")
    expect(line).to_have_count(1)
