"""English and Spanish throughout: what the pages say is collected, translated and compiled, and so it is shown.

The compiled catalogues are committed, because a bare machine has no gettext to compile them with.
"""

import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from peersupport.accounts.models import User
from peersupport.notices import words

ROOT = Path(__file__).parents[2]
CATALOGUES = Path("locale/es/LC_MESSAGES")
NOT_COLLECTED = (".*", "tests", "bench", "docs", "vendor", "var", "staticfiles", "__pycache__")
MAGIC = 0x950412DE  # of a compiled catalogue, https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html
SPANISH_FORMS = 3  # of a plural: one, many, and whole millions
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w+\}|</?\w+>")

each_domain = pytest.mark.parametrize("domain", ["django", "djangojs"])


@pytest.fixture
def tools() -> None:
    """gettext's programs. Where they are missing there is nothing to compare with; in CI that is a failure."""
    if all(map(shutil.which, ("msgfmt", "msgcmp", "msgattrib", "xgettext"))):
        return
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail("gettext is not installed")
    pytest.skip("gettext is not installed")


@pytest.fixture
def amara(amara: User) -> User:
    return in_spanish(amara)


@pytest.fixture
def diaz(diaz: User) -> User:
    return in_spanish(diaz)


def in_spanish(user: User) -> User:
    user.language = "es"
    user.save(update_fields=["language"])
    return user


def source(domain: str) -> Path:
    return ROOT / CATALOGUES / f"{domain}.po"


def messages(compiled: Path) -> dict[str, str]:
    """Spanish by English, without the header; the forms of a plural are parted by a null character on both sides."""
    data = compiled.read_bytes()
    magic, _, count, english, spanish = struct.unpack_from("<5I", data)
    assert magic == MAGIC

    def texts(table: int) -> Iterator[str]:
        for length, start in struct.iter_unpack("<2I", data[table : table + 8 * count]):
            yield data[start : start + length].decode()

    said = dict(zip(texts(english), texts(spanish), strict=True))
    return {original: translated for original, translated in said.items() if original}


def committed(domain: str) -> dict[str, str]:
    return messages(source(domain).with_suffix(".mo"))


def forms(domain: str) -> Iterator[tuple[str, str]]:
    """(English, Spanish) of every message, and of every form of one that counts."""
    for original, translated in committed(domain).items():
        english = original.split("\0")
        for number, spanish in enumerate(translated.split("\0")):
            yield english[min(number, len(english) - 1)], spanish


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


@each_domain
def test_the_compiled_catalogue_says_what_its_source_says(domain, tmp_path, tools):
    fresh = tmp_path / "fresh.mo"
    subprocess.run(["msgfmt", "--check", "-o", fresh, source(domain)], check=True)
    assert committed(domain) == messages(fresh), "run `make messages`"


@each_domain
@pytest.mark.parametrize("lack", ["--untranslated", "--only-fuzzy"])
def test_nothing_is_left_untranslated_or_uncertain(domain, lack, tools):
    assert len(committed(domain)) > 30
    found = subprocess.run(["msgattrib", lack, "--no-obsolete", source(domain)], check=True, capture_output=True)
    assert found.stdout.decode() == ""


@each_domain
def test_a_message_that_counts_has_all_its_forms(domain):
    counting = [translated for original, translated in committed(domain).items() if "\0" in original]
    assert counting
    assert all(len(list(filter(None, translated.split("\0")))) == SPANISH_FORMS for translated in counting)


@each_domain
def test_placeholders_and_tags_come_through(domain):
    said = list(forms(domain))
    assert any(placeholders(english) for english, _ in said)
    assert [pair for pair in said if placeholders(pair[0]) != placeholders(pair[1])] == []


@each_domain
def test_every_string_of_the_code_is_translated_and_no_other(domain, tmp_path, tools):
    copy = tmp_path / "site"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COLLECTED))
    collect = ["makemessages", "--locale", "es", "--domain", domain]
    reading = os.environ | {"DEMO": "1", "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "peersupport.settings"}
    subprocess.run([sys.executable, "manage.py", *collect], cwd=copy, env=reading, check=True, capture_output=True)
    collected = copy / CATALOGUES / f"{domain}.po"
    compared = subprocess.run(["msgcmp", source(domain), collected], capture_output=True)
    assert compared.returncode == 0, "run `make messages` and translate:\n" + compared.stderr.decode()
    compared = subprocess.run(["msgcmp", collected, source(domain)], capture_output=True)
    assert compared.returncode == 0, "no longer said, run `make messages`:\n" + compared.stderr.decode()


@pytest.mark.parametrize(
    ("path", "spanish", "english"),
    [
        ("/rooms/", "Mis salas", "My rooms"),
        ("/rooms/kitchen-table/", "Escribe a la sala…", "Write to the room…"),
        ("/library/", "Buscar en la biblioteca", "Search the library"),
        ("/me/", "Mis ajustes", "My settings"),
        ("/notices/", "Aquí no hay nada todavía", "Nothing here yet"),
        ("/help-now/", "Di que la persona tiene diabetes", "Say that the person has diabetes"),
    ],
)
def test_a_page_speaks_the_members_language(amara, ben, client_of, room, path, spanish, english):
    for member, language, own, other in ((amara, "es", spanish, english), (ben, "en", english, spanish)):
        html = client_of(member).get(path).content.decode()
        assert f'<html lang="{language}"' in html
        assert own in html
        assert other not in html


def test_the_queue_speaks_the_clinicians_language(diaz, client_of):
    html = client_of(diaz).get("/queue/").content.decode()
    assert '<html lang="es"' in html
    assert "No espera nada." in html


def test_the_scripts_get_the_members_language_and_a_browser_asks_for_it_once(amara, ben, room, client_of):
    for member, present in ((amara, True), (ben, False)):
        reader = client_of(member)
        [address] = re.findall(r'src="(/jsi18n/[^"]+)"', reader.get(f"/rooms/{room.slug}/").content.decode())
        answer = reader.get(address)
        assert ("Ver menos" in answer.content.decode()) is present
        assert "immutable" in answer.headers["Cache-Control"]
        assert client_of(ben).get(address).content == answer.content  # whoever asks
        other = f"{address.rpartition('-')[0]}-0123456789ab.js"
        assert reader.get(other).headers["Cache-Control"] == "no-store"
    assert client_of(ben).get("/jsi18n/xx-0123456789ab.js").status_code == 404


def test_a_tab_too_many_tells_how_soon_it_tries_again_and_names_the_button_that_does_so_at_once():
    [(english, spanish)] = [said for said in committed("djangojs").items() if "in many places" in said[0]]
    assert "within half a minute" in english
    assert "en menos de medio minuto" in spanish
    assert "“Try now”" in english
    assert f"«{committed('django')['Try now']}»" in spanish


@pytest.mark.parametrize(("language", "why"), [("en", "Why: It claims a cure"), ("es", "Motivo: Promete una cura")])
def test_a_notice_speaks_its_readers_language(language, why):
    _, body = words.title_and_body("message_removed", {"room": "Kitchen", "reason": "unproven_remedy"}, language)
    assert why in body
