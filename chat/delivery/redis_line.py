"""One connection to one Redis, made again whenever it breaks. redis-py opens it (TLS, password, database number) and
reads; what is written goes to its transport at once, many commands at a time, since a message is to cost microseconds.
"""

import asyncio
import logging
import math
from collections import deque
from collections.abc import Callable
from contextvars import Context
from random import uniform
from typing import Any

import hiredis
from channels.exceptions import ChannelFull
from redis.asyncio.connection import Connection, parse_url
from redis.exceptions import ConnectionError as Away
from redis.exceptions import ResponseError

log = logging.getLogger(__name__)

CONNECT_SECONDS = 1.0
TICK = 0.5  # seconds between two looks at the connection; a PING is sent where nothing else is under way
SILENT_TICKS = 3  # so many without a word, and Redis counts as hung
BACK_OFF, LONGEST_BACK_OFF = 0.05, 1.0  # seconds between two tries to connect, doubling
UNWRITTEN = 16_000_000  # bytes of commands that may wait while Redis is slow

Hear = Callable[[bytes, bytes], None]
Tell = Callable[["Line", bool], None]


class Line:
    """`call` sends a command and gives a future of its answer. What is called while an earlier write has not been
    answered goes into the next write, in order.

    `hear(name, payload)` gets what was published to a name that this line subscribed to; it must not raise.
    `tell(line, up)` is called when Redis is reached, is lost, and (up) when the line ends.
    """

    def __init__(self, url: str, tell: Tell, hear: Hear | None = None):
        self.options: dict[str, Any] = {**parse_url(url), "protocol": 2}
        for ours in ("socket_timeout", "socket_connect_timeout", "max_connections", "retry_on_timeout"):
            self.options.pop(ours, None)
        self.connection = self.options.pop("connection_class", Connection)(**self.options)
        self.name = self.options.get("path") or f"{self.options.get('host')}:{self.options.get('port', 6379)}"
        self.tell, self.hear = tell, hear
        self.loop = asyncio.get_running_loop()
        self.away = False  # not yet when nobody has tried to connect
        self.task: asyncio.Task | None = None
        self.writer: asyncio.StreamWriter | None = None
        self.waiting: deque[asyncio.Future] = deque()  # for their answers, oldest first
        self.unwritten: list[bytes] = []
        self.size = 0  # bytes of it
        self.due = 0  # answers to the write under way
        self.silent = 0  # ticks

    def call(self, *words: bytes | str) -> asyncio.Future:
        """Raises Away at once while Redis is known to be away, ChannelFull when too much waits for it. The future
        may fail with Away too, or with the error that Redis answers. Nobody has to await it."""
        if self.away:
            raise Away(f"Redis at {self.name} is away")
        if self.size > UNWRITTEN:
            raise ChannelFull(f"Redis at {self.name} is too slow")
        command = hiredis.pack_command(words)  # type: ignore[arg-type]  # its types know but one word
        answer = self.loop.create_future()
        self.waiting.append(answer)
        self.unwritten.append(command)
        self.size += len(command)
        if self.task is None:
            # In a context of its own: what the caller holds (its executor, its language) ends with the caller.
            self.task = self.loop.create_task(self._keep(), context=Context())
        elif len(self.unwritten) == 1 and not self.due:
            self.loop.call_soon(self._write)  # with whatever else this turn of the loop calls
        return answer

    async def close(self) -> None:
        if self.task:
            self.task.cancel()
            await asyncio.wait([self.task])
        self._lose(None)  # for a task that was cancelled before it began

    def _write(self) -> None:
        if self.writer and self.unwritten and not self.due and not self.writer.is_closing():
            self.due = len(self.unwritten)
            self.writer.write(b"".join(self.unwritten))
            self.unwritten.clear()
            self.size = 0

    def _answered(self, answer: Any) -> None:
        waiting = self.waiting.popleft()
        if isinstance(answer, ResponseError):
            _fail(waiting, answer)
        elif not waiting.done():
            waiting.set_result(answer)
        self.due -= 1
        if not self.due:
            self._write()

    # --- keeping it up ------------------------------------------------------------------------------------------------
    async def _keep(self) -> None:
        back_off = BACK_OFF
        try:
            while True:
                try:
                    async with asyncio.timeout(CONNECT_SECONDS):
                        await self.connection.connect()
                    back_off = BACK_OFF
                    await self._serve(self.connection)
                except Exception as error:
                    self._lose(error if self.silent < SILENT_TICKS else Away("it says nothing"))
                finally:
                    if self.connection._writer:
                        self.connection._writer.transport.abort()
                    await self.connection.disconnect(nowait=True)
                await asyncio.sleep(back_off * uniform(0.5, 1))  # noqa: S311  (not all processes at once)
                back_off = min(LONGEST_BACK_OFF, 2 * back_off)
        finally:
            self._lose(None)

    async def _serve(self, connection: Any) -> None:
        """Read until the connection ends, which raises."""
        if self.away:
            log.warning("Redis at %s is back", self.name)
        self.away, self.silent, self.writer = False, 0, connection._writer
        self.tell(self, True)
        self._write()
        watch = self.loop.create_task(self._watch(connection._writer), context=Context())
        try:
            while True:
                try:
                    answer = await connection.read_response(True, math.inf, disconnect_on_error=False)
                except ResponseError as error:
                    answer = error
                self.silent = 0
                if self.hear and isinstance(answer, list) and answer[0] == b"message":
                    self.hear(answer[1], answer[2])
                else:
                    self._answered(answer)
        finally:
            watch.cancel()

    async def _watch(self, writer: asyncio.StreamWriter) -> None:
        """End the connection when Redis hangs: the other side of a lost network says nothing either."""
        while self.silent < SILENT_TICKS:
            if not self.waiting:
                self.call("PING")
            await asyncio.sleep(TICK)
            self.silent += 1
        writer.transport.abort()

    def _lose(self, why: Exception | None) -> None:
        """Fail what waits. `why` None: the line ends."""
        if why and not self.away:
            log.warning("Redis at %s is away (%r)", self.name, why)
        self.away, self.writer = True, None
        self.unwritten.clear()
        self.size = self.due = 0
        while self.waiting:
            _fail(self.waiting.popleft(), Away(f"Redis at {self.name} went away"))
        self.tell(self, why is None)


def _fail(future: asyncio.Future, error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
        future.exception()  # looked at: no noise where nobody waits for it
