"""The WebSocket protocol that uvicorn serves members with: its own, and a door for frames that are encoded already.

Handshake, masking, pings, closing and checks stay the library's. What the door adds to the ASGI scope, as the extension
"peersupport.frames", is the protocol itself: see chat.sockets.outgoing.Line for what it offers. Measured reasons:
docs/decisions/011-straight-to-the-transport.md.
"""

import asyncio
import logging
from typing import Any
from weakref import WeakKeyDictionary

from peersupport.floods import BoundedProtocol

log = logging.getLogger(__name__)

EXTENSION = "peersupport.frames"
PIECE = 1_024  # bytes parsed in one turn of the loop: of the smallest frames that is 1.5 ms of work
PARTING = 20_000  # bytes that a peer may send after our close; a whole frame that crossed it is less
EXCUSED = 3  # pongs in a row that may be late because it is we who do not read
BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Turn:
    """The connections of one event loop that have something to write, each written to once, before the turn ends.

    uvloop hands every write to the kernel at once; what several frames cost there is nearly what one does.
    """

    def __init__(self) -> None:
        self.unwritten: list[SocketProtocol] = []

    def end(self) -> None:
        protocols, self.unwritten = self.unwritten, []
        for protocol in protocols:
            try:
                protocol.flush()
            except Exception:
                log.exception("a connection could not be written to; the others can")


class Events:
    """What waits for the application. An asyncio.Queue does as much, for 2.6 KB more a connection."""

    __slots__ = ("events", "waiting")

    def __init__(self) -> None:
        self.events: list[Any] = []
        self.waiting: asyncio.Future[None] | None = None

    def put_nowait(self, event: Any) -> None:
        self.events.append(event)
        if self.waiting and not self.waiting.done():
            self.waiting.set_result(None)

    def empty(self) -> bool:
        return not self.events

    async def get(self) -> Any:
        while not self.events:
            self.waiting = asyncio.get_running_loop().create_future()
            try:
                await self.waiting
            finally:
                self.waiting = None
        return self.events.pop(0)


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, Turn] = WeakKeyDictionary()


class SocketProtocol(BoundedProtocol):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.queue = Events()  # type: ignore[assignment]
        self.turn = _turns.get(self.loop) or _turns.setdefault(self.loop, Turn())
        self.unwritten: bytes | None = None
        self.is_behind = False  # more waits for the reader than the transport's high-water mark
        self.unread = b""  # what has come and is not parsed yet
        self.going_on = False  # the next piece is to be parsed in the next turn
        self.parting = 0  # bytes that came after our close
        self.excused = 0

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if not self.handshake_complete:  # else the library has refused it, and there is no scope
            # The library leaves names as they were typed; ASGI has them in lower case.
            self.scope["headers"] = [(name.lower(), value) for name, value in self.scope["headers"]]
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self

    def data_received(self, data: bytes) -> None:
        """Parse a piece now; the rest when the application has taken what was in it, and others have had their turn."""
        if self.close_sent and self._overstays(len(data)):
            return
        if self.unread:  # what was on its way while reading was being paused
            self.unread += data
        else:
            self._parse(data[:PIECE])
            self.unread = data[PIECE:]
        if self.unread:
            self._pause()
            self._go_on_soon()

    def _overstays(self, more: int) -> bool:
        """Whether a peer goes on sending after our close, of which all that is awaited is its own."""
        self.parting += more
        if self.parting > PARTING:
            self.unread = b""
            self.transport.abort()
            self.has_flooded()
        return self.parting > PARTING

    def _may_parse(self) -> bool:
        """When the application has taken what there was; after a close nobody takes anything."""
        return self.queue.empty() or self.close_sent

    def _go_on_soon(self) -> None:
        if self.unread and not self.going_on and self._may_parse():
            self.going_on = True
            self.loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        """Parse the next piece of what has come; read on when that was all."""
        self.going_on = False
        if self.conn.parser_exc or self.disconnected:
            self.unread = b""
            return
        piece, self.unread = self.unread[:PIECE], self.unread[PIECE:]
        try:
            self._parse(piece)
        except Exception:  # as when a read itself fails: the transport would end the connection
            log.exception("what a peer sent could not be parsed")
            self.unread = b""
            self.transport.abort()
            return
        self._go_on_soon()
        self._read_on()

    def _read_on(self) -> None:
        if self.read_paused and not self.unread and self._may_parse():
            self.read_paused = False
            self.transport.resume_reading()

    async def receive(self) -> Any:
        message = await self.queue.get()
        self._go_on_soon()
        self._read_on()
        return message

    def _pause(self) -> None:
        if not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    def _parse(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.handshake_exc and not self.handshake_complete:
            # uvicorn looks for what was read, and nothing was: a broken head would stay connected for ever.
            self.handshake_complete = self.close_sent = True
            self.transport.write(b"".join(self.conn.data_to_send()) or BAD_REQUEST)
            self.transport.close()

    def write_frames(self, frames: bytes) -> int:
        """Write whole frames, in their wire form, before this turn of the loop ends.

        Never waits. Gives the bytes that already wait for a reader who has fallen behind, or 0.
        """
        # Done for each delivery: it costs as little as can be.
        if self.unwritten is None:
            self.unwritten = frames
            turn = self.turn.unwritten
            if not turn:
                self.loop.call_soon(self.turn.end)
            turn.append(self)
        else:
            self.unwritten += frames
        return self.transport.get_write_buffer_size() if self.is_behind else 0

    def flush(self) -> None:
        """Write what waits for the end of the turn; nothing to one that is closing: uvloop would raise."""
        frames = self.unwritten
        if frames is not None:
            self.unwritten = None
            if not (self.close_sent or self.transport.is_closing()):
                self.transport.write(frames)

    def keepalive_timeout(self) -> None:
        """A pong may lie behind much else that we have not read yet: then it is not the peer who is late."""
        if self.read_paused and self.excused < EXCUSED and self.ping_timeout is not None:
            self.excused += 1
            self.pong_timer = self.loop.call_later(self.ping_timeout, self.keepalive_timeout)
            return
        super().keepalive_timeout()

    def handle_pong(self, event: Any) -> None:
        super().handle_pong(event)
        self.excused = 0

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.unread, self.flooded = b"", None

    def pause_writing(self) -> None:
        self.is_behind = True
        super().pause_writing()

    def resume_writing(self) -> None:
        self.is_behind = False
        super().resume_writing()

    async def send(self, message: Any) -> None:
        self.flush()  # what was said before goes first
        await super().send(message)
        if message["type"] == "websocket.accept":
            self._forget_handshake()
        elif message["type"] == "websocket.close":
            self._go_on_soon()
        elif self.close_sent and message["type"] == "websocket.http.response.body":
            self.handshake_complete = True  # with a refusal; the library would log that it was never completed

    def _forget_handshake(self) -> None:
        """Free the headers of question and answer, a fifth of what an idle connection would hold."""
        self.request.headers.clear()
        self.response.headers.clear()
        self.scope["headers"] = []

    async def drained(self) -> None:
        """Wait until the reader has taken most of what was written, or is gone."""
        self.flush()
        await self.writable.wait()

    def abort(self) -> None:
        """Cut the connection; what waits to be written is forgotten."""
        self.transport.abort()

    def shutdown(self) -> None:
        """The server goes away: let the application answer what it has begun, then close as it sees fit (1012)."""
        if self.close_sent or not self.handshake_complete:
            super().shutdown()
            return
        self.stop_keepalive()
        self._pause()  # until the application has heard
        self.queue.put_nowait({"type": "websocket.disconnect", "code": 1012})
