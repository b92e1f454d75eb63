"""Two clinicians read a small sample to its end in their own browsers, one by keyboard, one on a phone."""

import re

from playwright.sync_api import Page, expect

from tests.support.fixtures import DESKTOP, PHONE

# Three messages of one member, one with something to find, and a second clinician with a session.
SAMPLE = """
from uuid import uuid4
from django.conf import settings
from django.utils import timezone
from chat import services as chat
from chat.services.gate import Draft, Screened
from chat.models import Room
from moderation import services
from moderation.gate import ModerationGate
from peersupport.accounts.models import User
from tests.support import cast
amara, now = User.objects.get(pk={amara}), timezone.now()
for text in ("Good morning, all.", "I sold my meter and feel free. You should.", "Soup again."):
    draft = Draft(room="{room}", author_id=amara.pk, key=uuid4(), text=text)
    chat.post([(draft, Screened("publish", 0, False))], gate=ModerationGate(), now=now)
services.draw(now=now)
print("session", cast.client_of(cast.enter("diaz", 9_000)).cookies[settings.SESSION_COOKIE_NAME].value)
"""
RISKY = "I sold my meter"


def by_keys(page: Page) -> None:
    """Digits and Enter alone, once the message has the focus."""
    expect(page.locator("[data-first]")).to_be_focused()
    page.keyboard.press("2" if page.get_by_text(RISKY).count() else "0")
    page.keyboard.press("Enter")


def by_touch(page: Page) -> None:
    risky = page.get_by_text(RISKY).count()
    page.get_by_label("Tells somebody to stop treatment" if risky else "Nothing risky here").check()
    page.get_by_role("button", name="Save, and the next one").click()


def test_two_clinicians_read_a_sample_to_its_end(sites, window):
    site = sites.start()
    table = site.table()
    told = site.manage("shell", "-v0", "-c", SAMPLE.format(amara=table.users["amara"], room=table.room))
    other = re.search(r"session (\w+)", told)[1]
    desk, phone = (
        window(site, session, size).new_page() for session, size in ((table.sessions["diaz"], DESKTOP), (other, PHONE))
    )
    for page, read in ((desk, by_keys), (phone, by_touch)):
        page.goto("/queue/")
        page.get_by_role("link", name=re.compile("Blind reading.*3 to read")).click()
        for place in (1, 2, 3):
            expect(page.get_by_text(f"{place} of 3", exact=True)).to_be_visible()
            read(page)
        expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    desk.goto("/queue/")
    expect(desk.locator(".case-row").filter(has_text=RISKY)).to_contain_text("Found in a blind reading")
    desk.get_by_role("link", name="What screening misses").click()
    expect(desk.get_by_text("1 risky among 3 messages").first).to_be_visible()


def test_a_risk_and_nothing_risky_exclude_each_other(sites, window):
    site = sites.start()
    table = site.table()
    site.manage("shell", "-v0", "-c", SAMPLE.format(amara=table.users["amara"], room=table.room))
    page = window(site, table.sessions["diaz"]).new_page()
    page.goto("/queue/reading/")
    nothing, dose = page.get_by_label("Nothing risky here"), page.get_by_label("Tells somebody what dose to take")
    expect(page.locator("[data-first]")).to_be_focused()
    page.keyboard.press("1")
    expect(dose).to_be_checked()
    page.keyboard.press("0")
    expect(dose).not_to_be_checked()
    dose.check()
    expect(nothing).not_to_be_checked()
    dose.uncheck()
    page.get_by_role("button", name="Save, and the next one").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick what you find")
