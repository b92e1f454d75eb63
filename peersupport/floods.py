"""A bound on the frames that are no messages, whatever is in them, and on how long a peer may stay when it is over.

The rates of the chat (chat/limits.py) count messages, and answer. What is counted here never becomes a message: pings,
which are answered one by one; pongs that nobody asked for; fragments, of which an empty one costs its sender six bytes,
and no size limit ever stops it. Messages come piece by piece, as the application takes them (peersupport/sockets.py).
"""

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import ProtocolError
from websockets.frames import CloseCode, Frame, Opcode
from websockets.server import ServerProtocol

from chat import metrics
from chat.limits import Bucket

CONTROLS = (50, 10)  # pings, pongs and closes: at once, and a second in the long run
FRAGMENTS = (300, 30)  # beyond each message's first. What we are sent has no need of any
FIRST = (Opcode.TEXT, Opcode.BINARY)  # a message: parsed when the application has taken the one before it
CLOSE_SECONDS = 5.0  # for a peer to read what was written before the end


class Flood(ProtocolError):
    """More frames than anybody needs."""


class BoundedParser(ServerProtocol):
    """Fails the connection with 1008 when a bucket is empty, in the midst of whatever else has come."""

    def __init__(self, **options: Any):
        super().__init__(**options)
        self.controls, self.fragments = Bucket(*CONTROLS), Bucket(*FRAGMENTS)

    def recv_frame(self, frame: Frame) -> None:
        if frame.opcode in FIRST or not (self.fragments if frame.opcode is Opcode.CONT else self.controls).take():
            super().recv_frame(frame)
        else:
            self.fail(CloseCode.POLICY_VIOLATION, "too many frames")  # throws the rest of what has come away
            self.parser_exc = Flood("too many frames")


class BoundedProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol with that parser. A peer that reads nothing does not keep its connection past the end."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.flooded: Callable[[], object] | None = None  # the application's; called when a flood ends the connection
        self.conn = BoundedParser(
            extensions=self.conn.available_extensions, max_size=self.config.ws_max_size, logger=self.logger
        )

    def handle_parser_exception(self) -> None:
        if self.conn.close_sent and not self.close_sent:
            metrics.CLOSED.labels(str(int(self.conn.close_sent.code))).inc()
        super().handle_parser_exception()
        self.let_go()
        if isinstance(self.conn.parser_exc, Flood):
            self.has_flooded()

    def has_flooded(self) -> None:
        if self.flooded:
            self.flooded()

    def handle_close(self, event: Any) -> None:
        super().handle_close(event)
        self.let_go()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.let_go()

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        self.let_go()

    def let_go(self) -> None:
        """Closing waits for the peer to read what is left, if need be for ever: it has so long."""
        if not self.disconnected:
            self.loop.call_later(CLOSE_SECONDS, self.transport.abort)
