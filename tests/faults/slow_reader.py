"""A client that asks for much and never reads: the server has to let go of it, and nobody else may feel it."""

import asyncio
import base64
import json
import os
import socket
import time
from contextlib import suppress

from tests.faults.member import Person

EVERY = 0.06  # seconds between questions: a little less than a connection may ask
PIPE = 4096  # bytes that the network may hold for us


class SlowReader:
    """Asks for the latest page of a room, again and again."""

    def __init__(self, port: int, person: Person):
        self.port, self.person = port, person
        self.room = person.rooms[0]
        self.asked = 0

    async def run(self, for_seconds: float) -> float | None:
        """Seconds after which the server let go; None when it had not until the end. Raises OSError."""
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PIPE)
        line.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(line, ("127.0.0.1", self.port))
        began = time.monotonic()
        try:
            await loop.sock_sendall(line, self._handshake())
            if not (await loop.sock_recv(line, 1024)).startswith(b"HTTP/1.1 101"):
                raise ConnectionRefusedError("not let in")
            while time.monotonic() - began < for_seconds:
                question = {"type": "join", "room": self.room, "since": None}
                try:
                    await asyncio.wait_for(loop.sock_sendall(line, masked(json.dumps(question))), EVERY)
                except OSError as error:
                    if not isinstance(error, TimeoutError):
                        return round(time.monotonic() - began, 2)
                self.asked += 1
                await asyncio.sleep(EVERY)
            return None
        finally:
            with suppress(OSError):
                line.close()

    def _handshake(self) -> bytes:
        key = base64.b64encode(os.urandom(16)).decode()
        return (
            f"GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\nCookie: sessionid={self.person.session}\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: peersupport.v1\r\n\r\n"
        ).encode()


def masked(text: str) -> bytes:
    """A text frame of at most 125 bytes, as a client sends it."""
    payload = text.encode()
    assert len(payload) < 126
    return bytes([0x81, 0x80 | len(payload), 0, 0, 0, 0]) + payload
