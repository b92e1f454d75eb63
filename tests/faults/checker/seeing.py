"""What clients were shown: only what is committed, complete, in order, never held, never after its tombstone."""

import re
from collections import defaultdict
from collections.abc import Iterator

from tests.faults.checker.story import Finding, Story
from tests.faults.history import Event, Row

PUBLISHING = {"publish", "correct"}
TAG = re.compile(r"\bzq\w+")


def phantom(story: Story) -> Iterator[Finding]:
    """Shown, and not in the database so."""
    told: set[tuple] = set()
    for event, message in story.sightings():
        content = (message["id"], message["revision"], message["state"], message["html"])
        if content in told:
            continue
        told.add(content)
        if wrong := _wrong(story, event, message):
            yield Finding("phantom", f"{message['id']} at {message['revision']} {wrong}", (event,))


def _wrong(story: Story, event: Event, message: dict) -> str:
    row = story.by_id.get(message["id"])
    if row is None:
        return "was shown and is not stored"
    if (row.room, row.author) != (event["room"], message["author"]):
        return f"was shown in {event['room']} as {message['author']}'s, is {row.author}'s in {row.room}"
    if row.revision is None or message["revision"] > row.revision:
        return f"was shown; its revision is {row.revision}"
    if message["state"] == "published" and message["html"] != row.html:
        return "was shown with other words"
    if message["revision"] == row.revision and message["state"] != row.state:
        return f"was shown {message['state']}, is {row.state}"
    return ""


def leaked(story: Story) -> Iterator[Finding]:
    """Held, and shown or quoted to somebody else before a clinician set out to publish it; or told as their own."""
    for event, own in story.owned():
        row = story.by_id.get(own["id"])
        if row and row.author != story.users[event["client"]]:
            yield Finding("leaked", f"{event['client']} was told {row.id} as its own, is {row.author}'s", (event,))
    told: set[tuple[int, str]] = set()
    for event, row in _glimpses(story):
        sent = story.sender(row)
        if not sent or event["client"] == sent["client"]:
            continue
        accepted = story.accepted.get((row.author, row.key))
        if not sent["risky"] and not (accepted and accepted["state"] == "held"):
            continue
        published = [one for one in story.decided.get(sent["tag"], ()) if one["action"] in PUBLISHING]
        if any(one["t"] <= event["t"] for one in published) or (row.id, event["client"]) in told:
            continue
        told.add((row.id, event["client"]))
        yield Finding("leaked", f"{row.id} was held and {event['client']} saw it", (sent, event, *published))


def _glimpses(story: Story) -> Iterator[tuple[Event, Row]]:
    """Each time that a client was told words of a message: in the room, in a reply's quote, in a notice."""
    for event, message in story.sightings():
        yield from ((event, story.by_id[id]) for id in _with_words(message) if id in story.by_id)
    for event in story.of_kind["notice"]:
        yield from ((event, story.tagged[tag]) for tag in TAG.findall(event["words"]) if tag in story.tagged)


def _with_words(message: dict) -> list[int]:
    """The messages whose words it shows: its own, and those that it quotes."""
    quoted = message["reply_to"]
    own = [message["id"]] if message["html"] is not None else []
    return [*own, quoted["id"]] if quoted and quoted["excerpt"] else own


def undead(story: Story) -> Iterator[Finding]:
    """Its words, be it as a quote, on a line that knew the tombstone, or was opened after its client had seen one."""
    buried: dict[tuple[str, int], Event] = {}  # by client and message: the first tombstone
    on_line: set[tuple[int, int]] = set()
    for event, message in story.sightings():
        if message["state"] == "removed":
            buried.setdefault((event["client"], message["id"]), event)
            on_line.add((event["line"], message["id"]))
        for id in _with_words(message):
            tombstone = buried.get((event["client"], id))
            if not tombstone:
                continue
            if (event["line"], id) in on_line or story.opened[event["line"]]["t"] > tombstone["t"]:
                yield Finding("undead", f"{event['client']} was shown {id} after its tombstone", (tombstone, event))


def incomplete(story: Story) -> Iterator[Finding]:
    """`changes` from N to M without a message whose latest revision lies there."""
    latest = {(row.room, row.revision): row.id for row in story.record.rows if row.revision is not None}
    for event in story.of_kind["changes"]:
        shown = {(message["id"], message["revision"]) for message in event["messages"]}
        for number in range(event["from"], event["to"] + 1):
            id = latest.get((event["room"], number))
            if id is not None and (id, number) not in shown:
                yield Finding("incomplete", f"{event['room']} {number} came without {id}", (event,))


def gap(story: Story) -> Iterator[Finding]:
    """A client went on over a hole, or met one and never asked again."""
    held: dict[tuple[str, str], int] = {}
    asking: dict[tuple[int, str], Event] = {}
    for event in story.events:
        if event["kind"] not in {"join", "joined", "changes"}:
            continue
        place, stream = (event["client"], event["room"]), (event["line"], event["room"])
        if event["kind"] == "join":
            asking.pop(stream, None)
        elif event["kind"] == "joined":
            if event["reset"] or event["since"] is None:
                held[place] = event["revision"]
        elif event["taken"]:
            if event["from"] > held[place] + 1:
                says = f"{event['client']} went from {held[place]} to {event['from']} of {event['room']}"
                yield Finding("gap", says, (event,))
            held[place] = max(held[place], event["to"])
        else:
            asking[stream] = event
    for (line, room), event in asking.items():
        if line not in story.closed:
            yield Finding("gap", f"{event['client']} met a gap in {room} and never asked again", (event,))


def backwards(story: Story) -> Iterator[Finding]:
    """Told again what the line had been told, or brought back to before what the client knew when it asked."""
    known: dict[tuple[str, str], int] = defaultdict(int)
    at: dict[tuple[int, str], int] = {}
    asked: dict[tuple[int, str], int] = {}
    for event in story.events:
        if event["kind"] not in {"join", "joined", "changes"}:
            continue
        place, stream = (event["client"], event["room"]), (event["line"], event["room"])
        if event["kind"] == "join":
            asked.setdefault(stream, known[place])  # the answer may be to the first of several
        elif event["kind"] == "joined":
            fresh = event["reset"] or event["since"] is None
            before = asked.pop(stream, 0)
            if event["revision"] < before if fresh else event["revision"] != event["since"]:
                yield Finding("backwards", f"{event['client']} knew more of {event['room']} than it was told", (event,))
            at[stream] = event["revision"]
        else:
            if event["to"] <= at.get(stream, 0) or event["from"] > event["to"]:
                says = f"{event['client']} was at {at.get(stream)} and was told {event['from']} to {event['to']}"
                yield Finding("backwards", says, (event,))
            at[stream] = max(at.get(stream, 0), event["to"])
        if event["kind"] != "join":
            known[place] = max(known[place], at[stream])


def older(story: Story) -> Iterator[Finding]:
    """On one line, a message in an older state than it was already shown in."""
    seen: dict[tuple[int, int], tuple[int, Event]] = {}
    for event, message in story.sightings():
        place = (event["line"], message["id"])
        if place in seen and seen[place][0] > message["revision"]:
            yield Finding("older", f"{message['id']} went back to {message['revision']}", (seen[place][1], event))
        else:
            seen[place] = (message["revision"], event)


RULES = (phantom, leaked, undead, incomplete, gap, backwards, older)
