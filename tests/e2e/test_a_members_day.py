"""A member's day, on a phone in Spanish and on a desk in English: what one reads, answers, reports, plans and leaves.

Every state on the way is looked at by axe: menus and dialogs while they are open, forms that came back.
"""

import gettext
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_main_job import SHELF
from tests.e2e.test_room import SAY, published, table  # noqa: F401
from tests.support.axe import faults
from tests.support.fixtures import DESKTOP, PHONE
from tests.support.hands import open_about
from tests.support.site import ROOT

# Ben's second message was held for a while; one of Amara's is held. A live hour is planned.
MORNING = """
from datetime import timedelta
from chat.models import LiveHour
User.objects.filter(pk={amara}).update(language="{language}")
now = timezone.now()
say({ben}, "{room}", "Porridge again", "It waited for a clinician")
Message.objects.filter(text="It waited for a clinician").update(created_at=now - timedelta(minutes=9))
waits = Draft("{room}", {amara}, uuid4(), "Is that so?")
services.post([(waits, Screened("hold", 3, True))], gate=Open(), now=now)
room = Room.objects.get(slug="{room}")
hour = {{"title": "Ask a nurse", "host": "a nurse", "zone": "UTC", "minutes": 30, "made_by_id": {ben}, "made_at": now}}
LiveHour.objects.create(room=room, starts_at=now + timedelta(days=1), **hour)
"""
SIZE = {"es": PHONE, "en": DESKTOP}


def spoken(language: str) -> Callable[[str], str]:
    """The words that the site has for what it says in English."""
    if language == "en":
        return str
    site, scripts = (gettext.translation(domain, ROOT / "locale", [language]) for domain in ("django", "djangojs"))
    site.add_fallback(scripts)
    return site.gettext


def menu_of(page: Page, text: str):
    line = published(page, text)
    line.hover()
    line.locator("[data-part=menu]").click()
    return line


@pytest.mark.parametrize(("language", "hopeful"), [("es", "con esperanza"), ("en", "hopeful")], ids=["es", "en"])
def test_one_reads_answers_reports_mutes_plans_and_leaves(one_site, table, window, language, hopeful):  # noqa: F811
    told = table.users | {"room": table.room, "language": language}
    one_site.manage("shell", "-v0", given=SHELF + SAY + MORNING.format(**told))
    t, amara = spoken(language), window(one_site, table.sessions["amara"], SIZE[language]).new_page()
    amara.goto(f"/rooms/{table.room}/")
    expect(amara.get_by_text(t("Connected"), exact=True)).to_be_visible(timeout=40_000)
    expect(amara.get_by_role("heading", name=t("New since you were here"))).to_be_visible()

    # What waited says when it was sent; what waits says that nobody else sees it.
    late = published(amara, "It waited").locator("[data-part=late]")
    expect(late).to_have_text(re.compile(f"^{t('Sent %(sent)s, shown later').partition('%')[0]}"))
    expect(amara.locator(".own")).to_contain_text(t("Waiting for a clinician."), use_inner_text=True)
    assert faults(amara) == []

    # An answer with something from the library, and how one feels.
    line = menu_of(amara, "Porridge again")
    assert faults(amara) == []
    line.get_by_role("button", name=t("Reply with a resource")).click()
    picker = amara.get_by_role("dialog", name=t("Share a resource"))
    low = picker.get_by_role("button", name=re.compile("A low, step by step")).first
    expect(low).to_be_visible()
    assert faults(amara) == []
    low.click()
    amara.locator("summary", has_text=t("Feeling")).click()
    expect(amara.get_by_role("button", name=hopeful)).to_be_visible()
    assert faults(amara) == []
    amara.get_by_role("button", name=hopeful).click()
    amara.get_by_role("textbox", name=t("Your message")).fill("With berries?")
    amara.get_by_role("button", name=t("Send"), exact=True).click()
    answer = published(amara, "With berries?")
    expect(answer.locator(".quote")).to_contain_text("Porridge again")
    expect(answer).to_contain_text(hopeful)
    expect(answer.get_by_role("link", name=re.compile("A low, step by step"))).to_be_visible()

    # A report that says too little comes back; so does one who was muted.
    menu_of(amara, "Porridge again").get_by_role("link", name=t("Report to a clinician")).click()
    report = amara.locator("main form.card")
    report.evaluate("form => (form.noValidate = true)")
    report.get_by_role("button", name=t("Send the report")).click()
    expect(report.locator(".error").first).to_be_visible()
    assert faults(amara) == []
    amara.get_by_role("button", name=re.compile(f"^{t('Mute %(name)s').partition('%')[0]}")).click()
    assert faults(amara) == []
    amara.get_by_role("button", name=re.compile(f"^{t('Unmute')}")).click()
    expect(amara.get_by_text(t("Unmuted. What they write shows again as usual."))).to_be_visible()
    amara.goto(f"/rooms/{table.room}/")
    menu_of(amara, "Porridge again").get_by_role("link", name=t("Report to a clinician")).click()
    report.get_by_role("radio").last.check()
    report.get_by_role("button", name=t("Send the report")).click()
    thanks = t("Thank you. Our clinicians will read it, and we will tell you what they decide.")
    expect(amara.get_by_text(thanks)).to_be_visible()

    # The live hour goes into one's own calendar; then one leaves.
    amara.locator("summary", has_text=t("My account")).click()
    assert faults(amara) == []
    amara.keyboard.press("Escape")
    open_about(amara, t("About this room"))
    with amara.expect_download() as download:
        amara.get_by_role("link", name=t("Add to my calendar")).click()
    assert re.search("SUMMARY:Ask a nurse", download.value.path().read_text())
    amara.get_by_role("button", name=t("Leave this room")).click()
    amara.wait_for_url("**/rooms/")
    expect(amara.locator(f"form[action='/rooms/{table.room}/join/']")).to_be_visible()
    assert faults(amara) == []
