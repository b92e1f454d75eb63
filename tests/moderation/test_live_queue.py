"""A clinician at the open queue, in a real browser: a case arrives, is taken and decided, and the author hears."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import faults
from tests.support.fixtures import DESKTOP, PHONE
from tests.support.site import Site, Table
from tests.support.writing import insist

RISKY = "just double your lantus tonight, works for me"

ON_THE_SHELF = """
from datetime import date
from django.utils import timezone
from education import services
from education.models import Resource
words = {"title": "A low, step by step", "summary": "What to do.", "body": "Take sugar."}
made = services.create(words, by=None, now=timezone.now())
Resource.objects.filter(pk=made.pk).update(state="validated", next_review=date(2999, 1, 1))
"""


@pytest.fixture
def one_site(sites) -> Site:
    return sites.start()


@pytest.fixture
def table(one_site: Site) -> Table:
    return one_site.table()


@pytest.fixture
def page_of(one_site: Site, table: Table, window):
    """Opens an address in a window of its own for one of the cast."""

    def open_page(name: str, address: str, size: dict = DESKTOP) -> Page:
        page = window(one_site, table.sessions[name], size).new_page()
        page.goto(address)
        return page

    return open_page


@pytest.fixture
def amara_says(page_of, table: Table):
    """Sends advice on doses as Amara from the room's page."""
    page = page_of("amara", f"/rooms/{table.room}/", PHONE)
    expect(page.get_by_text("Connected", exact=True)).to_be_visible(timeout=40_000)

    def say(text: str) -> Page:
        insist(page, text)
        return page

    return say


def live(page: Page) -> Page:
    expect(page.get_by_text("Live: new cases appear by themselves")).to_be_visible(timeout=20_000)
    return page


def rows(page: Page):
    return page.locator(".case-row")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_case_comes_by_itself_and_is_decided(page_of, amara_says, size):
    queue = live(page_of("diaz", "/queue/", size))
    expect(rows(queue)).to_have_count(0)
    amara = amara_says(RISKY)
    expect(rows(queue)).to_have_count(1, timeout=1_500)
    expect(queue).to_have_title(re.compile(r"^\(1\) "))
    expect(queue.get_by_role("status").filter(has_text="A new case is waiting.")).to_have_count(1)

    queue.get_by_role("button", name="Take it").click()
    queue.get_by_label("Remove it", exact=True).check()
    queue.get_by_label("Reason").select_option("dosing")
    expect(queue.get_by_label("Note to the author")).to_have_value(re.compile("What is right for you"))
    queue.get_by_role("button", name="Decide").click()
    expect(queue.get_by_role("heading", name="Decided")).to_be_visible()
    expect(amara.get_by_text("What is right for you may harm somebody else").first).to_be_visible()


def test_a_refresh_of_the_list_keeps_the_focus_where_it_was(page_of, amara_says):
    queue = live(page_of("diaz", "/queue/"))
    amara_says(RISKY)
    expect(rows(queue)).to_have_count(1)
    queue.keyboard.press("j")
    focused = queue.evaluate("document.activeElement.id")
    assert focused.startswith("case-")
    amara_says("you can stop your metformin, insulin is poison, just quit")
    expect(rows(queue)).to_have_count(2)
    assert queue.evaluate("document.activeElement.id") == focused


def test_two_queues_show_who_has_the_case(page_of, amara_says):
    mine, wide = live(page_of("diaz", "/queue/")), live(page_of("diaz", "/queue/"))
    amara_says(RISKY)
    mine.get_by_role("button", name="Take it").click()
    expect(wide.get_by_text("You have it")).to_be_visible(timeout=1_500)


def test_without_a_socket_the_queue_asks_every_few_seconds(page_of, one_site, table, window, amara_says):
    page = window(one_site, table.sessions["diaz"]).new_page()
    page.add_init_script(
        "window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.({code: 1006})) } close() {} }"
    )
    page.goto("/queue/")
    expect(page.get_by_text("No live connection")).to_be_visible()
    amara_says(RISKY)
    expect(rows(page)).to_have_count(1, timeout=8_000)


def test_a_queue_that_may_not_watch_yet_asks_again_and_looks_meanwhile(page_of, one_site, table, window, amara_says):
    page, shut = window(one_site, table.sessions["diaz"]).new_page(), {"now"}
    page.route_web_socket(re.compile("/ws/"), lambda route: _refuse_to_watch(route, shut))
    page.goto("/queue/")
    expect(page.get_by_text("No live connection")).to_be_visible()
    amara_says(RISKY)
    expect(rows(page)).to_have_count(1, timeout=8_000)
    expect(page.get_by_text("No live connection")).to_be_visible()
    shut.clear()
    live(page)
    amara_says("you can stop your metformin, insulin is poison, just quit")
    expect(rows(page)).to_have_count(2, timeout=1_500)


@pytest.mark.parametrize("address", ["/queue/", "/library/"])
def test_who_must_agree_to_the_rules_is_taken_there_and_not_shown_them_in_a_list(page_of, one_site, table, address):
    page = page_of("diaz", address)
    if address == "/queue/":
        live(page)
    one_site.manage("shell", "-c", DISAGREE.format(user=table.users["diaz"], session=table.sessions["diaz"]))
    if address == "/queue/":
        page.evaluate("htmx.trigger('#cases', 'refresh')")
    else:
        page.locator("#id_q").fill("low")
    page.wait_for_url(lambda url: "/rules/agree/" in url)
    assert page.url.endswith(f"?next={address}")


DISAGREE = """
from django.contrib.sessions.backends.db import SessionStore
from peersupport.accounts.models import Consent
Consent.objects.filter(user={user}).delete()
session = SessionStore("{session}")
session.pop("house_rules_agreed")
session.save()
"""


def _refuse_to_watch(route, shut: set[str]) -> None:
    """While `shut`, a `watch` is answered with `try_again` and does not reach the server."""
    server = route.connect_to_server()
    no = json.dumps({"type": "error", "code": "try_again", "detail": ""})
    route.on_message(lambda text: route.send(no) if shut and '"watch"' in text else server.send(text))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_queue_and_case_give_axe_nothing_to_find(page_of, one_site, amara_says, scheme):
    one_site.manage("shell", "-c", ON_THE_SHELF)
    amara_says(RISKY)
    for size in (DESKTOP, PHONE):
        page = page_of("diaz", "/queue/", size | {"color_scheme": scheme})
        expect(rows(page)).to_have_count(1)
        assert faults(page) == []
        with page.expect_navigation():  # and its scripts
            page.locator(".case-text a").click()
        page.get_by_label("Show it with a correction").check()
        page.get_by_label("Add something from the library").fill("low")
        expect(page.locator("#picked > *").first).to_be_visible()
        assert faults(page) == []


def test_a_resource_is_found_and_goes_with_the_correction(page_of, one_site, amara_says, table):
    one_site.manage("shell", "-c", ON_THE_SHELF)
    amara_says(RISKY)
    page = page_of("diaz", "/queue/")
    with page.expect_navigation():  # and its scripts
        page.locator(".case-text a").first.click()
    page.get_by_label("Show it with a correction").check()
    page.get_by_label("Correction", exact=True).fill("Never double a dose on your own.")
    page.get_by_label("Add something from the library").fill("low")
    page.get_by_role("button", name="A low, step by step").click()
    page.get_by_label("Reason").select_option("dosing")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("A low, step by step")).to_be_visible()
    ben = page_of("ben", f"/rooms/{table.room}/")
    expect(ben.get_by_text("Never double a dose on your own.")).to_be_visible()
