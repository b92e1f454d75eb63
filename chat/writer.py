"""Group commit: whatever was posted while the last transaction ran goes into the next one, together.

At a low rate every message commits at once, alone; under load a commit carries many. One writer a process; its
transactions run in one thread of its own.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections
from django.utils import timezone

from chat.answers import answer
from chat.errors import TryAgain
from chat.gate import Draft, Gate, Screened
from chat.protocol import Accepted, Refused
from chat.services import post

log = logging.getLogger(__name__)

BATCH = 256  # drafts in one transaction
WAITING = 5_000  # drafts that may wait; beyond that a sender is asked to try again

ScreenedDraft = tuple[Draft, Screened]
Answer = Accepted | Refused


class Writer:
    def __init__(self, gate: Gate):
        self.gate = gate
        self.waiting: asyncio.Queue[tuple[ScreenedDraft, asyncio.Future[Answer]]] = asyncio.Queue(WAITING)
        self.thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self.task = asyncio.get_running_loop().create_task(self._run())

    async def write(self, draft: Draft, screened: Screened) -> Answer:
        """What became of the draft, once that is committed."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        try:
            self.waiting.put_nowait(((draft, screened), future))
        except asyncio.QueueFull:
            return answer(draft, TryAgain(retry_after=5))
        return await future

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            entries = [await self.waiting.get()]
            while len(entries) < BATCH and not self.waiting.empty():
                entries.append(self.waiting.get_nowait())
            drafts = [draft for draft, _ in entries]
            try:
                answers = await loop.run_in_executor(self.thread, self._store, drafts)
            except Exception:
                log.exception("the writer stumbled and goes on")
                answers = [answer(draft, TryAgain(retry_after=2)) for draft, _ in drafts]
            for (_, future), said in zip(entries, answers, strict=True):
                if not future.done():  # its connection may be gone
                    future.set_result(said)

    def _store(self, drafts: list[ScreenedDraft]) -> list[Answer]:
        """Store them together; when that fails, each alone, so that one bad draft cannot refuse the others."""
        try:
            return self._attempt(drafts)
        except Exception:
            log.exception("a batch of %d could not be stored together", len(drafts))
        return [self._alone(draft) for draft in drafts]

    def _alone(self, draft: ScreenedDraft) -> Answer:
        try:
            return self._attempt([draft])[0]
        except Exception:
            log.exception("a message could not be stored")
            return answer(draft[0], TryAgain(retry_after=2))

    def _attempt(self, drafts: list[ScreenedDraft]) -> list[Answer]:
        close_old_connections()
        try:
            outcomes = post(drafts, gate=self.gate, now=timezone.now())
            return [answer(draft, outcome) for (draft, _), outcome in zip(drafts, outcomes, strict=True)]
        finally:
            close_old_connections()
