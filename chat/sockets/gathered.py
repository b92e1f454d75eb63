"""Reactions of a process, gathered: when many come at once, a message is sent to its room once for all of them.

The first is stored at once, what comes in the pause after it together. A room hears of reactions a few times a second
at most, whatever its members do.
"""

import asyncio
import logging
from collections.abc import Callable
from contextvars import Context

from django.utils import timezone

from chat.delivery.threads import in_thread
from chat.errors import Refusal, TryAgain
from chat.protocol import Reacted, ReactRefused
from chat.services import reacting
from chat.services.reacting import Wish, react

log = logging.getLogger(__name__)

PAUSE = 0.25  # seconds from one transaction to the next
BATCH = 250  # wishes in one transaction
WAITING = 5_000  # wishes that may wait; beyond that a person is asked to try again

Told = Callable[[Reacted | ReactRefused], object]


class Gathered:
    def __init__(self) -> None:
        self._waiting: list[tuple[Wish, Told]] = []
        self._working: asyncio.Task[None] | None = None

    def add(self, wish: Wish, told: Told) -> None:
        """Meet the wish soon, in the order in which they come; `told` gets the answer once that is committed."""
        if len(self._waiting) >= WAITING:
            told(reacting.answer(wish, TryAgain(retry_after=5)))
            return
        self._waiting.append((wish, told))
        if self._working is None:
            self._working = asyncio.create_task(self._work(), context=Context())  # nobody's own

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                outcomes = await self._outcomes([wish for wish, _ in batch])
                for (wish, told), refusal in zip(batch, outcomes, strict=True):
                    told(reacting.answer(wish, refusal))
                await asyncio.sleep(PAUSE)
        finally:
            self._working = None

    async def _outcomes(self, wishes: list[Wish]) -> list[Refusal | None]:
        """What was done in part, or done twice, does no harm: a wish says how it shall be."""
        try:
            return await in_thread(_react)(wishes)
        except Exception:
            log.exception("%d reactions could not be stored", len(wishes))
            return [TryAgain(retry_after=2)] * len(wishes)


def _react(wishes: list[Wish]) -> list[Refusal | None]:
    return react(wishes, now=timezone.now())
