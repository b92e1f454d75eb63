"""The ZIP that a person takes along: the same records twice, for programs (JSON) and to read (HTML), made while sent.

At no time is more of it in memory than what is read from the database at once, whatever somebody wrote.
"""

import io
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from peersupport.accounts.models import User
from peersupport.accounts.zones import zone_of
from peersupport.privacy.belongings import SECTIONS, Record
from peersupport.privacy.labels import LABELS

PIECE = 64 * 1024  # bytes that are gathered before they are sent


class _Line(io.RawIOBase):
    """What the ZIP writes to: it cannot go back, and hands out what it has."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        piece = bytes(self._waiting)
        self._waiting.clear()
        return piece

    def __len__(self) -> int:
        return len(self._waiting)

    def __bool__(self) -> bool:
        return True


def pieces(user: User, now: datetime) -> Iterator[bytes]:
    """The archive, piece by piece. Each step reads the database and speaks the person's language."""
    steps = _steps(user, now)
    while True:
        with translation.override(user.language), timezone.override(zone_of(user)):
            piece = next(steps, None)  # not around a `yield`: whoever takes the pieces has a language too
        if piece is None:
            return
        yield piece


def _steps(user: User, now: datetime) -> Iterator[bytes]:
    line = _Line()
    with ZipFile(line, "w", ZIP_DEFLATED) as archive:
        for name, parts in ((gettext("my-data") + ".html", _html(user, now)), ("data.json", _json(user, now))):
            with archive.open(name, "w", force_zip64=True) as file:
                for part in parts:
                    file.write(part.encode())
                    if len(line) >= PIECE:
                        yield line.taken()
    yield line.taken()


# --- JSON -------------------------------------------------------------------------------------------------------------
def _json(user: User, now: datetime) -> Iterator[str]:
    yield f'{{"made_at": {json.dumps(_plain(now))}'
    for section in SECTIONS:
        yield f",\n{json.dumps(section.name)}: ["
        before = "\n"
        for record in section.records(user):
            yield before + json.dumps(record, default=_plain, ensure_ascii=False)
            before = ",\n"
        yield "]"
    yield "}\n"


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


# --- HTML -------------------------------------------------------------------------------------------------------------
def _html(user: User, now: datetime) -> Iterator[str]:
    head, foot = render_to_string("privacy/my_data.html", {"person": user, "now": now}).split("<!-- records -->")
    yield head
    for section in SECTIONS:
        yield format_html("<section><h2>{}</h2>\n", section.title)
        is_empty = True
        for record in section.records(user):
            is_empty = False
            yield format_html("<article>{}</article>\n", _listed(record))
        if is_empty:
            yield format_html("<p>{}</p>\n", gettext("Nothing."))
        yield "</section>\n"
    yield foot


def _listed(record: Record) -> SafeString:
    """What has a value, with its name in words."""
    told = ((LABELS[name], _shown(value)) for name, value in record.items() if value not in ("", None, []))
    return format_html("<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", told))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, list):
        return _many(value)
    return str(value)


def _many(values: Iterable[Any]) -> SafeString:
    shown = (_listed(value) if isinstance(value, dict) else str(value) for value in values)
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((one,) for one in shown))) or mark_safe("")
