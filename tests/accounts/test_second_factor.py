"""Clinicians and admins have a second factor on before they reach the queue or the admin."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import URLPattern, get_resolver

from peersupport.accounts import guards, roles
from peersupport.accounts.middleware import MFA_ROUTES, OPEN_ROUTES
from tests.support.cast import PASSWORD, TOTP_SECRET

INDEX = "/accounts/2fa/"


@pytest.mark.parametrize("path", ["/queue/", "/admin/"])
def test_without_it_a_clinician_is_sent_to_set_it_up_and_told_why(clinician_without_mfa, path):
    answer = clinician_without_mfa.get(path, follow=True)
    assert answer.redirect_chain == [(INDEX, 302)]
    assert b"please turn on a second step" in answer.content


@pytest.mark.parametrize("path", ["/queue/", "/admin/"])
def test_with_it_a_clinician_comes_in(diaz, client_of, path):
    assert client_of(diaz).get(path).status_code == 200


# What a member may do as well, and what nobody is asked anything for. A new page is entered here, or behind the factor.
EVERYBODYS = {
    "", "jsi18n/<str:language>-<str:fingerprint>.js",
    "me/", "me/agreed/", "me/data/", "me/close/", "me/notices/", "me/devices/", "me/devices/<int:device_id>/forget/",
    "notices/", "notices/read/", "library/", "library/pick/", "library/<int:pk>/", "muted/",
    "people/<int:person_id>/mute/", "people/<int:person_id>/unmute/", "practice/", "practice/check/", "duty/",
    "report/<int:message_id>/", "reports/", "reports/<int:report_id>/withdraw/", "rooms/", "rooms/ask/",
    "rooms/enter/", "rooms/<slug:slug>/", "rooms/<slug:slug>/join/", "rooms/<slug:slug>/leave/",
    "rooms/<slug:slug>/read/", "rooms/<slug:slug>/search/", "rooms/<slug:slug>/hours/<int:hour_id>.ics",
    "rooms/<slug:slug>/messages/", "rooms/<slug:slug>/draft-check/", "rooms/<slug:slug>/reactions/",
    "rooms/<slug:slug>/people/", "rooms/<slug:slug>/live/", "appeals/", "appeals/<int:message_id>/",
}  # fmt: skip


def routes(patterns, before=""):
    for each in patterns:
        route = before + str(each.pattern)
        yield from [route] if isinstance(each, URLPattern) else routes(each.url_patterns, route)


def test_every_page_is_everybodys_or_asks_for_it():
    found = set(routes(get_resolver().url_patterns))
    assert {route for route in found if not route.startswith((*MFA_ROUTES, *OPEN_ROUTES))} == EVERYBODYS


def test_whatever_staff_do_asks_for_it(clinician_without_mfa):
    """Also where the thing itself is not there: who lacks the factor learns nothing of it."""
    for route in routes(get_resolver().url_patterns):
        if route.startswith(MFA_ROUTES) and "(?P" not in route and not route.startswith("admin/jsi18n/"):
            path = "/" + re.sub(r"<(\w+:)?\w+>", "1", route)
            answer = clinician_without_mfa.post(path)
            assert (answer.status_code, answer.headers.get("Location")) == (302, INDEX), path


def test_without_it_nobody_is_offered_what_they_may_not_do(clinician_without_mfa, room, amara):
    assert '"can_pin": false' in clinician_without_mfa.get(f"/rooms/{room.slug}/").content.decode()
    TOTP.activate(amara, TOTP_SECRET)
    assert '"can_pin": true' in clinician_without_mfa.get(f"/rooms/{room.slug}/").content.decode()


def test_an_admin_needs_it_too(ben, client_of):
    roles.grant(ben, roles.ADMIN)
    assert client_of(ben).get("/admin/").url == INDEX


def test_a_superuser_without_a_role_needs_it_too(ben, client_of):
    ben.is_superuser = ben.is_staff = True
    ben.save()
    assert client_of(ben).get("/admin/").url == INDEX


def test_a_librarian_does_not(erin, client_of):
    Authenticator.objects.filter(user=erin).delete()
    assert client_of(erin).get("/admin/").status_code == 200


def test_the_site_may_waive_it(clinician_without_mfa, settings):
    settings.MFA_REQUIRED_FOR_STAFF = False
    assert clinician_without_mfa.get("/queue/").status_code == 200


def test_recovery_codes_alone_do_not_count(ben):
    roles.grant(ben, roles.ADMIN)
    RecoveryCodes.activate(ben)
    assert not guards.mfa_satisfied(ben)


def test_a_member_is_asked_for_nothing(amara):
    assert guards.mfa_satisfied(amara)


def test_an_app_is_set_up_through_the_pages_and_opens_the_queue(clinician_without_mfa, code_of):
    asked = clinician_without_mfa.get("/accounts/2fa/totp/activate/")
    page = clinician_without_mfa.post(asked.url, {"password": PASSWORD}, follow=True).content.decode()
    assert 'src="data:image/svg+xml' in page
    secret = re.search(r'readonly[^>]+value="(\w+)"', page)[1]
    clinician_without_mfa.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert clinician_without_mfa.get("/queue/").status_code == 200
    codes = clinician_without_mfa.get("/accounts/2fa/recovery-codes/").content.decode()
    assert len(re.findall(r"^\d{8}$", re.search(r"<pre[^>]*>(.*?)</pre>", codes, re.S)[1], re.M)) == 10


def test_the_apps_secret_does_not_lie_open_in_the_database(diaz):
    kept = Authenticator.objects.get(user=diaz).data["secret"]
    assert TOTP_SECRET not in kept
    assert Authenticator.objects.get(user=diaz).wrap().validate_code("000000") is False


def test_the_app_goes_on_after_the_sites_key_was_changed_with_the_old_one_kept(diaz, settings, code_of):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key that is long enough" * 2
    assert Authenticator.objects.get(user=diaz).wrap().validate_code(code_of(TOTP_SECRET))


def test_a_secret_that_no_key_opens_fits_no_code(diaz, settings, code_of, caplog):
    settings.SECRET_KEY = "another key that is long enough" * 2
    assert not Authenticator.objects.get(user=diaz).wrap().validate_code(code_of(TOTP_SECRET))
    assert "SECRET_KEY_FALLBACKS" in caplog.text


def test_the_password_alone_does_not_log_in_whoever_has_it_on(client, diaz, code_of):
    answer = client.post("/accounts/login/", {"login": diaz.email, "password": PASSWORD})
    assert answer.url == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    client.post("/accounts/2fa/authenticate/", {"code": code_of(TOTP_SECRET)})
    assert client.session["_auth_user_id"] == str(diaz.pk)


def test_a_wrong_code_is_refused_with_a_tied_error(client, diaz):
    client.post("/accounts/login/", {"login": diaz.email, "password": PASSWORD})
    page = client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert 'id="id_code_error"' in page
    assert "_auth_user_id" not in client.session
