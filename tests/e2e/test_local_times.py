"""A moment is told in the reader's own zone, not in the server's."""

import pytest
from playwright.sync_api import expect

from tests.support.fixtures import DESKTOP

EARLY = "2026-03-02T05:30:00+00:00"  # 11:00 in Kolkata
TELL = f"""
from datetime import datetime
from uuid import uuid4
from chat import services as chat
from chat.services.gate import Draft, Screened
from chat.models import JoinRequest, Room
from moderation import services as moderation
from peersupport.accounts.models import User
from peersupport.notices import services as notices
class Open:
    def record(self, stored, now): return []
now = datetime.fromisoformat("{EARLY}")
amara, ben, chen = (User.objects.get(pk=pk) for pk in ({{amara}}, {{ben}}, {{chen}}))
room = Room.objects.get(slug="{{room}}")
draft = Draft(room.slug, ben.pk, uuid4(), "Hello all")
[said] = chat.post([(draft, Screened("publish", 0, False))], gate=Open(), now=now)
moderation.report(said.message.pk, by=amara, category="dosing", words="", now=now)
notices.tell(amara.pk, "room_admitted", {{{{"room": "Kitchen", "url": "/rooms/"}}}}, now=now)
JoinRequest.objects.create(room=room, user=chen, asked_at=now)
"""


@pytest.mark.parametrize(
    ("who", "path", "locale", "told"),
    [
        ("amara", "/notices/", "en-US", "2 Mar 2026, 11:00 AM"),
        ("amara", "/reports/", "en-GB", "2 Mar 2026, 11:00"),
        ("farah", "/rooms/{room}/requests/", "de-AT", "2 Mar 2026, 11:00 AM"),
    ],
    ids=["notices", "reports", "requests"],
)
def test_times_are_the_readers(one_site, window, who, path, locale, told):
    table = one_site.table()
    one_site.manage("shell", "-v0", given=TELL.format(**table.users, room=table.room))
    browser = {**DESKTOP, "timezone_id": "Asia/Kolkata", "locale": locale}
    page = window(one_site, table.sessions[who], browser).new_page()
    page.goto(path.format(room=table.room))
    expect(page.locator("time").first).to_have_text(told)


CHOOSE = """
from datetime import timedelta
from django.utils import timezone
from chat.models import LiveHour, Message, Room
from peersupport.accounts.models import User
User.objects.filter(pk={amara}).update(time_zone="America/Denver")
room = Room.objects.get(slug="{room}")
at = timezone.datetime.fromisoformat("2099-06-05T02:00:00+00:00")
LiveHour.objects.create(room=room, title="Ask a nurse", host="a nurse", starts_at=at, zone="UTC", made_by_id={amara},
    made_at=timezone.now())
"""


def test_a_zone_that_was_chosen_is_that_of_all_times_in_a_room(one_site, window):
    table = one_site.table()
    one_site.manage("shell", "-v0", given=TELL.format(**table.users, room=table.room))
    one_site.manage("shell", "-v0", given=CHOOSE.format(**table.users, room=table.room))
    browser = {**DESKTOP, "timezone_id": "Asia/Kolkata", "locale": "en-US"}
    page = window(one_site, table.sessions["amara"], browser).new_page()
    with page.expect_request(lambda request: "on=2026-03-01" in request.url) as asked:
        page.goto(f"/rooms/{table.room}/")
        message = page.locator(".line.message", has_text="Hello all")
        expect(message.locator("[data-part=time]")).to_have_text("10:30 PM")
        expect(page.locator("[data-part=day]").first).to_have_text("Sunday, March 1")
        expect(page.locator("[data-part=live-list] time").first).to_have_text("Thursday, June 4 at 8:00 PM MDT")
        page.get_by_role("button", name="Find").first.click()
        page.get_by_label("Go to a day").fill("2026-03-01")
        page.get_by_role("button", name="Go", exact=True).click()
    assert "zone=America%2FDenver" in asked.value.url
