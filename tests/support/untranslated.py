"""What a page says that never went through the translations: read as a person reads it, or hears it read out.

While `marked` holds, the Spanish catalogue puts marks around all that it gives, and the database gives what people
wrote in wide letters. Whatever else has letters of the alphabet is in no catalogue, or is there without Spanish.
"""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.utils.translation import trans_real
from django_countries import countries

OPEN, CLOSE = "⟦", "⟧"
WIDE = {code: code + 0xFEE0 for code in (*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1))}
# Addresses, names of files and rules, codes of countries.
NOT_WORDS = re.compile(
    r"https?://\S+|[\w.+-]+@[\w.-]+|\b\w[\w-]*(?:\.[a-z0-9][\w-]*)+\b|(?<!\w)/[\w/#?=.-]+|\b[a-z]+-\d+\b|\b[A-Z]{2}\b"
)
WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
SPOKEN = ("title", "placeholder", "alt", "aria-label", "aria-description", "aria-roledescription", "label")
# Of the data of a script or of an element: not a name among names, such as data-when="sending checking".
SENTENCE = re.compile(r"[A-Z{].*\s|\s.*[.…?!]")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# The same in every language: units, names, and what stands between the numbers of a Spanish date.
NAMES = {"mg", "dL", "mmol", "UTC", "Redis", "esc", "español", "de", "las"}

# What people wrote, by model.
PEOPLES = {
    "accounts.User": "pseudonym",
    "chat.Room": "title description cohort topic join_code",
    "chat.Message": "text html removal_note",
    "chat.Edit": "text html note",
    "chat.FormerText": "text",
    "chat.Correction": "text html",
    "chat.LiveHour": "title host",
    "chat.Pause": "reason",
    "moderation.Appeal": "words",
    "moderation.CareAnswer": "reason",
    "moderation.Case": "text",
    "moderation.Decision": "note correction text",
    "moderation.Flag": "words",
    "moderation.Report": "words text",
    "moderation.RuleVersion": "reason_es why",
    "moderation.SafetyCard": "title body sources",
    "moderation.Sampled": "text reply_to",
    "moderation.TrainingText": "before before_reply_to text reply_to",
    "education.Resource": "title summary body publisher evidence licence",
    "education.ResourceRevision": "note",
    "education.Validation": "credential evidence",
}
# What of the data they wrote.
PEOPLES_DATA = {"notices.Notice": ("data", {"room", "by", "name", "note", "title", "host"})}


def wide(text: str | None) -> str | None:
    return text and text.translate(WIDE)


def marked(patch: pytest.MonkeyPatch) -> None:
    """From here on, until the patch is undone."""
    patch.setattr(countries, "_iter_cache", {}, raising=False)  # of names that were asked for before
    for catalogue in trans_real.translation("es")._catalog._catalogs:
        for english, spanish in catalogue.items():
            if english and isinstance(spanish, str):
                patch.setitem(catalogue, english, f"{OPEN}{spanish}{CLOSE}")
    for name, fields in PEOPLES.items():
        for field in fields.split():
            found = apps.get_model(name)._meta.get_field(field)
            patch.setattr(found, "from_db_value", lambda value, *_: wide(value), raising=False)
    for name, (field, keys) in PEOPLES_DATA.items():
        found = apps.get_model(name)._meta.get_field(field)
        patch.setattr(found, "from_db_value", _data(found.from_db_value, keys))


def _data(from_db, keys):
    def widened(value, expression, connection):
        data = from_db(value, expression, connection)
        return {key: wide(word) if key in keys else word for key, word in data.items()}

    return widened


def in_text(text: str) -> list[str]:
    """The lines that hold a word outside of all marks."""
    return _Outside().add(text).found()


def in_page(html: str) -> list[str]:
    """The same of a page or a part of one: its text, what is read out, and the data of its scripts."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [*reader.running.found(), *(said for text in reader.apart for said in in_text(text))]


class _Outside:
    """Collects what stands outside of marks. A translation may go over several elements, so the depth is kept."""

    def __init__(self) -> None:
        self._depth = 0
        self._parts: list[str] = []

    def add(self, text: str, heard: bool = True) -> "_Outside":
        for part in re.split(f"([{OPEN}{CLOSE}])", text):
            if part in (OPEN, CLOSE):
                self._depth += 1 if part == OPEN else -1
            elif part and not self._depth and heard:
                self._parts.append(part)
        self._parts.append("\n")
        return self

    def found(self) -> list[str]:
        assert self._depth == 0, "a translation was cut"
        lines = (line.strip() for part in self._parts for line in part.splitlines())
        return [line for line in lines if set(WORD.findall(NOT_WORDS.sub("", line))) - NAMES]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.running, self.apart = _Outside(), list[str]()
        self._open: list[tuple[str, bool, bool]] = []  # the element, whether it is in another language, whether data

    @property
    def _foreign(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        foreign = not given["lang"].startswith("es") if "lang" in given else self._foreign
        foreign = foreign or tag in {"style", "code"} or (tag == "script" and "json" not in given.get("type", ""))
        foreign = foreign or "material-symbols-outlined" in given.get("class", "")  # the admin draws icons with letters
        if not foreign:
            self.apart += self._read_out(tag, given)
        if tag not in VOID:
            self._open.append((tag, foreign, tag == "script"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag in [name for name, *_ in self._open]:
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][2] and not self._foreign:
            self.apart += _sentences(json.loads(data))
        else:
            self.running.add(data, heard=not self._foreign)

    def _read_out(self, tag: str, given: dict[str, str]) -> Iterator[str]:
        yield from (given[name] for name in SPOKEN if name in given)
        if tag == "input" and given.get("type") in {"submit", "button", "reset"}:
            yield given.get("value", "")
        words = (value for name, value in given.items() if name.startswith("data-") and not name.endswith("-formset"))
        yield from filter(SENTENCE.search, words)


def _sentences(data: object) -> Iterator[str]:
    """What of a script's data is more than one word; what is there in every language, as feelings are, is not."""
    if isinstance(data, dict) and set(data) != {"en", "es"}:
        yield from (said for value in data.values() for said in _sentences(value))
    elif isinstance(data, list):
        yield from (said for value in data for said in _sentences(value))
    elif isinstance(data, str) and SENTENCE.search(data):
        yield data
