"""What a production site tells browsers about transport and content."""

import pytest
from django.test import override_settings

from tests.support.cast import PASSWORD

pytestmark = pytest.mark.django_db


def test_plain_http_is_sent_to_https(client):
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert client.get("/", secure=False).headers["Location"] == "https://testserver/"
        assert client.get("/", secure=True).status_code == 200


def test_health_answers_on_plain_http_too(client):
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert client.get("/healthz").status_code == 200


def test_browsers_are_told_to_insist_on_https(client):
    header = client.get("/", secure=True).headers["Strict-Transport-Security"]
    assert header == "max-age=31536000; includeSubDomains; preload"


def test_cookies_are_for_https_and_not_for_scripts(client, amara):
    client.post("/accounts/login/", {"login": amara.email, "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert cookie["secure"]
    assert cookie["httponly"]


def test_pages_allow_no_inline_script_or_style(client):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
