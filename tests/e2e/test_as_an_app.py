"""The site as an app in a real browser: its own page without network, nothing personal kept, nothing left behind."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.axe import faults
from tests.support.fixtures import PHONE

KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys())
      found[new URL(url).pathname] = await (await (await caches.open(name)).match(url)).text();
  return found;
}"""
READY = "async () => { const { active } = await navigator.serviceWorker.ready; return active.state; }"
HANDED_OVER = """async (language) => {
  await (await navigator.serviceWorker.ready).update();
  const old = async () => !(await caches.match(`/offline/${language}/`)) || (await caches.keys()).length > 1;
  while (await old()) await new Promise((resolve) => setTimeout(resolve, 50));
}"""
SPEAKS = "from peersupport.accounts.models import User; User.objects.filter(pk={}).update(language='es')"


def cut_off(context: BrowserContext, page: Page, path: str) -> None:
    """Go to a page while there is no network. What fails there is kept from failing the test: that is the point."""
    context.set_offline(True)
    page.goto(path)


def test_without_network_a_page_of_ours_says_what_is_kept_and_a_log_out_leaves_nothing(sites, window):
    site = sites.start()
    table = site.table()
    context = window(site, table.sessions["amara"], {**PHONE, "color_scheme": "dark"})
    page = context.new_page()
    page.goto(f"/rooms/{table.room}/")
    page.get_by_role("textbox", name="Your message").fill("a draft of mine")
    assert page.evaluate(READY) in {"activating", "activated"}
    page.goto("/me/")

    kept = page.evaluate(KEPT)
    assert "/offline/en/" in kept
    assert all(path.startswith(("/static/", "/offline/")) for path in kept)
    name = page.locator(".menu-head").text_content().strip()
    assert name
    assert not any(name in text for text in kept.values())

    cut_off(context, page, "/library/")
    expect(page.get_by_role("heading", name="You have no connection")).to_be_visible()
    expect(page.get_by_text("What you wrote is not lost.")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 26, 27)"
    assert faults(page) == []
    context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page).to_have_url(f"{site.url}/library/")
    page.goto(f"/rooms/{table.room}/")
    expect(page.get_by_role("textbox", name="Your message")).to_have_value("a draft of mine")

    site.manage("shell", "-v0", given=SPEAKS.format(table.users["amara"]))
    page.evaluate(HANDED_OVER, "es")
    assert [path for path in page.evaluate(KEPT) if path.startswith("/offline/")] == ["/offline/es/"]
    cut_off(context, page, "/me/")
    expect(page.get_by_role("heading", name="No tienes conexión")).to_be_visible()
    context.set_offline(False)

    page.goto("/accounts/logout/")
    page.locator("main form button").click()
    expect(page).to_have_url(f"{site.url}/")
    assert page.evaluate(KEPT) == {}
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


@pytest.mark.parametrize("path", ["/", "/library/"])
def test_a_visitor_is_given_no_worker(one_site, window, path):
    page = window(one_site).new_page()
    page.goto(path)
    expect(page.get_by_role("main")).to_be_visible()
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
