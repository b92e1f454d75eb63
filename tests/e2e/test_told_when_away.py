"""Choosing how to be told, and a device that is told: in a real browser, whose push service is made up."""

import json

import pytest
from playwright.sync_api import expect

from peersupport.notices import keys
from tests.support.axe import faults
from tests.support.fixtures import DESKTOP, PHONE
from tests.support.push_service import PushService
from tests.support.writing import insist

# Chromium would ask a service on the internet. What it was given stays over a reload, as the real one does.
MADE_UP = """
const given = {
  endpoint: MADE.endpoint, toJSON: () => MADE,
  unsubscribe: async () => { localStorage.removeItem("push"); return true; },
};
PushManager.prototype.subscribe = async () => { localStorage.setItem("push", "on"); return given; };
PushManager.prototype.getSubscription = async () => (localStorage.getItem("push") ? given : null);
"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  for (let looked = 0; looked < 100; looked += 1) {
    const shown = await worker.getNotifications();
    if (shown.length) return shown.map(({ title, body, tag, data }) => ({ title, body, tag, url: data.url }));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return [];
}"""
SAID = {
    "title": "Peer support",
    "body": "There is something new for you.",
    "lang": "en",
    "tag": "n1",
    "url": "/notices/",
}
READY = "navigator.serviceWorker.ready.then(() => true)"


@pytest.fixture
def site(sites):
    return sites.start(PUSH_PRIVATE_KEY=keys.make())


def test_a_person_chooses_and_a_browser_that_says_no_is_explained(site, window):
    table = site.table()
    size = {**PHONE, "timezone_id": "Asia/Tokyo", "color_scheme": "dark"}
    page = window(site, table.sessions["amara"], size).new_page()
    page.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    page.goto("/me/notices/")
    expect(page.get_by_label("My time zone")).to_have_value("Asia/Tokyo")
    expect(page.get_by_text("Your browser does not let this site show notices.")).to_be_visible()
    expect(page.get_by_role("button", name="Turn on notices on this device")).to_be_hidden()
    mail = page.get_by_role("group", name="Write me an e-mail")
    mail.get_by_label("Somebody answers my message").check()
    page.get_by_label("Quiet hours").check()
    page.get_by_label("Quiet until").fill("22:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("the two must differ")
    assert faults(page) == []
    page.get_by_label("Quiet until").fill("06:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Quiet until")).to_have_value("06:30")
    expect(page.get_by_label("Show words on the lock screen")).not_to_be_checked()
    expect(mail.get_by_label("Somebody answers my message")).to_be_checked()


def test_a_device_is_turned_on_is_told_and_is_turned_off(site, whole_window):
    table = site.table()
    context = whole_window(site, table.sessions["amara"], DESKTOP)
    context.grant_permissions(["notifications"], origin=site.url)
    told = PushService("https://push.example.org", site.folder).subscription("abc")
    context.add_init_script(f"const MADE = {json.dumps(told)};{MADE_UP}")
    page = context.new_page()
    page.goto("/me/notices/")
    page.get_by_role("button", name="Turn on notices on this device").click()
    expect(page.get_by_text("This device gets notices.")).to_be_visible()
    row = page.locator("[data-device]")
    expect(row).to_contain_text("This device")
    assert faults(page) == []

    assert page.evaluate(READY)
    line = context.new_cdp_session(page)
    workers = []
    line.on("ServiceWorker.workerRegistrationUpdated", lambda event: workers.extend(event["registrations"]))
    line.send("ServiceWorker.enable")
    while not workers:  # the browser tells of them in its own time
        page.wait_for_timeout(50)
    push = {"origin": site.url, "registrationId": workers[0]["registrationId"], "data": json.dumps(SAID)}
    for _ in range(5):  # on a busy machine Chromium now and then loses one that its tools deliver
        line.send("ServiceWorker.deliverPushMessage", push)
        if shown := page.evaluate(SHOWN):
            break
    assert shown == [{name: SAID[name] for name in ("title", "body", "tag", "url")}]

    row.get_by_role("button", name="Turn off").click()
    expect(page.get_by_text("This device gets no more notices.")).to_be_visible()
    expect(page.get_by_role("button", name="Turn on notices on this device")).to_be_visible()
    expect(row).to_have_count(0)


TELL = """
from django.utils import timezone
from moderation import services
services.alert(now=timezone.now())
"""
MAKE_LATE = """
from django.utils import timezone
from moderation.models import Case
Case.objects.update(due_at=timezone.now())
"""


def test_a_clinician_elsewhere_on_the_site_is_told_of_an_urgent_case_and_members_that_it_is_late(site, window):
    table = site.table()
    diaz = window(site, table.sessions["diaz"], DESKTOP).new_page()
    diaz.goto("/me/notices/")
    for way in ("Show it on my devices", "Write me an e-mail"):
        group = diaz.get_by_role("group", name=way)
        expect(group.get_by_label("An urgent case, while I am on duty")).to_be_checked()
    assert faults(diaz) == []
    diaz.goto("/queue/")
    diaz.get_by_label("I am on duty now, for").select_option("4")
    diaz.get_by_role("button", name="Go on duty").click()
    expect(diaz.get_by_text("You are on duty until")).to_be_visible()

    amara = window(site, table.sessions["amara"], PHONE | {"color_scheme": "dark"}).new_page()
    amara.goto(f"/rooms/{table.room}/")
    expect(amara.get_by_text("Connected", exact=True)).to_be_visible(timeout=40_000)
    insist(amara, "I want to end my life tonight")
    diaz.goto("/library/")
    site.manage("shell", "-v0", given=TELL)
    diaz.goto("/notices/")
    notice = diaz.get_by_role("main")
    expect(notice).to_contain_text("An urgent case is waiting")
    expect(notice).not_to_contain_text("end my life")
    assert faults(diaz) == []
    diaz.get_by_role("link", name="Take me there").first.click()
    expect(diaz.locator(".case-row")).to_contain_text("end my life")

    site.manage("shell", "-v0", given=MAKE_LATE)
    amara.reload()
    expect(amara.locator(".duty")).to_contain_text("has much to do now. Answers take longer.")
    assert faults(amara) == []


WANT = """
from django.utils import timezone
from peersupport.accounts.models import User
from peersupport.notices import reaching
from chat.models import Membership, Room
for name in ("{amara}", "{ben}"):
    reaching.choose(User.objects.get(pk=name), {{"push": ["room"]}}, now=timezone.now())
Membership.objects.create(room=Room.objects.get(slug="{room}"), user_id={guide}, joined_at=timezone.now())
"""
TELL_OF_ROOMS = """
from peersupport.background import tell_of_rooms
tell_of_rooms()
"""


def test_what_happens_in_a_room_is_told_to_who_is_away_and_not_to_who_is_there(site, window):
    table = site.table()
    site.manage("shell", "-v0", given=WANT.format(room=table.room, **table.users))
    amara, ben, guide = (window(site, table.sessions[name], PHONE).new_page() for name in ("amara", "ben", "guide"))
    amara.goto(f"/rooms/{table.room}/")
    ben.goto("/library/")
    expect(amara.get_by_text("Connected", exact=True)).to_be_visible(timeout=40_000)
    guide.goto(f"/guide/{table.room}/")
    guide.get_by_label("This week's prompt").fill("What helped you this week?")
    guide.get_by_role("button", name="Post the prompt").click()
    expect(amara.get_by_text("What helped you this week?")).to_be_visible()
    with amara.expect_response(lambda answer: answer.url.endswith("/notices/read/")) as said:
        site.manage("shell", "-v0", given=TELL_OF_ROOMS)
    assert said.value.status == 204
    expect(amara.locator("[data-part=toasts] > *")).to_have_count(0)
    ben.goto("/notices/")
    notice = ben.get_by_role("main").get_by_role("listitem")
    expect(notice).to_contain_text("A new prompt of the week")
    expect(notice).to_contain_text("New")
    assert faults(ben) == []
    ben.get_by_role("link", name="Take me there").click()
    expect(ben.get_by_text("What helped you this week?")).to_be_visible()
    amara.goto("/notices/")
    expect(amara.get_by_role("main").get_by_role("listitem")).to_contain_text("A new prompt of the week")
    expect(amara.get_by_role("main").get_by_text("New", exact=True)).to_have_count(0)
