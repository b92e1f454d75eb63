"""Questions to the database that many ask at about the same time, answered in one look.

Whatever is asked while one look runs is answered by the next one, together; when many ask, a look waits a little for
more of them, unless they fill it already. A question that comes alone is answered at once.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator
from contextvars import Context
from itertools import chain
from typing import Generic, TypeVar

from chat.delivery.threads import in_thread
from peersupport.database import BROKEN

PAUSE_EACH = 0.005  # seconds that the next look waits for each question of the last one …
PAUSE_MOST = 0.25  # … and at most

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Together(Generic[Question, Answer]):
    """Asks `look`, in a thread, for at most `most` answers at once. Each caller gets its own, or what `look` raised."""

    def __init__(self, look: Callable[[Collection[Question]], dict[Question, Answer]], most: int):
        self._look, self._most = look, most
        self._asked: dict[Question, list[asyncio.Future[Answer | None]]] = {}
        self._looking: asyncio.Task | None = None

    async def ask(self, question: Question) -> Answer | None:
        """None when `look` had no answer to it."""
        future: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._asked.setdefault(question, []).append(future)
        if self._looking is None:
            self._looking = asyncio.create_task(self._answer(), context=Context())  # nobody's own
        return await future

    async def _answer(self) -> None:
        try:
            while self._asked:
                questions = list(self._asked)[: self._most]
                waiting = {question: self._asked.pop(question) for question in questions}
                await self._answer_these(waiting)
                if len(self._asked) < self._most:
                    await asyncio.sleep(min(PAUSE_EACH * (len(questions) - 1), PAUSE_MOST))
        finally:
            self._looking = None

    async def _answer_these(self, waiting: dict[Question, list[asyncio.Future[Answer | None]]]) -> None:
        try:
            found: dict[Question, Answer] = await in_thread(self._look)(list(waiting))
        except Exception as failure:
            if len(waiting) > 1 and not isinstance(failure, BROKEN):
                for question, futures in waiting.items():  # one that cannot be asked must not fail the others
                    await self._answer_these({question: futures})
                return
            for future in _open(chain(*waiting.values())):
                future.set_exception(failure)
            return
        for question, futures in waiting.items():
            for future in _open(futures):
                future.set_result(found.get(question))


def _open(futures: Iterable[asyncio.Future]) -> Iterator[asyncio.Future]:
    """Those that still wait: the connection of the others is gone."""
    return (future for future in futures if not future.done())
