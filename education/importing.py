"""A list of resources (a CSV file, a line a resource) made into drafts of the library."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from education import services
from education.vocabulary import Audience, Kind, Topic

COLUMNS = (
    "id",
    "title",
    "publisher",
    "url",
    "language",
    "adces7_topic",
    "format",
    "audience",
    "verified",
    "evidence",
    "licence_note",
)
LANGUAGES = {"en", "es"}
EVERY_TOPIC, NO_TOPIC = "(all seven)", "(programme)"
TOPICS = {
    "healthy coping": Topic.HEALTHY_COPING,
    "healthy eating": Topic.HEALTHY_EATING,
    "being active": Topic.BEING_ACTIVE,
    "taking medication": Topic.TAKING_MEDICATION,
    "monitoring": Topic.MONITORING,
    "reducing risks": Topic.REDUCING_RISK,
    "reducing risk": Topic.REDUCING_RISK,
    "problem solving": Topic.PROBLEM_SOLVING,
}
AUDIENCES = {
    "patient": Audience.PATIENT,
    "carer": Audience.CARER,
    "family": Audience.CARER,
    "patient/family": Audience.EVERYONE,
    "public": Audience.EVERYONE,
    "everyone": Audience.EVERYONE,
    "clinician": Audience.PROFESSIONAL,
}
# A word of the format, in this order, tells the kind.
KINDS = {
    "leaflet": Kind.LEAFLET,
    "booklet": Kind.LEAFLET,
    "guide": Kind.LEAFLET,
    "fact sheet": Kind.LEAFLET,
    "video": Kind.VIDEO,
    "e-learning": Kind.TOOL,
    "tool": Kind.TOOL,
    "recipe": Kind.RECIPE,
    "story": Kind.STORY,
    "page": Kind.ARTICLE,
    "article": Kind.ARTICLE,
    "blog": Kind.ARTICLE,
}


class BadFile(Exception):
    """The file as a whole is no such list; the message says why."""


class BadLine(Exception):
    """One line cannot be taken over; the message says why."""


@dataclass(frozen=True)
class Report:
    """What became of one line: outcome is "created", "updated", "same", "kept" or "bad"."""

    number: int
    source_id: str
    outcome: str
    reason: str = ""


def take_over(lines: Iterable[str], *, now: datetime) -> Iterator[Report]:
    """Import each line of the file as a draft, in a transaction of its own, and report it. Raises BadFile."""
    reader = csv.DictReader(lines, restkey="", strict=True)
    if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
        raise BadFile(_("The first line must name the columns; missing: %s") % ", ".join(missing))
    seen: set[str] = set()
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Report(reader.line_num, "", "bad", str(error))
            continue
        yield _take_row(row, reader.line_num, seen, now)


def read_row(row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The source id and the fields of a resource that the row stands for. Raises BadLine."""
    if "" in row or None in row.values():
        raise BadLine(_("The line has more or fewer columns than the first one."))
    cells = {column: row[column].strip() for column in COLUMNS}
    for column in ("id", "title", "url"):
        if not cells[column]:
            raise BadLine(_("“%s” is empty.") % column)
    fields = {
        "title": cells["title"],
        "url": cells["url"],
        "publisher": cells["publisher"],
        "licence": cells["licence_note"],
        "language": _language(cells["language"]),
        "topics": _topics(cells["adces7_topic"]),
        "kind": _kind(cells["format"]),
        "audience": _look_up(AUDIENCES, cells["audience"], "audience"),
        "evidence": _evidence(cells["verified"], cells["evidence"]),
    }
    return cells["id"], fields


def _take_row(row: dict[str, Any], number: int, seen: set[str], now: datetime) -> Report:
    source_id = (row.get("id") or "").strip()
    try:
        source_id, fields = read_row(row)
        if source_id in seen:
            raise BadLine(_("The id stands in an earlier line too."))
        seen.add(source_id)
        with transaction.atomic():
            resource, outcome = services.import_line(source_id, fields, now=now)
    except BadLine as error:
        return Report(number, source_id, "bad", str(error))
    except ValidationError as error:
        return Report(number, source_id, "bad", _all_words(error))
    kept = _("It is “%s” in the library, so it was left as it is.") % resource.get_state_display()
    return Report(number, source_id, outcome, kept if outcome == "kept" else "")


def _language(cell: str) -> str:
    """The first of those named that the site speaks: “en,es” is an English page with a Spanish one beside it."""
    for code in cell.lower().split(","):
        if code.strip() in LANGUAGES:
            return code.strip()
    raise BadLine(_("“%(cell)s” is no known %(column)s.") % {"cell": cell, "column": "language"})


def _topics(cell: str) -> list[str]:
    if cell == EVERY_TOPIC:
        return list(Topic.values)
    if cell in {NO_TOPIC, ""}:
        return []
    return [_look_up(TOPICS, name, "adces7_topic") for name in cell.split(";")]


def _kind(cell: str) -> str:
    for word, kind in KINDS.items():
        if word in cell.lower():
            return kind.value
    raise BadLine(_("“%(cell)s” is no known %(column)s.") % {"cell": cell, "column": "format"})


def _look_up(names: dict[str, Any], cell: str, column: str) -> str:
    try:
        return names[cell.strip().lower()].value
    except KeyError:
        raise BadLine(_("“%(cell)s” is no known %(column)s.") % {"cell": cell, "column": column}) from None


def _evidence(verified: str, evidence: str) -> str:
    """How sure the list is of its line, for the reviewer: “cited: 123, 456”."""
    return ": ".join(part for part in (verified, evidence) if part)


def _all_words(error: ValidationError) -> str:
    return "; ".join(f"{name}: {' '.join(words)}" for name, words in error.message_dict.items())
