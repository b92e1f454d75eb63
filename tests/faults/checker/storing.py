"""Acknowledged means stored, once and unchanged; what is not acknowledged is still in its sender's outbox."""

from collections import defaultdict
from collections.abc import Iterator

from tests.faults.checker.story import Finding, Story
from tests.faults.history import Event, Row

AGAIN = {"try_again", "slow_down"}
BAD_REPLY = "bad_reply"
OUTCOMES = {"publish": "published", "correct": "published", "remove": "removed"}
LOGGED_OUT, FORBIDDEN = 4401, 403


def lost(story: Story) -> Iterator[Finding]:
    """Acknowledged, and not in the database."""
    for name, event in story.accepted.items():
        if name not in story.rows:
            yield Finding("lost", f"{event['key']} was acknowledged and is not stored", (story.sent[name], event))


def doubled(story: Story) -> Iterator[Finding]:
    """Stored more than once: under one key, or (each text of the harness is sent under one key) one text under two."""
    for (_, key), rows in story.rows.items():
        if len(rows) > 1:
            events = tuple(event for event in story.of_kind["sent"] if event["key"] == key)
            yield Finding("doubled", f"{key} is stored as {[row.id for row in rows]}", events)
    texts: dict[str, list[Row]] = defaultdict(list)
    for row in story.record.rows:
        texts[row.text].append(row)
    for text, rows in texts.items():
        if len({(row.author, row.key) for row in rows}) > 1:
            yield Finding("doubled", f"{text!r} is stored as {[row.id for row in rows]}")


def altered(story: Story) -> Iterator[Finding]:
    """Stored otherwise than it was sent or acknowledged."""
    for name, sent in story.sent.items():
        row = story.row_of(name)
        if row and (row.text, row.room) != (sent["text"], sent["room"]):
            yield Finding("altered", f"{sent['key']} is stored as {row.text!r} in {row.room}", (sent,))
    for event in story.of_kind["accepted"]:
        row = story.row_of(story.name(event))
        if not row:
            continue
        if event["id"] != row.id:
            yield Finding("altered", f"{event['key']} was acknowledged as {event['id']} and is {row.id}", (event,))
        if event["position"] is not None and event["position"] != row.position:
            yield Finding(
                "altered", f"{row.id} was acknowledged at {event['position']}, is at {row.position}", (event,)
            )
        if event["state"] not in _states(story, event, row):
            says = f"{row.id} was acknowledged as {event['state']}, which it cannot have been"
            yield Finding("altered", says, (story.sent[story.name(event)], event))


def _states(story: Story, accepted: Event, row: Row) -> set[str]:
    """What the message may have been by then: what the rules made of it, or what the clinician had set out to do."""
    sent = story.sent[story.name(accepted)]
    decisions = story.decided.get(sent["tag"])
    if not decisions:
        return {row.state}
    # What the rules let through may still have been held: they had no time to look at it.
    first = {"held"} if sent["risky"] else {"held", "published"}
    return first | {OUTCOMES[one["action"]] for one in decisions if one["t"] <= accepted["t"]}


def invented(story: Story) -> Iterator[Finding]:
    """Stored, and never sent by its author."""
    for name, rows in story.rows.items():
        if name not in story.sent:
            yield Finding("invented", f"{rows[0].id} ({rows[0].key}) was never sent by {rows[0].author}")


def dropped(story: Story) -> Iterator[Finding]:
    """Written, but neither acknowledged nor still in the outbox: the person's words are gone."""
    taken_back = {story.name(event) for event in story.of_kind["refused"] if _quotes_what_is_gone(story, event)}
    waiting = {(event["client"], key) for event in story.of_kind["outbox"] for key in event["keys"]}
    for event in story.of_kind["wrote"]:
        name = story.name(event)
        if name not in story.accepted and name not in taken_back and (event["client"], event["key"]) not in waiting:
            yield Finding("dropped", f"{event['key']} was neither acknowledged nor kept by its sender", (event,))


def stuck(story: Story) -> Iterator[Finding]:
    """Still in an outbox though the faults are over."""
    for event in story.of_kind["outbox"]:
        for key in event["keys"]:
            yield Finding("stuck", f"{key} is still in the outbox of {event['client']}", (event,))


def turned_away(story: Story) -> Iterator[Finding]:
    """Refused for good or logged out, though the person did nothing that asks for it."""
    for event in story.of_kind["refused"]:
        if event["code"] not in AGAIN and not _quotes_what_is_gone(story, event):
            yield Finding("turned_away", f"{event['client']} was refused with {event['code']}", (event,))
    for event in story.of_kind["closed"]:
        if event["code"] == LOGGED_OUT:
            yield Finding("turned_away", f"{event['client']} was logged out", (event,))
    for event in story.of_kind["unopened"]:
        if event["status"] == FORBIDDEN:
            yield Finding("turned_away", f"{event['client']} was refused at the door", (event,))


def _quotes_what_is_gone(story: Story, refused: Event) -> bool:
    """Whether it was a reply to what the clinician had set out to remove."""
    quoted = story.by_id.get(story.sent[story.name(refused)]["reply_to"]) if refused["code"] == BAD_REPLY else None
    sent = story.sender(quoted) if quoted else None
    decisions = story.decided.get(sent["tag"], ()) if sent else ()
    return any(one["action"] == "remove" and one["t"] <= refused["t"] for one in decisions)


RULES = (lost, doubled, altered, invented, dropped, stuck, turned_away)
