"""Group commit: whatever was posted while the last transaction ran goes into the next one, together.

At a low rate every message commits at once, alone; under load a commit carries many. One writer a process; its
transactions run in one thread of its own, which takes what waits by itself and comes back to the loop once a batch.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from threading import Lock
from typing import Any, TypeVar

from django.db import connections
from django.utils import timezone
from prometheus_client import Counter

from chat import metrics
from chat.errors import TryAgain
from chat.protocol import Accepted, Refused
from chat.services import post
from chat.services.answers import answer
from chat.services.gate import Draft, Gate, Screened
from peersupport import database

log = logging.getLogger(__name__)

BATCH = 256  # drafts in one transaction
WAITING = 5_000  # drafts that may wait; beyond that a sender is asked to try again

T = TypeVar("T")
ScreenedDraft = tuple[Draft, Screened]
Answer = Accepted | Refused
Entry = tuple[ScreenedDraft, asyncio.Future[Answer]]


class Writer:
    def __init__(self, gate: Gate):
        self.gate, self.loop = gate, asyncio.get_running_loop()
        self.thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self.lock = Lock()  # over the next two
        self.waiting: deque[Entry] = deque()
        self.working = False
        self.closed = False

    async def write(self, draft: Draft, screened: Screened) -> Answer:
        """What became of the draft, once that is committed."""
        if self.closed or len(self.waiting) >= WAITING:
            _count(TryAgain.code).inc()
            return answer(draft, TryAgain(retry_after=5))
        future: asyncio.Future[Answer] = self.loop.create_future()
        with self.lock:
            self.waiting.append(((draft, screened), future))
            idle, self.working = not self.working, True
            metrics.WRITER_WAITING.set(len(self.waiting))
        if idle:
            self.thread.submit(self._work)
        return await future

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """One change that is no post, in the same thread, where it waits for no lock that a post of ours holds.

        Done once more when the database turned out to be away, so it must be one that may be done twice. Raises what it
        raises, and TryAgain.
        """
        if self.closed:
            raise TryAgain(retry_after=5)
        return await self.loop.run_in_executor(self.thread, self._run, partial(function, *args))

    async def close(self) -> None:
        """Finish what waits; ask whoever comes now to try again. To be called once."""
        self.closed = True
        await self.loop.run_in_executor(self.thread, connections.close_all)  # the thread's last work, after all of ours
        self.thread.shutdown()

    # --- in the writer's thread ---------------------------------------------------------------------------------------
    def _work(self) -> None:
        """Store batch after batch until nothing waits."""
        while entries := self._next():
            drafts = [draft for draft, _ in entries]
            try:
                answers = self._store(drafts)
            except Exception:
                log.exception("the writer stumbled and goes on")
                answers = [answer(draft, TryAgain(retry_after=2)) for draft, _ in drafts]
            self.loop.call_soon_threadsafe(self._answer, entries, answers)

    def _next(self) -> list[Entry]:
        with self.lock:
            entries = [self.waiting.popleft() for _ in range(min(BATCH, len(self.waiting)))]
            self.working = bool(entries)
            metrics.WRITER_WAITING.set(len(self.waiting))
        return entries

    def _store(self, drafts: list[ScreenedDraft]) -> list[Answer]:
        """Store them together. When that fails, once more: each alone, so that one bad draft cannot refuse the others.

        When it is the database that fails, together again, on a new connection: while it is away, each alone would
        wait in vain for as long as all of them.
        """
        try:
            return self._attempt(drafts)
        except database.BROKEN:
            log.exception("the database could not store a batch of %d", len(drafts))
            database.renew()
            again = [drafts]
        except Exception:
            log.exception("a batch of %d could not be stored together", len(drafts))
            again = [[draft] for draft in drafts]
        return [said for some in again for said in self._again(some)]

    def _again(self, drafts: list[ScreenedDraft]) -> list[Answer]:
        try:
            return self._attempt(drafts)
        except Exception:
            log.exception("a batch of %d could not be stored", len(drafts))
            database.renew()
            return [answer(draft, TryAgain(retry_after=2)) for draft, _ in drafts]

    def _attempt(self, drafts: list[ScreenedDraft]) -> list[Answer]:
        """In a connection that the thread keeps: it would be taken from the pool, and given back, for each batch."""
        metrics.BATCH.observe(len(drafts))
        with metrics.COMMIT_SECONDS.time():
            outcomes = post(drafts, gate=self.gate, now=timezone.now())
        return [answer(draft, outcome) for (draft, _), outcome in zip(drafts, outcomes, strict=True)]

    def _run(self, change: Callable[[], T]) -> T:
        try:
            return change()
        except database.BROKEN:
            log.exception("the database could not store a change")
            database.renew()
            return change()

    # --- on the loop --------------------------------------------------------------------------------------------------
    def _answer(self, entries: Sequence[Entry], answers: Sequence[Answer]) -> None:
        for (_, future), said in zip(entries, answers, strict=True):
            _count(said.state if isinstance(said, Accepted) else said.code).inc()
            if not future.done():  # its connection may be gone
                future.set_result(said)


@cache
def _count(outcome: str) -> Counter:
    """The outcomes are few: states and codes (docs/protocol.md)."""
    return metrics.POSTS.labels(outcome)
