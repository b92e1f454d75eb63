"""A WebSocket client that may say anything, bit by bit, and takes from the server only what RFC 6455 allows."""

import base64
import os
import select
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

CONTINUED, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
PATIENCE = 5.0  # seconds for the server to answer


class Frame(NamedTuple):
    """A frame that the server sent."""

    opcode: int
    payload: bytes = b""


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, rsv: int = 0, masked: bool = True) -> bytes:
    """A frame as a client writes it; `rsv` are the three reserved bits as one number, 0 to 7."""
    return header(opcode, len(payload), fin=fin, rsv=rsv, masked=masked) + (_mask(payload) if masked else payload)


def header(opcode: int, length: int, *, fin: bool = True, rsv: int = 0, masked: bool = True) -> bytes:
    """The beginning of a frame that announces so many bytes of payload, up to its mask."""
    first, bit = fin << 7 | rsv << 4 | opcode, masked << 7
    if length < 126:
        return struct.pack("!BB", first, bit | length)
    if length < 65_536:
        return struct.pack("!BBH", first, bit | 126, length)
    return struct.pack("!BBQ", first, bit | 127, length)


def fragments(opcode: int, *payloads: bytes) -> list[bytes]:
    """One message in as many frames as there are payloads."""
    last = len(payloads) - 1
    return [frame(CONTINUED if n else opcode, part, fin=n == last) for n, part in enumerate(payloads)]


def closing(code: int, reason: bytes = b"") -> bytes:
    return frame(CLOSE, struct.pack("!H", code) + reason)


def code_of(close: Frame) -> int | None:
    """The code in a close frame; None when it carries none."""
    assert close.opcode == CLOSE, close
    return struct.unpack("!H", close.payload[:2])[0] if close.payload else None


def _mask(payload: bytes) -> bytes:
    """The mask and the masked payload."""
    mask = os.urandom(4)
    stream = (mask * (len(payload) // 4 + 1))[: len(payload)]
    number = int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")
    return mask + number.to_bytes(len(payload), "big")


class RawSocket:
    """One connection. `answer` is the head of the server's answer to the handshake."""

    def __init__(self, port: int, path: str = "/", **headers: str):
        self.line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._came = bytearray()
        asked = {
            "Host": f"127.0.0.1:{port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        self.send(f"GET {path} HTTP/1.1\r\n".encode(), *(f"{k}: {v}\r\n".encode() for k, v in asked.items()), b"\r\n")
        while b"\r\n\r\n" not in self._came:
            assert self._more(), "the server closed the connection during the handshake"
        head, _, self._came = self._came.partition(b"\r\n\r\n")
        self.answer = head.decode()

    def send(self, *parts: bytes, chop: int = 0) -> None:
        """Write all in one piece, or, with `chop`, in pieces of at most so many bytes.

        A server that has already ended the connection takes no more; that is for the reading to see.
        """
        octets = b"".join(parts)
        with suppress(ConnectionError):
            for start in range(0, len(octets), chop or len(octets) or 1):
                self.line.sendall(octets[start : start + chop] if chop else octets)

    def read(self) -> Frame:
        """The next frame. Raises AssertionError on one that a server may not send, EOFError at the connection's end."""
        first, second = self._take(2)
        opcode, length = first & 0x0F, second & 0x7F
        assert first & 0xF0 == 0x80, "a fragment or a reserved bit"
        assert not second & 0x80, "a server masks nothing"
        if length == 126:
            [length] = struct.unpack("!H", self._take(2))
            assert length > 125, "a length longer than it needs to be"
        elif length == 127:
            [length] = struct.unpack("!Q", self._take(8))
            assert length > 65_535, "a length longer than it needs to be"
        assert opcode < CLOSE or length < 126, "a long control frame"
        return Frame(opcode, bytes(self._take(length)))

    def rest(self) -> list[Frame]:
        """All frames up to the end of the connection; a frame that breaks off is an error."""
        return list(self._to_the_end())

    def _to_the_end(self) -> Iterator[Frame]:
        while self._came or self._more():
            yield self.read()

    def closes(self) -> bool:
        """Whether a close is answered with the same close and nothing else, and then the connection ends."""
        self.send(closing(1000))
        return [code_of(last) for last in self.rest()] == [1000]

    def failed(self, code: int) -> list[Frame]:
        """What came before the server ended the connection with the code."""
        *before, last = self.rest()
        assert code_of(last) == code, last
        return before

    def silent(self, seconds: float = 0.05) -> bool:
        """Whether for so long nothing comes, and the connection stays."""
        return not self._came and not select.select([self.line], [], [], seconds)[0]

    def close(self) -> None:
        self.line.close()

    def _take(self, size: int) -> bytearray:
        while len(self._came) < size:
            if not self._more():
                raise EOFError(f"the connection ended within a frame, {size - len(self._came)} bytes early")
        taken = self._came[:size]
        del self._came[:size]
        return taken

    def _more(self) -> bool:
        """Whether more came; a server that ends a connection without reading all that was sent resets it."""
        try:
            chunk = self.line.recv(262_144)
        except ConnectionError:
            return False
        self._came += chunk
        return bool(chunk)
