"""One counter a room: each revision is used once, none is left out, and a position never moves."""

from collections import defaultdict
from collections.abc import Iterator

from tests.faults.checker.story import Finding, Story
from tests.faults.history import Event


def reused(story: Story) -> Iterator[Finding]:
    """One revision, two messages."""
    users: dict[tuple[str, int], dict[int, Event | None]] = defaultdict(dict)
    for event, message in story.sightings():
        users[event["room"], message["revision"]].setdefault(message["id"], event)
    for row in story.record.rows:
        for number in {row.position, row.revision} - {None}:
            users[row.room, number].setdefault(row.id, None)
    for (room, number), ids in users.items():
        if len(ids) > 1:
            events = tuple(event for event in ids.values() if event)
            yield Finding("reused", f"revision {number} of {room} is that of {sorted(ids)}", events)


def skipped(story: Story) -> Iterator[Finding]:
    """A revision that no message ever had, or one beyond the room's counter.

    The harness changes a message at most once after it appeared, so a row's position and revision tell all.
    """
    used: dict[str, set[int]] = defaultdict(set)
    for event, message in story.sightings():
        used[event["room"]].add(message["revision"])
    for row in story.record.rows:
        used[row.room] |= {row.position, row.revision} - {None}
    for room, counter in story.record.revisions.items():
        if missing := set(range(1, counter + 1)) - used[room]:
            yield Finding("skipped", f"no message of {room} ever had {_some(missing)}")
        if beyond := {number for number in used[room] if number > counter}:
            yield Finding("skipped", f"{room} stands at {counter} and had {_some(beyond)}")


def moved(story: Story) -> Iterator[Finding]:
    """A message at two positions."""
    told: set[tuple[int, int]] = set()
    for event, message in story.sightings():
        row = story.by_id.get(message["id"])
        place = (message["id"], message["position"])
        if row and message["position"] != row.position and place not in told:
            told.add(place)
            yield Finding("moved", f"{row.id} was shown at {message['position']}, is at {row.position}", (event,))


def disordered(story: Story) -> Iterator[Finding]:
    """Sent after the former was acknowledged, and placed before it."""
    before: dict[tuple[str, str], tuple[Event, Event]] = {}
    for name, sent in story.sent.items():  # in the order in which they were first sent
        accepted = story.accepted.get(name)
        if not accepted or accepted["position"] is None or story.decided.get(sent["tag"]):
            continue
        place = (sent["client"], sent["room"])
        former = before.get(place)
        if former and former[1]["t"] < sent["t"] and former[1]["position"] >= accepted["position"]:
            says = f"{accepted['id']} stands before {former[1]['id']}, which {sent['client']} had sent earlier"
            yield Finding("disordered", says, (*former, sent, accepted))
        before[place] = (sent, accepted)


def _some(numbers: set[int]) -> str:
    return ", ".join(map(str, sorted(numbers)[:8])) + (f" and {len(numbers) - 8} more" if len(numbers) > 8 else "")


RULES = (reused, skipped, moved, disordered)
