"""Of lines: every frame is whole, a planned restart says so, who never reads is let go, who hung up can come back."""

import json
import signal
from collections import defaultdict
from collections.abc import Iterator

from tests.faults.checker.story import Finding, Story
from tests.faults.history import Event

GOING_AWAY = 1012
# uvicorn raises the signal once more after it has shut down in order, so -15 is its orderly end too. It is also how a
# process ends that never heard of the signal: what the lines were told is what tells the two apart.
CLEAN = {0, -signal.SIGTERM}
# Bytes that may wait for somebody who reads nothing: 1 MB with the server, 4 MB and a little with the kernel.
BOUND = 6_000_000
# Seconds within which who reads nothing is let go: 20 to a ping, 20 for its answer, 5 for the last words, and some.
UNANSWERED = 50.0
STANDSTILLS = {"pause_web", "harness_late"}  # faults in which nobody can be expected to let go in time


def garbled(story: Story) -> Iterator[Finding]:
    """A frame that is not whole, or not one of the protocol's: our client could only hang up."""
    for event in story.of_kind["garbled"]:
        says = f"{event['client']} could not read what line {event['line']} brought: {event['why']}"
        yield Finding("garbled", says, (event,))


def unclean(story: Story) -> Iterator[Finding]:
    """A process that was asked to end and failed, took too long, or left a line that nothing disturbed without 1012."""
    for event in story.of_kind["ended"]:
        if event["code"] is None:
            yield Finding("unclean", f"the process on {event['port']} did not end when it was asked to", (event,))
        elif event["code"] not in CLEAN:
            yield Finding("unclean", f"the process on {event['port']} ended with {event['code']}", (event,))
        for line in _left(story, event):
            closed = story.closed.get(line)
            how = f"closed with {closed['code']}" if closed else "was never closed"
            yield Finding("unclean", f"line {line} {how} when {event['port']} ended", (event, closed or event))


def _left(story: Story, ended: Event) -> Iterator[int]:
    """The lines to the process that were open when it was asked to end, and were not told that it did."""
    for line, opened in story.opened.items():
        if opened["gate"] != ended["gate"] or opened["t"] >= ended["since"]:
            continue
        closed = story.closed.get(line)
        if closed and (closed["t"] < ended["since"] or closed["code"] == GOING_AWAY):
            continue
        until = min(closed["t"], ended["t"]) if closed else ended["t"]
        if not story.excused(line, ended["since"], until):
            yield line


def kept(story: Story) -> Iterator[Finding]:
    """A reader that read nothing, for so long or of so much that the server had to let go of it, and did not.

    Answers do not count: they wait until the reader has read. What a room tells its listeners cannot wait.
    """
    for event in story.of_kind["slow_reader"]:
        since, until = event["since"], event["t"]
        if event["dropped_after"] is not None or _stood_still(story, since, until):
            continue
        offered = _offered(story, event["room"], since, until)
        if until - since > UNANSWERED or offered > BOUND:
            says = f"{event['client']} read nothing of {offered} bytes for {until - since:.1f} s and was kept"
            yield Finding("kept", says, (event,))


def _stood_still(story: Story, since: float, until: float) -> bool:
    faults = [event for event in story.of_kind["fault"] if event["name"] in STANDSTILLS]
    return any(event["since"] <= until and event["until"] >= since for event in faults)


def _offered(story: Story, room: str, since: float, until: float) -> int:
    """Bytes that it was told of the room in that time, at least: as many as the line that heard the most."""
    heard: dict[int, int] = defaultdict(int)
    for event in story.of_kind["changes"]:
        if event["room"] == room and since <= event["t"] <= until:
            heard[event["line"]] += len(json.dumps(event["messages"], ensure_ascii=False))
    return max(heard.values(), default=0)


def absent(story: Story) -> Iterator[Finding]:
    """A client that hung up when the faults were over, and could not come back."""
    for event in story.of_kind["absent"]:
        yield Finding("absent", f"{event['client']} hung up and never came back ({event['phase']})", (event,))


RULES = (garbled, unclean, kept, absent)
