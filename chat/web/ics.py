"""A calendar file (RFC 5545), as far as a list of events needs it. Pure: no Django.

Times are in UTC. A weekly event is written as so many events, for a rule in UTC would be an hour off half of the year,
and one in a zone would need the zone's whole history in the file.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

OCTETS = 75  # of a line, without its end


@dataclass(frozen=True)
class Event:
    """`uid` is the same for the same event for ever: who opens the file twice has it once."""

    uid: str
    start: datetime
    end: datetime
    made: datetime
    summary: str
    description: str
    url: str


def calendar(events: Iterable[Event]) -> bytes:
    return "".join(f"{_folded(line)}\r\n" for line in _lines(events)).encode()


def _lines(events: Iterable[Event]) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//peersupport//live hours//EN", "METHOD:PUBLISH")
    for event in events:
        yield "BEGIN:VEVENT"
        yield f"UID:{_text(event.uid)}"
        yield f"DTSTAMP:{_utc(event.made)}"
        yield f"DTSTART:{_utc(event.start)}"
        yield f"DTEND:{_utc(event.end)}"
        yield f"SUMMARY:{_text(event.summary)}"
        yield f"DESCRIPTION:{_text(event.description)}"
        yield f"URL:{event.url}"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """3.3.11: backslash, semicolon, comma and line ends are written with a backslash; other controls have no place."""
    marked = re.sub(r"([\\;,])", r"\\\1", words.replace("\r\n", "\n").replace("\r", "\n")).replace("\n", "\\n")
    return re.sub(r"[\x00-\x1f\x7f]", "", marked)


def _folded(line: str) -> str:
    """3.1: no line over 75 octets; the rest goes on after a line end and a space. No letter is torn apart."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > OCTETS:
            pieces.append(piece)
            piece, size = "", 1  # the space counts
        piece += letter
        size += octets
    return "\r\n ".join([*pieces, piece])
