"""The list behind the pictures (docs/screenshots/pages.py) names every page that a person may visit."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from docs.screenshots.pages import SHOTS

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES, PICTURES = ROOT / "templates", ROOT / "docs/screenshots"
# What a form, a script or a program asks for, and what only leads on.
NO_PAGES = """
manifest worker set_language jsi18n accounts:agree
notices:read notices:add_device notices:forget_device
chat:enter chat:join chat:leave chat:read chat:live chat:calendar chat:messages chat:draft_check chat:reactions
chat:people
guide:prompt guide:pace guide:archive guide:plan_hour guide:call_off guide:lift
own:mute own:unmute own:practise education:picker
moderation:cases moderation:claim moderation:release moderation:write moderation:hide moderation:decide
moderation:care_list moderation:care_state moderation:care_take moderation:care_release moderation:duty_turn
moderation:read moderation:judge_text moderation:duty moderation:pin moderation:withdraw
"""
# Allauth's, behind a page of ours at the same address (peersupport/accounts/urls.py).
BEHIND = "account_signup account_email_verification_sent"
# What no account here has, files, and what is shown by a press on a page before.
ON_THE_WAY = """
account_set_password account_confirm_login_code mfa_authenticate mfa_download_recovery_codes
mfa_reauthenticate_webauthn mfa_login_webauthn moderation:care_close
"""


def names(patterns: list, space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield space + pattern.name


def in_the_admin(name: str) -> bool:
    return name.startswith("admin:")


def shown() -> set[str]:
    found = set()
    for shot in SHOTS:
        try:
            path = shot.path.partition("?")[0].replace("#", "1").format(key="k", address="a", password="1-p")
            found.add(resolve(path).view_name)
        except Resolver404:
            assert shot.name == "not-found" or shot.error
    return found


def test_every_page_of_the_site_is_in_the_list_or_is_no_page_by_itself():
    pages = {name for name in names(get_resolver().url_patterns) if not in_the_admin(name)}
    others = set(f"{NO_PAGES} {BEHIND} {ON_THE_WAY}".split())
    assert pages - shown() - others == set()
    assert others - pages == set()  # nothing stands there that went away


def test_every_error_that_the_site_has_words_for_is_in_it():
    written = {path.name for path in TEMPLATES.glob("*.html") if path.name[0] in "45"}
    assert written - {shot.error for shot in SHOTS} == {"404.html"}  # which an address shows


def test_every_list_of_the_admin_is_in_it():
    lists = {name for name in names(get_resolver().url_patterns) if in_the_admin(name)}
    lists = {name for name in lists if name.endswith("_changelist")} | {"admin:index", "admin:status"}
    assert lists - shown() == set()


def test_each_picture_has_a_name_of_its_own():
    assert [name for name, count in Counter(shot.name for shot in SHOTS).items() if count > 1] == []


def test_each_page_of_the_list_has_its_pictures_and_no_picture_is_of_another():
    taken = {file.name.rsplit("-", 2)[0] for file in PICTURES.glob("*.webp")}
    assert taken == {shot.name for shot in SHOTS}
