"""A member asks the care team in private and a clinician answers, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import faults
from tests.support.fixtures import DESKTOP, PHONE
from tests.support.site import Site, Table
from tests.support.writing import insist

ROSTER = """
from datetime import time, timedelta
from django.utils import timezone
from moderation.models import DutyHours
later = timezone.now() + timedelta(days=2)
DutyHours.objects.create(weekday=later.weekday(), starts=time(8), ends=time(16))
"""
TELL = """
from django.utils import timezone
from peersupport.notices import services
data = {{"url": "/rooms/", "room": "Type 1", "note": ""}}
services.tell({amara}, "message_published", data, now=timezone.now())
"""


@pytest.fixture
def one_site(sites) -> Site:
    return sites.start()


@pytest.fixture
def table(one_site: Site) -> Table:
    return one_site.table()


@pytest.fixture
def page_of(one_site: Site, table: Table, window):
    def open_page(name: str, address: str, size: dict = DESKTOP) -> Page:
        page = window(one_site, table.sessions[name], size).new_page()
        page.goto(address)
        return page

    return open_page


def say(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="Your message").fill(words)
    page.get_by_role("button", name="Send").click()


def test_a_member_asks_and_a_clinician_answers(one_site, page_of):
    one_site.manage("shell", "-v0", given=ROSTER)
    amara = page_of("amara", "/rooms/", PHONE | {"color_scheme": "dark"})
    diaz = page_of("diaz", "/queue/care/")
    expect(diaz.get_by_text("Live: new questions appear by themselves")).to_be_visible(timeout=40_000)

    amara.get_by_role("link", name="Ask a clinician").last.click()
    expect(amara.get_by_text("This is not for emergencies.")).to_be_visible()
    assert faults(amara) == []
    amara.get_by_role("button", name="Write to the care team").click()
    expect(amara.get_by_text("Connected", exact=True)).to_be_visible(timeout=40_000)
    expect(amara.locator(".duty time")).to_contain_text("(your time)")
    say(amara, "just double your lantus tonight, works for me")
    expect(amara.locator(".line.message:not(.own)")).to_contain_text("double your lantus")
    assert faults(amara) == []

    row = diaz.locator(".case-row")
    expect(row).to_have_count(1, timeout=5_000)
    expect(row).to_contain_text("due in 14 min")  # as soon as the case that it opened
    assert faults(diaz) == []
    row.get_by_role("button", name="Read and answer").click()
    expect(diaz.locator(".line.message")).to_contain_text("double your lantus")
    expect(diaz.get_by_text("You are answering")).to_be_visible()
    assert faults(diaz) == []
    say(diaz, "Please do not. I will ring your own team with you.")
    expect(diaz.get_by_text("No open question")).to_be_visible(timeout=5_000)  # well before it is asked by the clock
    expect(amara.locator(".line.message").last).to_contain_text("Please do not.")
    # She looks at it: nothing tells of it a second time, but it is counted.
    expect(amara.locator("[data-unread-count]").first).to_have_text("1")
    expect(amara.get_by_text("A clinician answered you")).to_have_count(0)

    diaz.get_by_role("link", name="All questions").first.click()
    expect(diaz).to_have_url(re.compile("/queue/care/$"))
    expect(diaz.get_by_text("0 members are waiting")).to_be_visible()
    expect(diaz.get_by_role("heading", name="Answered lately")).to_be_visible()


def test_a_clinician_writes_to_a_person_in_danger_while_the_case_waits(one_site, table, page_of):
    amara = page_of("amara", f"/rooms/{table.room}/", PHONE)
    expect(amara.get_by_text("Connected", exact=True)).to_be_visible(timeout=40_000)
    insist(amara, "I want to end my life tonight")
    diaz = page_of("diaz", "/queue/", PHONE | {"color_scheme": "dark"})
    diaz.locator(".case-row", has_text="end my life").get_by_role("link").first.click()
    expect(diaz.get_by_text("It opens this member's private conversation")).to_be_visible()
    assert faults(diaz) == []
    case = diaz.url
    diaz.get_by_role("button", name="Write to this member now").click()
    expect(diaz.get_by_text("came here from")).to_be_visible(timeout=40_000)
    expect(diaz.get_by_text("Connected", exact=True)).to_be_visible(timeout=40_000)
    assert faults(diaz) == []
    say(diaz, "I am Dr Diaz. Are you safe now?")

    # Neither her safety card nor what she is told next hides it, and it waits until she opens it.
    slip = amara.locator(".toast", has_text="A clinician wrote to you")
    expect(slip).to_be_visible(timeout=40_000)
    expect(amara.locator("[data-part=card-place] .safety-card")).to_be_visible()
    expect(slip).to_be_in_viewport(ratio=1)
    one_site.manage("shell", "-v0", given=TELL.format(amara=table.users["amara"]))
    expect(amara.locator(".toast")).to_have_count(2)
    assert faults(amara) == []
    expect(amara.locator(".toast")).to_have_count(1, timeout=12_000)
    expect(slip).to_be_in_viewport(ratio=1)
    slip.get_by_role("link", name="Read more").click()
    expect(amara.locator(".line.message").last).to_contain_text("Are you safe now?")
    expect(amara.get_by_text("came here from")).to_have_count(0)
    diaz.get_by_role("link", name=re.compile("^case ")).click()
    expect(diaz).to_have_url(case)
    expect(diaz.get_by_role("link", name="Go to the conversation")).to_be_visible()
    expect(diaz.get_by_role("heading", name="Your decision")).to_be_visible()
