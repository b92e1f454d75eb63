"""A rule in the browser: drafted, tried, replayed, in shadow, signed by a second clinician, live, rolled back."""

import json
import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import faults
from tests.support.fixtures import DESKTOP, PHONE
from tests.support.site import run_python

PAGE = 40_000  # milliseconds, for a page to be there on a busy machine
PRAISE = "you should try zorbatea every morning"
RULES = "/admin/moderation/ruleversion/"
SECOND_CLINICIAN = """
import json
from django.conf import settings
from tests.support import cast
from tests.support.cast import client_of
user = cast.enter("diaz", 99)
print(json.dumps(client_of(user).cookies[settings.SESSION_COOKIE_NAME].value))
"""


def type_rule(page: Page) -> None:
    page.goto(RULES)
    page.get_by_role("link", name="Write a new rule").click()
    for label, words in {
        "Name": "site.tea",
        "Why this version": "A patient was harmed.",
        "Reason": "Praises a tea that harms.",
        "Patterns": "DO TAKE|TRY ..3 zorbatea",
        "Must be flagged": "try zorbatea\ndrink zorbatea\nyou could take zorbatea",
        "Must be left alone": "zorbatea is awful\nI tried zorbatea\nI drink water",
    }.items():
        page.get_by_label(label).first.fill(words)
    page.get_by_label("Label").select_option("unproven_remedy")
    page.get_by_role("button", name="Check and save").click()


def send(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def step(page: Page, name: str, **fields: str) -> None:
    page.get_by_role("link", name=name).click()
    for label, words in fields.items():
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name=name).click()


@pytest.fixture
def site(sites):
    return sites.start()


def test_a_rule_is_drafted_tried_replayed_shadowed_signed_live_and_rolled_back(site, window):
    table = site.table()
    second = json.loads(run_python(site.environment, "manage.py", "shell", "-v", "0", "-c", SECOND_CLINICIAN))
    writer = window(site, table.sessions["diaz"]).new_page()
    signer = window(site, second, PHONE).new_page()
    without_scripts = window(site, table.sessions["diaz"], {**DESKTOP, "java_script_enabled": False}).new_page()
    ben, amara = (window(site, table.sessions[name]).new_page() for name in ("ben", "amara"))
    for page in (ben, amara):
        page.goto(f"/rooms/{table.room}/")
        expect(page.get_by_text("Connected", exact=True)).to_be_visible(timeout=PAGE)
    found = []

    type_rule(writer)
    expect(writer.get_by_text("The draft is kept.")).to_be_visible(timeout=PAGE)
    version = writer.url
    found += faults(writer)

    writer.get_by_role("link", name="Try it").click()
    writer.get_by_label("A message").fill(PRAISE)
    writer.get_by_role("button", name="Try it").click()
    expect(writer.locator("mark")).to_have_text("try zorbatea", timeout=PAGE)
    expect(writer.get_by_text("Held (Claims a cure; urgency: Low)")).to_be_visible()
    found += faults(writer)

    writer.goto(version)
    step(writer, "Start shadow")
    expect(writer.get_by_text("The rule runs in shadow.")).to_be_visible(timeout=PAGE)
    time.sleep(2.5)  # the processes look at the book every two seconds
    send(amara, f"{PRAISE}, it is lovely")
    expect(ben.get_by_text(f"{PRAISE}, it is lovely")).to_be_visible(timeout=PAGE)
    writer.goto(version)
    expect(writer.get_by_text("it would have held 1")).to_be_visible(timeout=PAGE)

    writer.get_by_role("link", name="Replay", exact=True).click()
    writer.get_by_role("button", name="Replay it now").click()
    said = writer.get_by_role("status")
    expect(said.filter(has_text="The replay is running.")).to_be_visible(timeout=PAGE)
    progress = writer.get_by_role("progressbar", name="How far the replay is")
    expect(progress).to_have_attribute("max", re.compile("[0-9]{3}"))
    # At once: on a fast machine the replay is done in seconds.
    without_scripts.goto(writer.url)
    expect(without_scripts.get_by_role("link", name="See how far it is now")).to_be_visible(timeout=PAGE)
    found += faults(writer)
    expect(writer.get_by_text("Newly flagged: flagged by nobody (1)")).to_be_visible(timeout=120_000)
    expect(said.filter(has_text="The replay is done.")).to_be_visible()
    found += faults(writer)

    signer.goto(version)
    signer.get_by_role("link", name="Sign and go live").click()
    expect(signer.get_by_text("You vouch that this rule is right.")).to_be_visible(timeout=PAGE)
    found += faults(signer)
    signer.get_by_role("button", name="Sign and go live").click()
    expect(signer.get_by_text("The rule is live.")).to_be_visible(timeout=PAGE)
    found += faults(signer)
    time.sleep(2.5)
    send(amara, f"{PRAISE}, truly")
    expect(amara.get_by_text("Waiting for a clinician.").first).to_be_visible(timeout=PAGE)
    expect(ben.get_by_text(f"{PRAISE}, truly")).to_have_count(0)

    step(signer, "Roll back", Why="Too many.")
    expect(signer.get_by_text("This rule is off")).to_be_visible(timeout=PAGE)
    time.sleep(2.5)
    send(amara, f"{PRAISE}, honestly")
    expect(ben.get_by_text(f"{PRAISE}, honestly")).to_be_visible(timeout=PAGE)

    for page in (writer, signer):  # a desk and a phone
        for path in (RULES, f"{RULES}add/", version.removeprefix(site.url)):
            page.goto(path)
            found += faults(page)
    assert found == []
