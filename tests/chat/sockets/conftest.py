"""A small server of the tests' own, on the protocol class and the settings with which the product serves."""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Thread
from typing import Any

import pytest
import uvicorn

from peersupport.handshakes import HandshakeProtocol
from peersupport.sockets import SocketProtocol
from tests.support.raw_socket import RawSocket

MOST = 65_536  # bytes of a message that the server takes, as peersupport/serving.py sets it


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Sends each message back."""
    await receive()
    await send({"type": "websocket.accept"})
    with suppress(OSError, RuntimeError):  # the other side is gone
        while (event := await receive())["type"] == "websocket.receive":
            await send(event | {"type": "websocket.send"})


class Served:
    """An ASGI application on a port, in a thread that ends with the tests."""

    def __init__(self, app: Any):
        self.line = socket.create_server(("127.0.0.1", 0))
        self.port = self.line.getsockname()[1]
        config = uvicorn.Config(
            app,
            http=HandshakeProtocol,
            ws=SocketProtocol,
            loop="uvloop",
            lifespan="off",
            ws_per_message_deflate=False,
            ws_max_size=MOST,
            log_config=None,
            log_level="warning",
            timeout_graceful_shutdown=1,
        )
        self.server = uvicorn.Server(config)
        self.thread = Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        self.server.run(sockets=[self.line])

    def end(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        self.line.close()


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[[Any], int]]:
    """served(app) serves an ASGI application and gives its port."""
    running: list[Served] = []

    def serve(app: Any) -> int:
        running.append(Served(app))
        return running[-1].port

    yield serve
    for one in running:
        one.end()


@pytest.fixture(scope="session")
def echo_port(served: Callable[[Any], int]) -> int:
    return served(echo)


@pytest.fixture
def line(echo_port: int) -> Iterator[RawSocket]:
    """A raw connection to a server that sends each message back."""
    raw = RawSocket(echo_port)
    yield raw
    raw.close()
