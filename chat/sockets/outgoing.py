"""What is written to one connection: bounded, so that a slow reader never slows the room.

Frames go in without waiting (`push`, `give`). When more than `most` bytes wait for the reader, the connection is
closed: its client comes back and catches up.
"""

import asyncio
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from chat.protocol import TOO_SLOW, framed

if TYPE_CHECKING:
    from collections.abc import Callable

    from chat.delivery.live import Batch

CLOSE_SECONDS = 3.0  # for the close frame to go out


class Line(Protocol):
    """What our server offers beside ASGI's `send` (peersupport.sockets): the transport, for finished frames."""

    flooded: "Callable[[], object] | None"

    def write_frames(self, frames: bytes) -> int: ...
    async def drained(self) -> None: ...
    def abort(self) -> None: ...


def outgoing(
    scope: dict[str, Any], send: Any, most: int, closed: "Callable[[], object]", flooded: "Callable[[], object]"
) -> "Straight | Queued":
    """The way out of the connection; `closed` is called once, when it is we who close it, `flooded` when our server
    ends it for a flood below the messages (Daphne does not)."""
    line: Line | None = scope.get("extensions", {}).get("peersupport.frames")
    if line is None:
        return Queued(send, most, closed)
    line.flooded = flooded
    return Straight(line, send, most, closed)


class Outgoing:
    """The half that both ways share."""

    def __init__(self, send: Any, most: int, closed: "Callable[[], object]"):
        self.send, self.most, self.closed = send, most, closed
        self.closing: int | None = None  # the close code, once it is we who close

    def close(self, code: int) -> None:
        """Close the connection at once; what still waits may be dropped."""
        if self.closing is None:
            self.closing = code
            self.closed()

    def stop(self) -> None:
        """The connection is over, but for its close frame."""

    async def say_why(self, code: int) -> bool:
        """Send the close frame. False when the reader does not take it in time, or is gone."""
        with suppress(OSError, RuntimeError, TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.send({"type": "websocket.close", "code": code})
                return True
        return False


class Straight(Outgoing):
    """Writes finished frames to the transport, which joins what one turn of the loop writes. Keeps nothing itself."""

    def __init__(self, line: Line, send: Any, most: int, closed: "Callable[[], object]"):
        super().__init__(send, most, closed)
        self.line = line

    def push(self, frame: bytes) -> None:
        self._write(framed(frame))

    def give(self, batch: "Batch") -> None:
        # As `_write`, without the call: this is done for each delivery.
        if self.closing is None and self.line.write_frames(batch.framed) > self.most:
            self.close(TOO_SLOW)

    def _write(self, frames: bytes) -> None:
        if self.closing is None and self.line.write_frames(frames) > self.most:
            self.close(TOO_SLOW)

    async def drained(self) -> None:
        """Wait until the reader has taken most of it: who asks for much is answered as fast as it reads."""
        await self.line.drained()

    async def hold_back(self, seconds: float) -> None:
        """Take nothing more for so long from somebody who floods us: it waits in the kernel, theirs in the end."""
        await asyncio.sleep(seconds)

    async def end(self, code: int) -> None:
        """Close with the code. A reader that does not read is cut off, and its memory freed."""
        if not await self.say_why(code):
            self.line.abort()


class Queued(Outgoing):
    """Sends through ASGI, from a task of its own, for a server that offers no more (Daphne)."""

    def __init__(self, send: Any, most: int, closed: "Callable[[], object]"):
        super().__init__(send, most, closed)
        self.frames: deque[bytes] = deque()
        self.size = 0
        self.ready = asyncio.Event()
        self.writing = asyncio.create_task(self._run())

    def push(self, frame: bytes) -> None:
        if self.closing is not None:
            return
        self.frames.append(frame)
        self.size += len(frame)
        if self.size > self.most:
            self.frames.clear()
            self.close(TOO_SLOW)
        self.ready.set()

    def give(self, batch: "Batch") -> None:
        for frame in batch.frames or ():
            self.push(frame)

    async def drained(self) -> None:
        """Daphne tells nobody how fast its reader reads."""

    async def hold_back(self, seconds: float) -> None:
        """Daphne goes on reading, and would keep it all in memory."""

    def stop(self) -> None:
        self.writing.cancel()

    async def end(self, code: int) -> None:
        await self.say_why(code)

    async def _run(self) -> None:
        with suppress(OSError, RuntimeError):  # the other side is gone: the reading ends the connection
            while True:
                await self.ready.wait()
                self.ready.clear()
                while self.frames:
                    frame = self.frames.popleft()
                    self.size -= len(frame)
                    await self.send({"type": "websocket.send", "text": frame.decode()})
