"""The demo shows the mails that it did not send; a real site has no such page."""

import pytest
from django.core import mail
from django.core.mail.backends.filebased import EmailBackend

PAGE = "/accounts/demo-mailbox/"


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


def send(folder, subject: str, text: str) -> None:
    message = mail.EmailMessage(subject, text, "site@example.org", ["nina@example.org"])
    EmailBackend(file_path=str(folder)).send_messages([message])


def test_a_real_site_has_no_such_page(client, db):
    assert client.get(PAGE).status_code == 404


def test_the_demo_shows_each_mail_with_its_links(client, db, demo, settings):
    send(settings.EMAIL_FILE_PATH, "Grüße", "Open http://testserver/accounts/confirm-email/abc/ now\n--\nbye")
    page = client.get(PAGE).content.decode()
    assert "Grüße" in page
    assert 'href="http://testserver/accounts/confirm-email/abc/"' in page


def test_the_demo_says_so_when_there_is_none(client, db, demo):
    assert b"No mail yet." in client.get(PAGE).content


def test_the_page_after_sign_up_leads_there_in_the_demo_only(client, db, settings):
    assert PAGE.encode() not in client.get("/accounts/confirm-email/").content
    settings.DEMO = True
    assert PAGE.encode() in client.get("/accounts/confirm-email/").content
