"""The whole job in three browsers: a risky message is held, a clinician sees it at once, decides, all learn of it."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from tests.support.fixtures import DESKTOP, PHONE, Sites
from tests.support.site import Site, Table
from tests.support.writing import insist

RISKY = "just double your lantus tonight, works for me"
ADVICE = "Please change a dose only with your own team."
SECOND = 1_000  # milliseconds
PAGE = 40_000  # milliseconds, for a page to be there on a busy machine

SHELF = """
from datetime import date
from django.utils import timezone
from education import services
from education.models import Resource
words = {"title": "A low, step by step", "summary": "What to do when sugar is low.", "body": "Take sugar."}
made = services.create(words, by=None, now=timezone.now())
Resource.objects.filter(pk=made.pk).update(state="validated", next_review=date(2999, 1, 1))
"""


class Stage:
    """Amara and the clinician on one server; Ben on it too, or on another one over the same stores."""

    def __init__(self, first: Site, second: Site, window, size: dict):
        self.first, self.second, self.window, self.size = first, second, window, size
        self.table: Table = first.table()

    def room(self, name: str, site: Site | None = None) -> Page:
        page = self._page(name, site or self.first, f"/rooms/{self.table.room}/")
        expect(page.get_by_text("Connected", exact=True)).to_be_visible(timeout=PAGE)
        return page

    def queue(self) -> Page:
        page = self._page("diaz", self.first, "/queue/")
        expect(page.get_by_text("Live: new cases appear by themselves")).to_be_visible(timeout=PAGE)
        return page

    def _page(self, name: str, site: Site, address: str) -> Page:
        page = self.window(site, self.table.sessions[name], self.size).new_page()
        page.goto(address)
        return page


@pytest.fixture(scope="module", params=[DESKTOP, PHONE, "pair"], ids=["desk", "phone", "two-processes"])
def servers(request, tmp_path_factory) -> Iterator[tuple[Site, Site, dict]]:
    """One process on SQLite without Redis; or two on PostgreSQL and Redis; and the size of the windows."""
    with ExitStack() as stack:
        sites = Sites(request.getfixturevalue, tmp_path_factory.mktemp("sites"), stack)
        if request.param == "pair":
            first = sites.start(layer="redis", database="postgres")
            yield first, sites.beside(first), DESKTOP
        else:
            site = sites.start()
            yield site, site, request.param


@pytest.fixture
def stage(servers, window) -> Stage:
    first, second, size = servers
    return Stage(first, second, window, size)


def send(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def take(queue: Page, words: str) -> None:
    row = queue.locator(".case-row").filter(has_text=words)
    row.get_by_role("button", name="Take it").click()


def decide(queue: Page, what: str, **fields: str) -> None:
    queue.get_by_label(what, exact=True).check()
    queue.get_by_label("Reason").select_option("dosing")
    for label, words in fields.items():
        queue.get_by_label(label, exact=True).fill(words)
    queue.get_by_role("button", name="Decide").click()


def test_a_risky_message_is_held_seen_by_a_clinician_and_shown_with_a_correction(stage):
    amara, ben, queue = stage.room("amara"), stage.room("ben", stage.second), stage.queue()
    insist(amara, RISKY)
    expect(queue.locator(".case-row").filter(has_text=RISKY)).to_be_visible(timeout=SECOND)
    expect(amara.get_by_text("Waiting for a clinician.").first).to_be_visible()
    send(amara, "How was your walk?")
    expect(ben.get_by_text("How was your walk?")).to_be_visible(timeout=2 * SECOND)
    expect(ben.get_by_text(RISKY)).to_have_count(0)

    take(queue, RISKY)
    queue.get_by_label("Show it with a correction", exact=True).check()
    queue.get_by_role("button", name="Decide").click()
    reason = queue.get_by_label("Reason")
    expect(reason).to_be_focused()
    expect(reason).to_have_accessible_description("Choose a reason.")
    expect(queue.locator(".decide").get_by_text("Choose a reason.")).to_be_in_viewport(ratio=1)
    decide(queue, "Show it with a correction", Correction=ADVICE)
    expect(queue.get_by_role("heading", name="Decided")).to_be_in_viewport(ratio=1)
    expect(queue.get_by_text("Nothing else is waiting for you.")).to_be_in_viewport(ratio=1)
    expect(ben.get_by_text(RISKY)).to_be_visible(timeout=SECOND)
    expect(ben.get_by_text(ADVICE)).to_be_visible(timeout=SECOND)
    expect(amara.get_by_text(ADVICE)).to_be_visible(timeout=SECOND)
    expect(amara.locator(".own")).to_have_count(0)


REPORT = """
from django.utils import timezone
from chat.models import Message
from moderation.services import report
from peersupport.accounts.models import User
said = Message.objects.get(text="{words}")
report(said.pk, by=User.objects.get(pk={by}), category="dosing", words="", now=timezone.now())
"""


def test_what_cannot_wait_is_hidden_at_once_and_a_decision_brings_it_back(stage):
    words = "Six units did it for me."
    amara, ben, queue = stage.room("amara"), stage.room("ben", stage.second), stage.queue()
    send(amara, words)
    expect(ben.get_by_text(words)).to_be_visible(timeout=2 * SECOND)
    stage.first.manage("shell", "-v0", given=REPORT.format(words=words, by=stage.table.users["ben"]))
    take(queue, words)
    queue.get_by_label("Note to the author").fill("half a thought")
    queue.get_by_role("button", name="Hide it until it is decided").click()
    expect(ben.get_by_text("This message is hidden while a clinician looks at it.")).to_be_visible(timeout=2 * SECOND)
    expect(ben.get_by_text(words)).to_have_count(0)
    expect(queue.get_by_text("The room does not see the message until somebody decides.")).to_be_visible()
    expect(queue.get_by_label("Note to the author")).to_have_value("half a thought")
    decide(queue, "Put it back as it is")
    expect(ben.get_by_text(words)).to_be_visible(timeout=2 * SECOND)


def test_a_removed_message_tells_its_author_why_and_nobody_else_anything(stage):
    amara, ben, queue = stage.room("amara"), stage.room("ben", stage.second), stage.queue()
    insist(amara, RISKY)
    take(queue, RISKY)
    decide(queue, "Remove it", **{"Note to the author": "Your own dose may harm somebody else."})
    removed = amara.locator(".own").filter(has_text="Your own dose may harm somebody else.")
    expect(removed).to_be_visible(timeout=2 * SECOND)
    amara.goto("/notices/")
    expect(amara.get_by_text("Your own dose may harm somebody else.")).to_be_visible()
    send(ben, "Good evening.")
    expect(ben.get_by_text("Good evening.")).to_be_visible()
    expect(ben.get_by_text(RISKY)).to_have_count(0)


def test_a_resource_of_the_library_is_shared_as_a_card(stage):
    stage.first.manage("shell", "-c", SHELF)
    amara, ben = stage.room("amara"), stage.room("ben", stage.second)
    amara.get_by_role("button", name="Resource").click()
    amara.get_by_label("Search the library").fill("low")
    amara.get_by_role("button", name=re.compile("A low, step by step")).click()
    send(amara, "This helped me.")
    card = ben.get_by_role("link", name=re.compile("A low, step by step"))
    expect(card).to_be_visible(timeout=2 * SECOND)
    ben.goto(card.get_attribute("href") or "")
    expect(ben.get_by_role("heading", level=1)).to_have_text("A low, step by step")


def test_an_emergency_is_seen_at_once_and_its_author_gets_the_card(stage):
    amara, ben, queue = stage.room("amara"), stage.room("ben", stage.second), stage.queue()
    send(amara, "my sugar is 38 and i'm shaking and can't see straight")
    expect(ben.get_by_text("my sugar is 38")).to_be_visible(timeout=2 * SECOND)
    expect(amara.get_by_role("link", name=re.compile("911"))).to_be_visible()
    amara.get_by_role("button", name="Put this advice away").click()
    amara.reload()
    amara.get_by_role("button", name="Show the safety advice").click()
    expect(amara.get_by_role("link", name=re.compile("911"))).to_be_visible()
    urgent = queue.locator(".case-row").filter(has_text="my sugar is 38")
    expect(urgent).to_contain_text("Urgent")


def test_a_message_of_a_killed_server_is_there_exactly_once(sites, window):
    site = sites.start()
    stage = Stage(site, site, window, DESKTOP)
    amara, ben = stage.room("amara"), stage.room("ben")
    for attempt in range(3):
        send(amara, f"Is anybody here? {attempt}")
        time.sleep(0.01 * attempt)
        site.kill9()
        site.start()
        for page in (amara, ben):
            expect(page.get_by_text("Connected", exact=True)).to_be_visible(timeout=PAGE)
            expect(page.get_by_text(f"Is anybody here? {attempt}")).to_have_count(1, timeout=PAGE)
    amara.reload()
    for attempt in range(3):
        expect(amara.get_by_text(f"Is anybody here? {attempt}")).to_have_count(1)


def test_a_new_person_signs_up_joins_a_room_and_talks(sites, window):
    site = sites.start(DEMO="1")
    stage = Stage(site, site, window, PHONE)
    ben, nina = stage.room("ben"), window(site, "", PHONE).new_page()
    nina.goto("/accounts/signup/")
    nina.get_by_label("E-mail address").fill("nina@example.org")
    nina.get_by_label("Password", exact=True).fill("three herons by the lake")
    nina.get_by_label("Your pseudonym").fill("quiet_lamp")
    nina.get_by_label("Country").select_option("GB")
    nina.get_by_label("I have read the house rules").check()
    nina.get_by_role("button", name="Join").click()
    nina.get_by_role("link", name="Open the demo's mailbox").click()
    nina.locator("article a").first.click()
    nina.get_by_role("button", name="Yes, it is mine").click()
    nina.locator(f"form[action='/rooms/{stage.table.room}/join/'] button").click()
    expect(nina.get_by_text("Connected", exact=True)).to_be_visible(timeout=PAGE)
    send(nina, "Hello, I am new.")
    expect(ben.get_by_text("Hello, I am new.")).to_be_visible()
    expect(ben.get_by_text("quiet_lamp", exact=True)).to_be_visible()
