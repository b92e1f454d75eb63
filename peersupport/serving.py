"""How uvicorn is set for this product, and the socket that it listens on."""

import asyncio
import errno
import socket
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from threading import Thread

import uvicorn
from django.conf import settings
from uvicorn.supervisors import Multiprocess

from peersupport.handshakes import HandshakeProtocol, raise_file_limit
from peersupport.sockets import SocketProtocol


class PortTaken(Exception):
    """Another program listens there."""


def serve(ready: Callable[[], None]) -> None:
    """Serve until interrupted, and call `ready` once requests are taken. Raises PortTaken."""
    raise_file_limit()
    behind_proxy = bool(settings.SECURE_PROXY_SSL_HEADER)
    config = uvicorn.Config(
        "peersupport.asgi:application",
        workers=settings.WEB_CONCURRENCY,
        loop="uvloop",
        lifespan="on",
        http=HandshakeProtocol,
        # A frame that was encoded once goes to many sockets as it is; compressing would encode it for each.
        ws=SocketProtocol,
        ws_per_message_deflate=False,
        # Above the protocol's own bound, so that a frame too large is answered and does not end the connection.
        ws_max_size=4 * int(settings.CHAT["frame_bytes"]),
        proxy_headers=behind_proxy,
        forwarded_allow_ips="*" if behind_proxy else None,
        server_header=False,
        timeout_graceful_shutdown=5,
        access_log=False,
        log_config=None,
        log_level="warning",
    )
    line = _listen(settings.BIND, settings.PORT)
    if settings.WEB_CONCURRENCY > 1:
        Thread(target=once_answered, args=(line, ready), daemon=True).start()
        Multiprocess(config, sockets=[line]).run()
    else:
        _Server(config, ready).run(sockets=[line])


def once_answered(line: socket.socket, ready: Callable[[], None], patience: float = 60) -> None:
    """Call `ready` when a worker answers on the socket, with whatever status; not at all after `patience` seconds.

    The socket takes the connection at once, and the first worker that has started takes the question from it.
    """
    host, port = line.getsockname()[:2]
    asked = HTTPConnection(host, port, timeout=patience)
    try:
        asked.request("GET", "/healthz")
        asked.getresponse()
    except (OSError, HTTPException):
        return  # the workers say themselves what keeps them from starting
    finally:
        asked.close()
    ready()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]):
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            await asyncio.to_thread(self._ready)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken from error
        raise
