"""The site as an app: what a browser is told to install, and what its worker keeps, which is the same for everybody."""

import json
import re
import struct

import pytest

from peersupport import shell
from peersupport.settings import BASE_DIR

TOKEN = r"--color-{}: (#[0-9a-f]{{6}})"


def kept_by(client) -> dict:
    script = client.get("/sw.js").content.decode()
    return json.loads(script[script.index("{") : script.index(";\n\n")])


def test_the_manifest_names_icons_of_the_size_they_have(client, db):
    told = client.get("/manifest.webmanifest").json()
    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "standalone")
    assert {"any", "maskable"} == {icon["purpose"] for icon in told["icons"] if icon["sizes"] == "512x512"}
    for icon in told["icons"]:
        data = (BASE_DIR / icon["src"].removeprefix("/")).read_bytes()
        assert "{}x{}".format(*struct.unpack(">II", data[16:24])) == icon["sizes"]


def test_the_colours_are_those_of_the_pages():
    light = (BASE_DIR / "static/css/tokens.css").read_text().split("data-theme")[1]
    assert re.search(TOKEN.format("bg"), light)[1] == shell.GROUND
    assert re.search(TOKEN.format("surface"), light)[1] == shell.BAR


def test_every_page_of_ours_leads_to_the_manifest(client, db):
    assert 'rel="manifest" href="/manifest.webmanifest"' in client.get("/").content.decode()


def test_the_worker_is_asked_for_anew_and_is_a_script_of_the_whole_site(client, db):
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_the_worker_keeps_static_files_and_the_page_without_network_alone(client, client_of, amara):
    for browser in (client, client_of(amara)):
        kept = kept_by(browser)
        assert kept["offline"] == "/offline/en/"
        assert all(name.startswith("/static/") for name in kept["files"])


def test_what_the_page_without_network_is_drawn_with_is_kept(client, db):
    drawn = set(re.findall(r'"(/static/[^"#]+)', client.get("/offline/en/").content.decode()))
    assert drawn == set(kept_by(client)["files"])


def test_the_page_without_network_is_the_same_for_everybody(client, client_of, amara):
    own = client_of(amara).get("/offline/en/").content
    assert own == client.get("/offline/en/").content
    for personal in (amara.pseudonym, amara.email, "csrf"):
        assert personal.encode() not in own


def test_the_page_without_network_says_what_is_kept_and_whom_to_call(client, db):
    html = client.get("/offline/en/").content.decode()
    assert "Drafts and messages that were not sent yet wait on this device." in html
    assert 'href="tel:112"' in html
    assert "esperan en este dispositivo" in client.get("/offline/es/").content.decode()


def test_it_speaks_no_other_languages(client, db):
    assert client.get("/offline/tlh/").status_code == 404


def test_another_language_or_another_page_is_another_version(client, client_of, amara, monkeypatch):
    english = kept_by(client_of(amara))
    amara.language = "es"
    amara.save()
    spanish = kept_by(client_of(amara))
    assert spanish["offline"] == "/offline/es/"
    monkeypatch.setattr(shell, "offline_page", lambda language: "another page")
    assert len({english["version"], spanish["version"], kept_by(client_of(amara))["version"]}) == 3


@pytest.mark.parametrize("path", ["/sw.js", "/manifest.webmanifest", "/offline/en/"])
def test_who_has_yet_to_agree_to_the_rules_gets_it_too(client_of, amara, path):
    amara.consents.all().delete()
    assert client_of(amara).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/sw.js", "/manifest.webmanifest", "/offline/en/"])
def test_it_is_only_to_be_read(client, db, path):
    assert client.post(path).status_code == 405
