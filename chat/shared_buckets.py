"""Token buckets that all processes share, in Redis. A hint, as all of Redis is: without it each counts for itself.

Questions that come while one is on its way go together in the next, in one round trip, as posts do in the writer.
"""

import asyncio
import logging
import random
import time
from collections.abc import Hashable, Sequence
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from typing import Protocol

from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

ANSWER_IN = 0.05  # seconds that Redis has for a round trip; a post waits no longer
CONNECT_IN = 1.0  # seconds; nobody waits for it
REST = 5.0  # seconds that Redis is left alone after it failed
BATCH = 256  # questions in one round trip
WAITING = 5_000  # questions that may wait; beyond that a process counts for itself

log = logging.getLogger(__name__)

# A bucket is one number: the time, in µs of Redis's own clock, at which it will be full again. A question takes a token
# of each of its buckets, or of none; it is told for each the µs to wait. A time further away than an empty bucket needs
# comes from a clock that was set back, and counts as empty.
SCRIPT = """
local clock = redis.call('TIME')
local now, key, arg, waits = clock[1] * 1000000 + clock[2], 1, 1, {}
while key <= #KEYS do
  local last, free, full_at = key + ARGV[arg] - 1, true, {}
  for k = key, last do
    local gap, room = tonumber(ARGV[arg + 1]), tonumber(ARGV[arg + 2])
    arg = arg + 2
    local at = math.min(math.max(tonumber(redis.call('GET', KEYS[k]) or now), now), now + room)
    full_at[k] = at + gap
    waits[k] = math.max(0, math.ceil(at + gap - now - room))
    free = free and waits[k] == 0
  end
  if free then
    for k = key, last do
      redis.call('SET', KEYS[k], string.format('%.0f', full_at[k]), 'PX', math.ceil((full_at[k] - now) / 1000))
    end
  end
  key, arg = last + 1, arg + 1
end
return waits
"""


class Rate(Protocol):
    """`burst` at once and `per_second` in the long run."""

    burst: float
    per_second: float

    def wait(self, name: Hashable) -> float: ...
    def take(self, name: Hashable) -> float: ...


@dataclass(frozen=True, slots=True)
class Take:
    """One token of the bucket `name` among the `buckets` of a kind.

    Those whom it turns away at once are told to come back over `spread` seconds more, so that they do not come as one.
    """

    kind: str
    name: Hashable
    buckets: Rate
    spread: float = 0.0


Question = tuple[Sequence[Take], asyncio.Future[float]]


def longest(takes: Sequence[Take], waits: Sequence[float]) -> float:
    """The seconds to wait for all of the takes."""
    return max(wait and wait + take.spread * random.random() for take, wait in zip(takes, waits, strict=True))  # noqa: S311


def answered(wait: float) -> asyncio.Future[float]:
    """An answer that is there already."""
    answer: asyncio.Future[float] = asyncio.get_running_loop().create_future()
    answer.set_result(wait)
    return answer


class Shared:
    """The buckets in one Redis, asked over one connection that is made, and made again, beside the questions."""

    def __init__(self, url: str):
        self._pool = ConnectionPool.from_url(url)
        self._asked: asyncio.Queue[Question] = asyncio.Queue(WAITING)
        self._asking: asyncio.Task | None = None
        self._is_up = False
        self._ask_again_at = 0.0

    def wait(self, takes: Sequence[Take]) -> asyncio.Future[float]:
        """The seconds to wait; 0.0 when all were taken, and when Redis does not answer."""
        loop = asyncio.get_running_loop()
        if self._asking is None or self._asking.done():
            if time.monotonic() >= self._ask_again_at:
                # In a context of its own: what the caller holds (its language) ends with the caller.
                self._asking = loop.create_task(self._ask(), context=Context())
        elif self._is_up and not self._asked.full():
            answer: asyncio.Future[float] = loop.create_future()
            self._asked.put_nowait((takes, answer))
            return answer
        return answered(0.0)

    async def _ask(self) -> None:
        connection = self._pool.make_connection()
        questions: list[Question] = []
        try:
            async with asyncio.timeout(CONNECT_IN):
                await connection.connect()
                script = await _said(connection, "SCRIPT", "LOAD", SCRIPT)
            self._is_up = True
            while True:
                questions = [await self._asked.get()]
                while len(questions) < BATCH and not self._asked.empty():
                    questions.append(self._asked.get_nowait())
                async with asyncio.timeout(ANSWER_IN):
                    waits = iter(await _said(connection, "EVALSHA", script, *_words([takes for takes, _ in questions])))
                for takes, answer in questions:
                    _tell(answer, longest(takes, [next(waits) / 1e6 for _ in takes]))
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("Redis does not answer (%s): each process keeps its own rates.", type(error).__name__)
        finally:
            self._is_up = False
            self._ask_again_at = time.monotonic() + REST
            while not self._asked.empty():
                questions.append(self._asked.get_nowait())
            for _, answer in questions:
                _tell(answer, 0.0)
            with suppress(RedisError, OSError):
                await connection.disconnect(nowait=True)


def _words(questions: Sequence[Sequence[Take]]) -> list[str | int]:
    """KEYS, then for each question its number of buckets and of each the µs a token and the µs from empty to full."""
    keys: list[str | int] = [f"limit:{take.kind}:{take.name}" for takes in questions for take in takes]
    words: list[str | int] = [len(keys), *keys]
    for takes in questions:
        words.append(len(takes))
        for rate in (take.buckets for take in takes):
            gap = int(1e6 / rate.per_second)
            words += [gap, int(gap * rate.burst)]
    return words


async def _said(connection: AbstractConnection, *words: str | int):
    await connection.send_command(*words)
    return await connection.read_response()


def _tell(answer: asyncio.Future[float], wait: float) -> None:
    if not answer.done():  # whoever asked may be gone
        answer.set_result(wait)
