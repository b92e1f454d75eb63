"""What clients hold once all is over, and that they did not wait long for what nothing kept from them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from math import inf

from tests.faults.checker.story import Finding, Story
from tests.faults.history import Event, Row


def differs(story: Story) -> Iterator[Finding]:
    """A client's list is not the database's: a message missing, too many, stale, out of place or twice."""
    rooms: dict[str, list[Row]] = defaultdict(list)
    for row in story.record.rows:
        if row.state == "published":
            rooms[row.room].append(row)
    for rows in rooms.values():
        rows.sort(key=lambda row: row.position or 0)
    for event in story.of_kind["view"]:
        # A client that had to start anew holds the latest page and what came after it.
        stored = [[row.id, row.position, row.revision, row.html] for row in rooms[event["room"]]]
        expected = [state for state in stored if state[1] >= event["floor"]]
        if event["shown"] != expected:
            says = f"{event['phase']}: {event['client']} in {event['room']}: {_difference(event['shown'], expected)}"
            yield Finding("differs", says, (event,))


def _difference(shown: list[list], expected: list[list]) -> str:
    held, stored = [state[0] for state in shown], [state[0] for state in expected]
    if missing := [id for id in stored if id not in set(held)]:
        return f"{len(missing)} missing, such as {missing[:5]}"
    if extra := [id for id in held if id not in set(stored)]:
        return f"{len(extra)} too many, such as {extra[:5]}"
    if held != stored:
        return "the same messages in another order or twice"
    return f"stale: {[state[0] for state, row in zip(shown, expected, strict=True) if state != row][:5]}"


def late(story: Story) -> Iterator[Finding]:
    """Acknowledged, and not told within the patience on a line that nothing disturbed. Losing Redis is no excuse."""
    for accepted, line, seconds in waits(story):
        if seconds > story.patience:
            client = story.opened[line]["client"]
            says = f"{accepted['id']} was not told to {client} within {story.patience:g} s"
            yield Finding("late", says, (accepted, story.opened[line]))


def waits(story: Story) -> Iterator[tuple[Event, int, float]]:
    """Each acknowledged message, each line that had joined its room, and how long that waited (at least 0).

    Left out are lines that closed, and waits that a fault excuses, within the patience.
    """
    heard = {stream: _progress(events) for stream, events in story.streams.items()}
    in_room: dict[str, list[tuple[int, float]]] = defaultdict(list)  # lines, and when they had joined
    for (line, room), (times, _) in heard.items():
        if times:
            in_room[room].append((line, times[0]))
    for name, accepted in story.accepted.items():
        row, since = story.row_of(name), accepted["t"]
        until = since + story.patience
        if not row or accepted["position"] is None or until > story.ended or story.excused(None, since, until):
            continue
        for line, joined in in_room[row.room]:
            closed = story.closed.get(line)
            if joined > since or (closed and closed["t"] <= until) or story.excused(line, since, until):
                continue
            times, revisions = heard[line, row.room]
            told = bisect_left(revisions, accepted["position"])
            yield accepted, line, max(0.0, times[told] - since) if told < len(times) else inf


def _progress(events: list[Event]) -> tuple[list[float], list[int]]:
    """When a line stood at which revision of a room, from its last `join` on: asking again is a wait of its own."""
    last = max((index for index, event in enumerate(events) if event["kind"] == "join"), default=0)
    told = [event for event in events[last:] if event["kind"] != "join"]
    times, revisions, at = [], [], 0
    for event in told:
        at = max(at, event["revision"] if event["kind"] == "joined" else event["to"])
        times.append(event["t"])
        revisions.append(at)
    return times, revisions


RULES = (differs, late)
