"""The headless browser that the end-to-end tests drive: signed in, on a desk or in a hand."""

import pytest

from tests.support.cast import PASSWORD
from tests.support.fixtures import DESKTOP, PHONE


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_window_is_signed_in_and_of_its_size(one_site, window, size):
    page = window(one_site, one_site.table().sessions["amara"], size).new_page()
    page.goto("/rooms/")
    assert page.url == f"{one_site.url}/rooms/"
    assert page.evaluate("innerWidth") == size["viewport"]["width"]


def test_a_window_without_a_session_is_a_visitors(one_site, window):
    page = window(one_site).new_page()
    page.goto("/rooms/")
    assert "/accounts/login/" in page.url


def test_the_cookies_of_a_production_site_hold_in_the_window(one_site, window):
    page = window(one_site).new_page()
    page.goto("/accounts/login/")
    page.locator("input[type=email], input[name=login]").fill("amara@example.org")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[type=password]").press("Enter")
    page.wait_for_url("**/rooms/")
    assert page.context.cookies()[0]["secure"]


@pytest.mark.small_window("nothing but its own width is looked at")
def test_a_story_of_small_windows_keeps_its_own(one_site, window):
    page = window(one_site, size={"viewport": {"width": 320, "height": 640}}).new_page()
    page.goto("/")
    assert page.evaluate("innerWidth") == 320
