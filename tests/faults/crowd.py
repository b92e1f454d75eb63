"""Everybody who is there during a run: members who talk or listen, the clinician, and how they come to rest."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from tests.faults import talk
from tests.faults.clinician import Clinician
from tests.faults.history import History
from tests.faults.member import Member, Person

POST_EVERY = 1.8  # seconds between a member's posts, on average: a little below what one may post
REPLIES = 0.15  # share of the posts, about
CLINICIANS = 2  # browsers of the one clinician
SETTLING = 45.0  # seconds for outboxes to drain and views to catch up
LAG = 1.0  # seconds by which the harness itself may be late before it excuses others

Revisions = Callable[[], dict[str, int]]  # where each room stands; raises OSError or a database's error


class Crowd:
    """Every other member talks. `told`: what tests/faults/seed.py printed."""

    def __init__(self, told: dict[str, Any], gates: Sequence[int], history: History, rng: random.Random):
        self.history = history
        people = [Person(one["name"], one["user"], one["session"], tuple(one["rooms"])) for one in told["people"]]
        self.members = [Member(person, gates, history, random.Random(rng.random())) for person in people]
        clinician = Clinician(told["clinician"]["session"], gates, history, random.Random(rng.random()))
        tags = talk.tags()
        self._living = [asyncio.create_task(member.run()) for member in self.members]
        self._living.append(asyncio.create_task(_watch_ourselves(history)))
        self._talking = [
            asyncio.create_task(_post(one, tags, random.Random(rng.random()))) for one in self.members[::2]
        ]
        self._talking += [asyncio.create_task(clinician.run()) for _ in range(CLINICIANS)]

    async def come_to_rest(self, revisions: Revisions) -> None:
        """Nobody says anything new; outboxes drain; views are kept, then again of lines and of pages that are new."""
        await _end(self._talking)
        await self._settle(revisions)
        self._keep_views("settled")
        for phase, anew in (("came back", False), ("came anew", True)):
            await asyncio.gather(*(self._come_back(member, phase, anew) for member in self.members))
            await self._settle(revisions)
            self._keep_views(phase)
        for member in self.members:
            keys = [entry.key for entry in member.outbox.entries]
            self.history.add("outbox", client=member.person.name, keys=keys)

    async def _come_back(self, member: Member, phase: str, anew: bool) -> None:
        if not await member.come_back(within=SETTLING, anew=anew):
            self.history.add("absent", client=member.person.name, phase=phase)

    async def leave(self) -> None:
        await asyncio.gather(*(member.leave() for member in self.members))
        await _end([*self._talking, *self._living])

    async def _settle(self, revisions: Revisions) -> None:
        """Wait until every outbox is empty and every view stands where the database does; not for ever."""
        deadline = time.monotonic() + SETTLING
        while time.monotonic() < deadline:
            await asyncio.sleep(0.5)
            if all(member.joined() and not member.outbox.entries for member in self.members):
                stands = await asyncio.to_thread(revisions)
                views = [one for member in self.members for one in member.views.items()]
                if all(view.revision == stands[room] for room, view in views):
                    return

    def _keep_views(self, phase: str) -> None:
        for member in self.members:
            for room, view in member.views.items():
                told = {"room": room, "floor": view.floor, "shown": view.shown}
                self.history.add("view", phase=phase, client=member.person.name, **told)


async def _post(member: Member, tags: Iterator[str], rng: random.Random) -> None:
    while True:
        await asyncio.sleep(rng.expovariate(1 / POST_EVERY))
        tag = next(tags)
        text, risky = talk.said(rng, tag)
        # No message may change twice once seen: cries for help are decided on, replies change with what they quote.
        reply = not text.startswith(talk.URGENT) and rng.random() < REPLIES
        member.write(rng.choice(member.person.rooms), text, tag, risky, reply)


async def _watch_ourselves(history: History) -> None:
    """A harness that is late itself must not call others late."""
    while True:
        before = time.monotonic()
        await asyncio.sleep(0.1)
        late = time.monotonic() - before - 0.1
        if late > LAG:
            now = history.now
            span = {"since": now - late, "ended": now, "until": now + 1}
            history.add("fault", name="harness_late", excuses=True, lines=None, **span)


async def _end(tasks: Sequence[asyncio.Task]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
