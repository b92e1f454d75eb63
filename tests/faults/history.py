"""What happened, as events in the order in which the harness saw them, each a JSON line.

An event has `t` (seconds since the start, monotonic) and `kind`; the kinds are listed in docs/faults.md.
"""

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

Event = dict[str, Any]


class History:
    """Events, kept in memory for the checker and in a file for a person."""

    def __init__(self, file: Path):
        self.file = file
        self.events: list[Event] = []
        self._began = time.monotonic()
        self._output = file.open("w")

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return round(time.monotonic() - self._began, 4)

    def add(self, kind: str, **fields: Any) -> Event:
        event = {"t": self.now, "kind": kind, **fields}
        self.events.append(event)
        self._output.write(json.dumps(event) + "\n")
        return event

    def close(self) -> None:
        self._output.close()


@dataclass(frozen=True)
class Row:
    """A message as the database has it at the end; `room` is the slug, `author` the user's id."""

    id: int
    room: str
    author: int
    key: str
    text: str
    html: str
    state: str
    position: int | None
    revision: int | None


@dataclass(frozen=True)
class Record:
    """What the database holds at the end: all messages, and each room's revision by slug."""

    rows: tuple[Row, ...]
    revisions: dict[str, int]

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Record":
        """From what tests/faults/rows.py printed."""
        return cls(tuple(Row(**row) for row in stored["rows"]), stored["revisions"])

    def as_json(self) -> str:
        return json.dumps({"rows": [asdict(row) for row in self.rows], "revisions": self.revisions})


def read(lines: Iterable[str]) -> list[Event]:
    return [json.loads(line) for line in lines]
