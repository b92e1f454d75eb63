"""The history, sorted for the rules: who sent what, what was said to whom on which line."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from tests.faults.history import Event, Record, Row

PATIENCE = 5.0  # seconds; the promise is two, and a test machine may be busy


@dataclass(frozen=True)
class Finding:
    """A broken promise: the rule's name, what is wrong, and the events that show it."""

    rule: str
    says: str
    events: tuple[Event, ...] = field(default=(), compare=False)


class Story:
    def __init__(self, events: list[Event], record: Record, patience: float = PATIENCE):
        self.events, self.record, self.patience = events, record, patience
        self.ended = events[-1]["t"] if events else 0.0
        self.of_kind: dict[str, list[Event]] = defaultdict(list)
        for event in events:
            self.of_kind[event["kind"]].append(event)
        self.users = {event["client"]: event["user"] for event in self.of_kind["member"]}
        self.by_id = {row.id: row for row in record.rows}

    @cached_property
    def rows(self) -> dict[tuple[int, str], list[Row]]:
        """The rows of each (author, key)."""
        found: dict[tuple[int, str], list[Row]] = defaultdict(list)
        for row in self.record.rows:
            found[row.author, row.key].append(row)
        return found

    @cached_property
    def sent(self) -> dict[tuple[int, str], Event]:
        """The first time that each (author, key) was sent."""
        first: dict[tuple[int, str], Event] = {}
        for event in self.of_kind["sent"]:
            first.setdefault(self.name(event), event)
        return first

    @cached_property
    def accepted(self) -> dict[tuple[int, str], Event]:
        """The first acknowledgement of each (author, key)."""
        first: dict[tuple[int, str], Event] = {}
        for event in self.of_kind["accepted"]:
            first.setdefault(self.name(event), event)
        return first

    @cached_property
    def decided(self) -> dict[str, list[Event]]:
        """What the clinician set out to do, by the tag that stands in the text."""
        found: dict[str, list[Event]] = defaultdict(list)
        for event in self.of_kind["deciding"]:
            found[event["tag"]].append(event)
        return found

    @cached_property
    def opened(self) -> dict[int, Event]:
        return {event["line"]: event for event in self.of_kind["opened"]}

    @cached_property
    def closed(self) -> dict[int, Event]:
        return {event["line"]: event for event in self.of_kind["closed"]}

    @cached_property
    def streams(self) -> dict[tuple[int, str], list[Event]]:
        """What was asked and told of a room on a line, in order: join, joined and changes, by (line, room)."""
        found: dict[tuple[int, str], list[Event]] = defaultdict(list)
        for event in self.events:
            if event["kind"] in {"join", "joined", "changes"}:
                found[event["line"], event["room"]].append(event)
        return found

    @cached_property
    def excuses(self) -> dict[int | None, list[tuple[float, float]]]:
        """When what happened was no fault of the product: on every line (None), or on one that the proxy disturbed."""
        found: dict[int | None, list[tuple[float, float]]] = defaultdict(list)
        for event in self.of_kind["fault"]:
            if event["excuses"]:
                for line in event["lines"] if event["lines"] is not None else [None]:
                    found[line].append((event["since"], event["until"]))
        return found

    def excused(self, line: int | None, since: float, until: float) -> bool:
        """Whether a fault on the line, or on all, fell into that time; `line` None asks for those on all alone."""
        spans = self.excuses[None] + (self.excuses[line] if line is not None else [])
        return any(begin <= until and end >= since for begin, end in spans)

    def sightings(self) -> Iterator[tuple[Event, dict]]:
        """Each message that a client was told as one of the room, with the event that told it."""
        for event in self.events:
            if event["kind"] in {"joined", "changes"}:
                for message in event["messages"]:
                    yield event, message

    def owned(self) -> Iterator[tuple[Event, dict]]:
        """Each message that a client was told as its person's own, with the event that told it."""
        for event in self.events:
            if event["kind"] == "joined":
                for own in event["own"]:
                    yield event, own
            elif event["kind"] in {"accepted", "notice"} and event["own"]:
                yield event, event["own"]

    @cached_property
    def tagged(self) -> dict[str, Row]:
        """The row of each tag, the word that stands in one text alone."""
        return {sent["tag"]: self.rows[name][0] for name, sent in self.sent.items() if name in self.rows}

    def name(self, event: Event) -> tuple[int, str]:
        """The (author, key) that an event of a client is about."""
        return self.users[event["client"]], event["key"]

    def row_of(self, name: tuple[int, str]) -> Row | None:
        return self.rows[name][0] if name in self.rows else None

    def sender(self, row: Row) -> Event | None:
        return self.sent.get((row.author, row.key))
