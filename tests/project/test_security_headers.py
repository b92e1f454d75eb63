"""What a production site tells browsers about transport and content."""

import base64
import hashlib
import re

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


def test_a_room_carries_styles_that_its_policy_names_by_their_hash(client_of, amara, room):
    answer = client_of(amara).get(f"/rooms/{room.slug}/")
    [styles] = re.findall(r"<style>(.*?)</style>", answer.content.decode(), re.DOTALL)
    named = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{named}';" in f"{answer.headers['Content-Security-Policy']};"
    assert "sha256" not in client_of(amara).get("/rooms/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/rooms/", "/me/", "/notices/", "/library/", "/rules/", "/nowhere/", "/admin/"])
def test_no_store_keeps_a_page_of_a_person_who_is_signed_in(client_of, erin, path):
    assert "no-store" in client_of(erin).get(path).headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/library/", "/rules/", "/help-now/"])
def test_what_visitors_see_may_be_kept(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Cache-Control" not in answer.headers


def test_a_page_that_says_itself_how_it_is_kept_is_left_alone(client_of, diaz):
    assert "must-revalidate" in client_of(diaz).get("/queue/").headers["Cache-Control"]
