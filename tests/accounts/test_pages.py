"""Every account page stands in our own design and keeps the strict content security policy."""

import re

import pytest
from allauth.account import app_settings
from allauth.utils import get_form_class
from django.contrib.auth.models import Group

from peersupport.accounts import forms
from peersupport.accounts.models import User
from tests.support.cast import PASSWORD

OPEN = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/broken-key/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-broken/",
    "/accounts/password/reset/key/done/",
    "/accounts/inactive/",
]
SIGNED_IN = [
    "/me/",
    "/me/agreed/",
    "/rules/agree/",
    "/notices/",
    "/accounts/logout/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
]
WITH_APP = [
    "/accounts/2fa/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/reauthenticate/",
]


def check(answer) -> None:
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="site-header"' in page
    assert re.search(r"<title>\s*\S+", page)
    assert len(re.findall(r"<h1", page)) == 1
    assert not re.search(r"<[^>]+\sstyle=|<style|\son\w+=", page)
    for script in re.findall(r"<script[^>]*>", page):
        assert "src=" in script or "application/json" in script
    fields = set(re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]*\sid="([^"]+)"', page))
    assert fields <= set(re.findall(r'<label[^>]*\sfor="([^"]+)"', page))


@pytest.mark.parametrize("path", OPEN)
def test_a_page_for_visitors(client, db, path):
    check(client.get(path, follow=True))


@pytest.mark.parametrize("path", SIGNED_IN)
def test_a_page_for_members(amara, sure_client_of, path):
    check(sure_client_of(amara).get(path))


@pytest.mark.parametrize("path", WITH_APP)
def test_a_page_for_somebody_with_an_app(diaz, sure_client_of, path):
    check(sure_client_of(diaz).get(path))


def test_the_second_step_of_logging_in(client, diaz):
    check(client.post("/accounts/login/", {"login": diaz.email, "password": PASSWORD}, follow=True))


def test_no_page_shows_a_full_name_or_address_to_the_admin(farah, amara, client_of):
    User.objects.filter(pk=amara.pk).update(full_name="Amara Okafor")
    for path in ("/admin/accounts/user/", f"/admin/accounts/user/{amara.pk}/change/"):
        page = client_of(farah).get(path).content.decode()
        assert "amara_walks" in page
        assert "Amara Okafor" not in page
        assert "amara@example.org" not in page


def test_the_admin_bans_and_gives_roles(farah, amara, client_of):
    role = Group.objects.get(name="librarian")
    client_of(farah).post(f"/admin/accounts/user/{amara.pk}/change/", {"groups": [role.pk]})
    amara.refresh_from_db()
    assert not amara.is_active
    assert amara.is_staff


@pytest.mark.parametrize("kind", ["change_password", "reset_password_from_key", "set_password"])
def test_a_new_password_is_asked_for_in_the_words_of_the_sign_up(kind):
    fields = get_form_class(app_settings.FORMS, kind, None)().fields
    assert str(fields["password1"].label) == "New password"
    assert fields["password1"].help_text == forms.PASSWORD_HINT
    assert [name for name, field in fields.items() if "placeholder" in field.widget.attrs] == []


def test_an_address_is_asked_for_by_our_name_for_it(amara, sure_client_of):
    page = sure_client_of(amara).get("/accounts/email/").content.decode()
    assert re.search(r"<label[^>]*>E-mail address</label>", page)
    assert "Email address" not in page
