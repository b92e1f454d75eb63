"""The site's own pages: the way in, the rules, whom to call, and what is said when something goes wrong."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views import defaults

from chat.web import styles
from peersupport import help_numbers

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SERVED = [path for path in TEMPLATES if path.name != "my_data.html"]  # that one is a file in one's copy of one's data
STYLES = ("tokens", "base", "components", "home")
DATA_OR_FILE = r"""(?:\bsrc=|"application/json")"""  # a data block is not run; a file comes under the policy
INLINE = re.compile(
    rf"""<style|<script(?![^>]*{DATA_OR_FILE})|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:""", re.IGNORECASE
)


def page(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_is_told_what_this_is_and_how_to_join(client, db):
    html = page(client, "/")
    assert "/accounts/signup/" in html
    assert "/accounts/login/" in html
    assert "Not an emergency service" in html
    assert html.count('href="/library/"') > page(client, "/rules/").count('href="/library/"')  # not in the header alone


def test_a_member_goes_straight_to_the_rooms(client_of, amara):
    response = client_of(amara).get("/")
    assert response.status_code == 302
    assert response.url == "/rooms/"


def test_the_rules_are_shown_in_the_language_asked_for(client, db):
    assert "<h1>House rules</h1>" in page(client, "/rules/")
    client.post("/i18n/setlang/", {"language": "es", "next": "/rules/"})
    assert "<h1>House rules</h1>" not in (html := page(client, "/rules/"))
    assert '<html lang="es"' in html


def test_every_page_has_the_skip_link_and_help_one_tap_away(client, client_of, amara):
    for visitor in (client, client_of(amara)):
        html = page(visitor, "/rules/")
        assert html.index('class="skip-link" href="#main"') < html.index('href="/help-now/"') < html.index('id="main"')


@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_that_tell_of_the_way_out_call_it_what_its_button_says(client_of, amara, language):
    amara.language = language
    amara.save()
    client = client_of(amara)
    practice = page(client, "/practice/")
    drawn, said = re.search(r"data-leave>(<svg.*?</svg>)\s*(.*?)</a>", practice, re.DOTALL).groups()
    assert re.search(rf"{re.escape(drawn)}\s*<span><strong>{said}</strong>", practice)
    assert {"en": f"“{said}”", "es": f"«{said}»"}[language] in page(client, "/leaving/")


def test_whom_to_call_starts_with_the_members_own_country(client_of, amara, ben):
    for member, own, other in ((amara, "United States", "United Kingdom"), (ben, "United Kingdom", "United States")):
        html = page(client_of(member), "/help-now/")
        assert html.index(f">{own}<") < html.index(f">{other}<")


def test_a_visitor_sees_the_numbers_of_every_country(client, db):
    html = page(client, "/help-now/")
    hrefs = {line["href"] for country in help_numbers.LINES for line in help_numbers.numbers(country)}
    assert {"tel:911", "tel:999", "tel:112", "tel:000", "sms:741741", "tel:116123"} <= hrefs
    assert [href for href in hrefs if f'href="{href}"' not in html] == []


def test_a_country_that_is_not_known_gets_112(client_of, amara):
    amara.country = "FR"
    amara.save()
    assert help_numbers.numbers("FR") == help_numbers.numbers("") == help_numbers.numbers("zz")
    html = page(client_of(amara), "/help-now/")
    assert html.index('href="tel:112"') < html.index('href="tel:911"')


def test_a_missing_page_says_so_in_our_own_words(client, db):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (defaults.bad_request, 400, "We could not read that"),
        (defaults.permission_denied, 403, "You cannot open this page"),
    ],
)
def test_the_error_pages_say_what_to_do_next(view, status, words):
    response = view(RequestFactory().get("/"), Exception("private detail"))
    html = response.content.decode()
    assert response.status_code == status
    assert words in html
    assert 'href="/help-now/"' in html
    assert "private detail" not in html


def test_a_form_from_another_site_is_refused_in_our_own_words(db):
    response = Client(enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "es"})
    assert response.status_code == 403
    assert "This page was open for too long" in response.content.decode()


def test_too_many_tries_has_a_page(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    assert "Please slow down a little" in render_to_string("429.html", request=request)


def test_the_page_for_a_fault_needs_nothing_of_the_site():
    html = render_to_string("500.html")
    assert "Something broke here" in html
    for address in re.findall(r'href="/static/([^"]+)"', html):
        assert (ROOT / "static" / address).is_file()


@pytest.mark.parametrize("template", SERVED, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_holds_style_or_script_of_its_own(template):
    assert INLINE.search(template.read_text()) is None


@pytest.mark.parametrize(
    "bad",
    ["<style>", "<script>go()</script>", '<p style="x">', '<a onclick="go()">', '<a href="javascript:go()">'],
)
def test_the_search_for_inline_code_finds_it(bad):
    assert INLINE.search(bad)
    assert not INLINE.search('<script type="module" src="/x.js"></script><p data-on="1" class="style">')
    assert not INLINE.search('<script type="application/json">{}</script>')


def test_every_icon_that_a_template_names_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/img/icons.svg").read_text()))
    named = {
        name
        for template in TEMPLATES
        for name in re.findall(r'components/icon\.html" with name="([\w-]+)"', template.read_text())
    }
    assert "lifebuoy" in named
    assert named - drawn == set()


def test_the_styles_of_the_front_page_stay_small():
    css = b"".join((ROOT / f"static/css/{name}.css").read_bytes() for name in STYLES)
    assert len(gzip.compress(css)) < 20_000


def test_a_room_asks_for_no_styles_and_carries_few(client_of, amara, room):
    html = page(client_of(amara), f"/rooms/{room.slug}/")
    assert "stylesheet" not in html
    assert len(gzip.compress(styles.ELEMENT.encode())) < 12_500  # with what stands above them they fill ten packets


def test_what_a_room_carries_are_the_files_without_what_is_for_programmers():
    assert styles.bare("/* Why:\n   so. */\n\n.a {\n  color: red; /* not blue */\n}\n") == ".a {\ncolor: red;\n}"


def test_messages_are_contained_only_where_a_browser_can_tell_which_menu_is_open():
    before, known = (ROOT / "static/css/room.css").read_text().split("@supports selector(:has(*)) {")
    assert "contain: layout" in known
    assert "contain:" not in before


def test_the_way_out_and_help_stand_on_every_page_and_in_every_dialog(client, client_of, amara, settings):
    settings.QUICK_EXIT_URL = "https://weather.example/"
    for visitor in (client, client_of(amara)):
        html = page(visitor, "/rules/")
        assert 'href="https://weather.example/" rel="noreferrer"' in html
        assert "https://weather.example/" in page(visitor, "/leaving/")
    dialogs = [path for path in TEMPLATES if "<dialog" in path.read_text()]
    help_ = re.compile(r"components/(help_link|numbers)\.html")
    assert [path.name for path in dialogs if not help_.search(path.read_text())] == []
    assert len(dialogs) >= 2


def test_a_members_page_holds_the_numbers_of_their_country(client, client_of, ben):
    held = page(client_of(ben), "/rules/").split('id="help-dialog"')[1]
    assert 'href="tel:999"' in held
    assert 'href="tel:911"' not in held
    assert 'id="help-dialog"' not in page(client, "/rules/")


def test_the_admins_pages_have_help_in_their_sidebar(client_of, farah):
    assert 'href="/help-now/"' in client_of(farah).get("/admin/", follow=True).content.decode()


def test_the_admins_front_page_offers_what_its_sidebar_does_and_nothing_else(client_of, farah, diaz, erin):
    for person in (farah, diaz, erin):
        sidebar, ways = client_of(person).get("/admin/").content.decode().split('<nav class="ways"')
        links = re.compile(r'<li>\s*<a href="([^"]+)"')
        assert links.findall(ways) == links.findall(sidebar.split('id="nav-sidebar-apps"')[1].split('class="desk"')[0])
        assert len(links.findall(ways)) >= 2
