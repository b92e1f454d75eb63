"""The HTTP protocol that uvicorn serves with: its own on h11, and bounds on whoever connects and says nothing.

h11 itself refuses a head above 16 KiB. It is named here, not left to what happens to be installed, since httptools has
no such bound.
"""

import asyncio
import logging
import re
import resource
from asyncio import TimerHandle
from typing import Any

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

# Seconds for what the client owes: a whole head, then a whole body. Between requests uvicorn's keep-alive holds (5 s).
PATIENCE = {h11.IDLE: 10.0, h11.SEND_BODY: 60.0}
SPARE = 1_000  # files kept free for the database, Redis and the disk; half of them all where there are few
SOCKET = re.compile(rb"\AGET [^\r\n]*\r\n(?:[^\r\n]+\r\n)*?upgrade:[ \t]*websocket[ \t]*\r\n", re.IGNORECASE)
MOST_HEAD = 16_384  # bytes: h11 refuses a longer one
FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 19\r\n\r\nService Unavailable"
)

log = logging.getLogger(__name__)


def raise_file_limit() -> None:
    """Let the process open as many files as the system allows it: each socket is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (ValueError, OSError) as error:  # some systems call the hard limit infinite and then refuse it
        log.warning("The limit of open files stays %d: %s.", soft, error)


def most_sockets() -> int:
    """How many sockets the process may hold now, so that it can always open the files that it needs."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(files - SPARE, files // 2) if files != resource.RLIM_INFINITY else 1_000_000


class HandshakeProtocol(asyncio.Protocol):
    """Waits for a whole head, as one small object, and only then makes what answers it: a flood of silence is cheap.

    Takes no new connection while the process is full.
    """

    __slots__ = ("deadline", "head", "options", "state", "transport")

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any], _loop: Any = None):
        self.options = {"config": config, "server_state": server_state, "app_state": app_state, "_loop": _loop}
        self.state = server_state
        self.head = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.transport = transport
        self.state.connections.add(self)  # type: ignore[arg-type]
        loop = asyncio.get_running_loop()
        self.deadline = loop.call_later(PATIENCE[h11.IDLE], transport.abort)
        if len(self.state.connections) > most_sockets():
            transport.write(FULL)
            transport.close()

    def data_received(self, data: bytes) -> None:
        self.head += data
        is_whole = b"\n\r\n" in self.head or b"\n\n" in self.head
        if is_whole or len(self.head) > MOST_HEAD:
            self.leave()
            # The library of the sockets reads their heads itself: h11 before it would cost as much again. One that is
            # too long goes to h11, which refuses it.
            is_socket = is_whole and len(self.head) <= MOST_HEAD and SOCKET.search(self.head)
            kind = self.options["config"].ws_protocol_class if is_socket else RequestProtocol
            protocol = kind(**self.options)
            protocol.connection_made(self.transport)
            self.transport.set_protocol(protocol)
            protocol.data_received(self.head)

    def connection_lost(self, exc: Exception | None) -> None:
        self.leave()

    def leave(self) -> None:
        self.deadline.cancel()
        self.state.connections.discard(self)

    def shutdown(self) -> None:
        """The server goes away."""
        self.transport.close()


class RequestProtocol(H11Protocol):
    """Ends a connection whose body, or whose next request, does not come in time."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self._owed: Any = None  # the state of h11 that the client is to end
        self._deadline: TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        became_a_socket = self.transport.get_protocol() is not self
        self._expect(None if became_a_socket else self.conn.their_state)

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect(None)
        super().connection_lost(exc)

    def _expect(self, state: Any) -> None:
        """Start the clock when what the client owes has changed; a byte now and then wins it no time."""
        if state is self._owed:
            return
        self._owed = state
        if self._deadline:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(PATIENCE[state], self.transport.abort) if state in PATIENCE else None
