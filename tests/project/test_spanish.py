"""Spanish throughout: each page and part of the demo, for each role, says nothing that is in no catalogue."""

import re
import socket
from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

import import_export
import pytest
import unfold
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template.loader import render_to_string
from django.urls import get_resolver, resolve
from django.utils import timezone, translation

from chat.models import Room
from moderation.models import RuleVersion
from moderation.rule_book import SHIPPED, content_of
from peersupport.accounts import house_rules
from peersupport.accounts.zones import choices as zones_by_place
from peersupport.admin_words import FRAME, SAVED
from tests.project.test_screenshots import in_the_admin, names
from tests.support.spanish_demo import PAGES, RULES, Demo, Visit
from tests.support.untranslated import in_page, in_text, marked

# Asked for by programs, or only ever leading on to another page.
NO_WORDS = """
manifest worker set_language jsi18n notices:read notices:add_device notices:forget_device
chat:enter chat:join chat:leave chat:read chat:calendar chat:messages chat:draft_check chat:reactions chat:people
guide:archive guide:call_off guide:lift own:mute own:unmute own:practise
moderation:release moderation:write moderation:care_take moderation:care_release moderation:duty_turn moderation:pin
moderation:withdraw
account_confirm_login_code account_set_password mfa_authenticate mfa_download_recovery_codes
mfa_reauthenticate_webauthn mfa_login_webauthn account_signup account_email_verification_sent
"""  # the last two behind pages of ours at the same addresses
SHOWN = {200, 400, 404, 409, 422}
STAFF = ("admin", "clinician", "librarian")
RULES_ES = Path(house_rules.__file__).parent / "content" / "house_rules_es.md"


@pytest.fixture
def demo(db, settings, monkeypatch, tmp_path) -> Demo:
    settings.DEMO, settings.MFA_REQUIRED_FOR_STAFF, settings.EMAIL_FILE_PATH = True, False, tmp_path
    made = Demo(timezone.now())
    marked(monkeypatch)
    return made


@pytest.mark.skipif(connection.vendor == "postgresql", reason="what is said is the same on each database")
def test_no_page_says_what_is_in_no_catalogue(demo):
    """All in one test: to fill the demo takes longer than all its pages."""
    found = {}
    for visit in [*PAGES, *desks(demo)]:
        answer = demo.answer(visit)
        astray = [
            place
            for place, _ in getattr(answer, "redirect_chain", [])
            if place.startswith(("/accounts/login/", "/accounts/reauth"))
        ]
        said = (
            in_page(answer.content.decode())
            if answer.status_code in SHOWN and not astray
            else [f"{answer.status_code} {astray}"]
        )
        if said := [line for line in said if line not in as_it_is(visit.path)]:
            found[str(visit)] = said

    assert found == {}


def desks(demo: Demo) -> Iterator[Visit]:
    """Each list of the admin, the form for a new row, what it says when it is left empty, and the page of a row."""
    for model in admin.site._registry:
        label, name = model._meta.app_label, model._meta.model_name
        may = [[who for who in STAFF if demo.user(who).has_perm(f"{label}.{do}_{name}")] for do in ("view", "add")]
        address = f"/admin/{label}/{name}/"
        yield from (Visit(who, address) for who in may[0])
        yield from (Visit(who, f"{address}{row.pk}/change/") for who in may[0] if (row := model.objects.first()))
        yield from (Visit(who, f"{address}add/", data) for who in may[1] for data in (None, {}))


@cache
def as_it_is(path: str) -> frozenset[str]:
    """What stands on the page as somebody wrote it, or as everybody calls it."""
    if path.startswith("/rules/"):
        return frozenset(piece.strip(" #") for piece in re.split(r"\*+|\n", RULES_ES.read_text()))
    if path == "/me/notices/":
        return frozenset(town for _, zones in zones_by_place() for _, town in zones)
    if path.startswith(RULES):
        rules = [*map(content_of, SHIPPED.values()), *(version.content() for version in RuleVersion.objects.all())]
        return frozenset(line for rule in rules for line in [rule["reason"], *written(rule)])
    if path.startswith("/admin/"):
        return frozenset({"csv", "json", socket.gethostname(), *Room.objects.values_list("slug", flat=True)})
    return frozenset()


def written(rule: dict) -> list[str]:
    return [line for field in ("patterns", "unless", "also", "match", "clean") for line in rule[field]]


def test_what_is_named_for_the_admins_frame_is_said_by_it():
    said = re.compile(r"""(?:\btrans(?:late)?\s+|\b_\()["'](.+?)["']""")
    packages = [Path(package.__file__).parent for package in (unfold, import_export)]
    files = [file for package in packages for file in package.rglob("*") if file.suffix in {".html", ".py"}]
    assert set(FRAME) - {words for file in files for words in said.findall(file.read_text())} == set()


def test_what_is_said_otherwise_than_by_django_is_said_by_it():
    own = GNUTranslations((Path(admin.__file__).parent / "locale/es/LC_MESSAGES/django.mo").open("rb"))
    assert [words for words in SAVED if own.gettext(words) == words] == []
    with translation.override("es"):
        assert [words for words in SAVED if translation.gettext(words) in {words, own.gettext(words)}] == []


def test_every_page_is_among_them():
    pages = {name for name in names(get_resolver().url_patterns) if not in_the_admin(name)}
    paths = {visit.path.partition("?")[0] for visit in PAGES} - {"/nowhere/"}
    shown = {resolve(re.sub(r"#|{[^}]+}", "1-1" if "{password}" in path else "1", path)).view_name for path in paths}
    assert pages - shown - set(NO_WORDS.split()) == set()
    assert set(NO_WORDS.split()) - pages == set()


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "429.html"])
def test_an_error_is_told_in_spanish(monkeypatch, rf, template):
    marked(monkeypatch)
    request = rf.get("/")
    request.user = AnonymousUser()
    with translation.override("es"):
        assert in_page(render_to_string(template, request=request)) == []


def test_what_is_in_no_catalogue_is_found():
    page = (
        '<p title="Close it">⟦Hola <b>⟧you⟦</b>⟧ <a aria-label="⟦Cerrar⟧">ａｍａｒａ</a> <i lang="en">English</i></p>'
    )
    data = '<script type="application/json">{"say": "Try again", "state": "held"}</script><style>body</style>'
    assert in_page(page + data) == ["you", "Close it", "Try again"]
    assert in_page('<input type="submit" value="Send"><input value="text"><p data-words="{time} left">') != []
    assert in_text("5 ⟦mg/dL⟧ at 7.2 mmol/L, the 3 de ⟦mayo⟧\nhttps://example.org/rooms/") == [
        "at 7.2 mmol/L, the 3 de"
    ]
