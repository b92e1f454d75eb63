"""A person's own data, on a phone: what is kept, a copy to take along, and the end of an account."""

import json
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_room import connected, published, send
from tests.support.axe import faults
from tests.support.cast import PASSWORD
from tests.support.fixtures import PHONE
from tests.support.hands import press

GIVE_A_PASSWORD = """
from peersupport.accounts.models import User
user = User.objects.get(pk={pk})
user.set_password("{password}")
user.save()
print("address:", user.email)
"""


@pytest.fixture
def log_in(one_site, window):
    """Opens a phone on which one of a table has logged in: who sits at one has no password of their own."""

    def enter(pk: int) -> Page:
        told = one_site.manage("shell", "-c", GIVE_A_PASSWORD.format(pk=pk, password=PASSWORD))
        page = window(one_site, size=PHONE).new_page()
        page.goto("/accounts/login/")
        page.get_by_label("E-mail address").fill(told.split("address:")[1].strip())
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        press(page.get_by_role("button", name="Log in", exact=True))
        expect(page.get_by_role("heading", name="Rooms", exact=True)).to_be_visible()
        return page

    return enter


def test_a_member_reads_what_is_kept_and_takes_a_copy_along(one_site, log_in):
    page = log_in(one_site.table().users["amara"])
    page.goto("/me/")
    press(page.get_by_role("link", name="My data: what is kept, and a copy to take along"))
    expect(page.get_by_role("heading", name="What is kept, and why")).to_be_visible()
    assert faults(page) == []
    press(page.get_by_role("button", name="Get my data"))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with page.expect_download() as coming:
        press(page.get_by_role("button", name="Go on"))
    with ZipFile(coming.value.path()) as archive:
        told = json.loads(archive.read("data.json"))
        assert archive.testzip() is None
    assert told["account"][0]["pseudonym"].startswith("amara_walks")
    assert coming.value.suggested_filename.endswith(".zip")


def test_a_member_closes_the_account_and_the_room_shows_it_at_once(one_site, window, log_in):
    table = one_site.table()
    amara = log_in(table.users["amara"])
    ben = window(one_site, table.sessions["ben"], PHONE).new_page()
    for page in (amara, ben):
        page.goto(f"/rooms/{table.room}/")
        connected(page)
    send(amara, "Soup again today")
    expect(published(ben, "Soup again today")).to_be_visible()
    send(ben, "And bread with it")
    phone = amara.context.new_page()
    phone.goto("/me/data/")
    press(phone.get_by_role("link", name="Close my account"))
    expect(phone.get_by_role("heading", name="What happens")).to_be_visible()
    assert faults(phone) == []
    press(phone.get_by_role("button", name="Close my account for good"))
    expect(phone).to_have_url(one_site.url + "/me/close/")  # the browser asks for the choice
    phone.get_by_label("They stay, under the name “Closed account”").check()
    press(phone.get_by_role("button", name="Close my account for good"))
    phone.get_by_label("Password", exact=True).fill(PASSWORD)
    press(phone.get_by_role("button", name="Go on"))
    expect(phone.get_by_role("heading", name="Your account is closed")).to_be_visible()
    assert faults(phone) == []
    name = f"Closed account #{table.users['amara']}"
    expect(published(ben, "Soup again today").get_by_text(name)).to_be_visible()
    ben.reload()
    expect(published(ben, "Soup again today").get_by_text(name)).to_be_visible()
    expect(amara.get_by_role("textbox", name="Your message")).not_to_be_editable()
    phone.goto("/rooms/")
    expect(phone.get_by_role("button", name="Log in", exact=True)).to_be_visible()


def test_in_spanish_messages_are_taken_back(one_site, window, log_in):
    table = one_site.table()
    page = log_in(table.users["amara"])
    one_site.manage(
        "shell", "-c",
        "from peersupport.accounts.models import User;"
        f"User.objects.filter(pk__in=[{table.users['amara']}, {table.users['ben']}]).update(language='es')",
    )  # fmt: skip
    ben = window(one_site, table.sessions["ben"], PHONE).new_page()
    ben.goto(f"/rooms/{table.room}/")
    page.goto(f"/rooms/{table.room}/")
    page.get_by_role("textbox", name="Tu mensaje").fill("Sopa otra vez")
    press(page.get_by_role("button", name="Enviar"))
    expect(published(ben, "Sopa otra vez")).to_be_visible()
    page.goto("/me/close/")
    expect(page.get_by_role("heading", name="Qué pasa")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Se retiran: sus palabras se borran").check()
    press(page.get_by_role("button", name="Cerrar mi cuenta para siempre"))
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    press(page.get_by_role("button", name="Seguir"))
    expect(page.get_by_role("heading", name="Tu cuenta está cerrada")).to_be_visible()
    name = f"Cuenta cerrada n.º {table.users['amara']}"
    expect(published(ben, "Sopa otra vez").get_by_text(name)).to_be_visible()
    one_site.manage("shell", "-c", "from peersupport.background import finish_closings; finish_closings()")
    expect(published(ben, "Sopa otra vez")).to_have_count(0)
