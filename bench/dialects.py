"""How each server under test is spoken to: the product's protocol, the textbook's, the floor's. Bytes in, bytes out."""

from collections.abc import Sequence
from typing import Protocol

from bench import talk


class Dialect(Protocol):
    path: str

    def headers(self, origin: str, session: str) -> list[tuple[str, str]]:
        """What the handshake carries."""

    def joins(self, rooms: Sequence[str], since: dict[str, int]) -> list[bytes]:
        """The frames that enter the rooms, each to be answered with `joined`; empty where connecting is enough."""

    def post(self, room: str, key: str, number: int) -> bytes:
        """The frame that says the number-th text in the room."""


class Product:
    """docs/protocol.md."""

    path = "/ws/"

    def headers(self, origin: str, session: str) -> list[tuple[str, str]]:
        return [
            ("Origin", origin),
            ("Cookie", f"sessionid={session}"),
            ("Sec-WebSocket-Protocol", "peersupport.v1"),
        ]

    def joins(self, rooms: Sequence[str], since: dict[str, int]) -> list[bytes]:
        return [
            b'{"type":"join","room":"%s","since":%s}' % (room.encode(), str(since.get(room, "null")).encode())
            for room in rooms
        ]

    def post(self, room: str, key: str, number: int) -> bytes:
        return f'{{"type":"post","room":"{room}","key":"{key}","text":"{talk.text(number)}"}}'.encode()


class Textbook:
    """The tutorial's room: a JSON object with `message`."""

    path = "/ws/chat/bench/"

    def headers(self, origin: str, session: str) -> list[tuple[str, str]]:
        return [("Origin", origin)]

    def joins(self, rooms: Sequence[str], since: dict[str, int]) -> list[bytes]:
        return []

    def post(self, room: str, key: str, number: int) -> bytes:
        return f'{{"message":"{talk.text(number)}"}}'.encode()


class Floor:
    """What comes in goes out to all as it is, so it is sent in the shape and size of the product's `changes`."""

    path = "/"

    def __init__(self, frame_bytes: int):
        self.frame_bytes = frame_bytes

    def headers(self, origin: str, session: str) -> list[tuple[str, str]]:
        return []

    def joins(self, rooms: Sequence[str], since: dict[str, int]) -> list[bytes]:
        return []

    def post(self, room: str, key: str, number: int) -> bytes:
        frame = f'{{"type":"changes","room":"{room}","from":{number},"to":{number},"text":"{talk.text(number)}"'
        return f"{frame:<{self.frame_bytes - 1}}}}".encode()


def dialect(name: str, frame_bytes: int = 0) -> Dialect:
    match name:
        case "product":
            return Product()
        case "textbook":
            return Textbook()
        case "floor":
            return Floor(frame_bytes)
    raise ValueError(name)
