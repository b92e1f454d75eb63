"""What waits to be written to one connection: bounded, so that a slow reader never slows the room."""

import asyncio
from collections import deque

from chat.protocol import TOO_SLOW


class Outgoing:
    """Frames go in without waiting (`push`) and out as fast as the reader reads (`run`).

    When more than `most` characters wait, the connection is closed: its client comes back and catches up.
    """

    def __init__(self, send, most: int):
        self.send, self.most = send, most
        self.frames: deque[str] = deque()
        self.size = 0
        self.closing: int | None = None
        self.closed = asyncio.Event()
        self.ready = asyncio.Event()

    def push(self, frame: str) -> None:
        if self.closing is not None:
            return
        self.frames.append(frame)
        self.size += len(frame)
        if self.size > self.most:
            self.close(TOO_SLOW)
        self.ready.set()

    def close(self, code: int) -> None:
        """Close the connection at once; what still waits is dropped."""
        if self.closing is None:
            self.closing = code
            self.closed.set()
            self.frames.clear()
            self.ready.set()

    async def run(self) -> None:
        """Write until the connection is closed. Ends with a close frame when we are the ones who close it."""
        while self.closing is None:
            await self.ready.wait()
            self.ready.clear()
            while self.frames:
                frame = self.frames.popleft()
                self.size -= len(frame)
                await self.send({"type": "websocket.send", "text": frame})
        await self.send({"type": "websocket.close", "code": self.closing})
