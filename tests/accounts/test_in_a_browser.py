"""On a phone: from the first page to the rooms, and back in with a passkey."""

import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.support.fixtures import PHONE, Sites

PASSWORD = "three herons by the lake"
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def demo(request, tmp_path_factory):
    with ExitStack() as stack:
        site = Sites(request.getfixturevalue, tmp_path_factory.mktemp("site"), stack).start(DEMO="1")
        site.url = f"http://localhost:{site.port}"  # passkeys belong to a name, not to a number
        yield site


@pytest.fixture
def phone(demo, window) -> Page:
    page = window(demo, size=PHONE).new_page()
    page.goto("/accounts/signup/")
    return page


def sign_up(page: Page) -> None:
    page.get_by_label("E-mail address").fill("nina@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Your pseudonym").fill("quiet_kettle")
    page.get_by_label("Country").select_option("GB")
    page.get_by_label("I have read the house rules").check()
    page.get_by_role("button", name="Join").click()
    page.get_by_role("link", name="Open the demo's mailbox").click()
    page.locator("article a").first.click()
    page.get_by_role("button", name="Yes, it is mine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rooms")


def test_after_a_failed_sign_up_the_focus_is_on_what_is_to_put_right(phone):
    phone.locator("form.stack").evaluate("form => (form.noValidate = true)")
    phone.get_by_role("button", name="Join").click()
    expect(phone.locator("[data-wrong]")).to_be_focused()
    expect(phone).to_have_title(re.compile("^Error: "))


def log_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Talk with people who live with diabetes, too")


def reader_of_fingers(page: Page, **changes) -> CDPSession:
    """A phone's own key store, as Chromium plays it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER | changes})
    return session


def test_a_person_signs_up_and_comes_back_with_a_passkey(phone):
    sign_up(phone)
    reader = reader_of_fingers(phone)
    phone.goto("/accounts/2fa/webauthn/add/")
    phone.get_by_label("Password", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="Go on").click()
    phone.get_by_label("Let me log in with this key alone").check()
    phone.get_by_role("button", name="Add it").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    log_out(phone)
    phone.goto("/accounts/login/")
    phone.get_by_role("button", name="Log in with a passkey").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Rooms")
    reader.detach()


def test_the_countrys_unit_is_preselected_until_the_person_chooses(phone):
    phone.get_by_label("Country").select_option("GB")
    expect(phone.get_by_label("mmol/L")).to_be_checked()
    phone.get_by_label("mg/dL").check()
    phone.get_by_label("Country").select_option("IE")
    expect(phone.get_by_label("mg/dL")).to_be_checked()


def test_a_password_can_be_looked_at(phone):
    secret = phone.get_by_label("Password", exact=True)
    secret.fill(PASSWORD)
    phone.get_by_label("Show the password").check()
    expect(secret).to_have_attribute("type", "text")


def test_a_passkey_that_is_not_there_gets_words(phone):
    reader_of_fingers(phone, isUserVerified=False)
    phone.goto("/accounts/login/")
    phone.get_by_role("button", name="Log in with a passkey").click()
    expect(phone.get_by_role("alert")).to_contain_text("That did not work.")
