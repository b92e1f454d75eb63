"""The load client's connections: they join, count what comes, and talk in a pattern that is asked for."""

import asyncio
import re
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from bench.dialects import Dialect
from bench.receipts import Receipts, Sent
from bench.talk import mark

AT_ONCE = 100  # handshakes under way, unless a storm is asked for
PER_ADDRESS = 400  # connections from one source address: 127.0.0.2, 127.0.0.3, …
CHANGES, TEXTBOOK, ACCEPTED, REFUSED, JOINED = b'c"arj'  # the tenth byte of a frame tells its kind
REVISION = re.compile(rb'{"type":"joined","room":"([^"]+)","revision":(\d+)')
KEY = slice(26, 62)  # of `accepted`; a byte earlier in `refused`
PATIENCE = 10.0  # seconds that the last receipts may take
CLIENT = secrets.token_hex(4)  # in each key, so that another client's keys are others


Seat = tuple[str, Sequence[str]]  # a session, and the rooms that it joins


class Member(WSListener):
    """One connection, in one room or several."""

    def __init__(self, crowd: "Crowd", number: int, session: str, rooms: Sequence[str]):
        self.crowd, self.number, self.session, self.rooms = crowd, number, session, rooms
        self.transport: WSTransport | None = None
        self.joined = 0
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed_with: str | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        joins = self.crowd.dialect.joins(self.rooms, self.crowd.since)
        for frame in joins:
            transport.send(WSMsgType.TEXT, frame)
        if not joins:
            self.ready.set_result(None)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        payload = frame.get_payload_as_bytes()
        self.crowd.bytes += len(payload)
        kind = payload[9] if len(payload) > 9 else 0
        if kind == CHANGES or kind == TEXTBOOK:  # noqa: SIM109  (each receipt comes by here)
            self.crowd.heard(payload)
        elif frame.msg_type == WSMsgType.CLOSE:
            self.closed_with = str(frame.get_close_code())
            transport.disconnect()
        elif kind == JOINED:
            self._count_joined(payload)
        else:
            self.crowd.answered(kind, payload)

    def _count_joined(self, payload: bytes) -> None:
        self.joined += 1
        if told := REVISION.match(payload):
            self.crowd.since.setdefault(told[1].decode(), int(told[2]))
        if self.joined == len(self.rooms) and not self.ready.done():
            self.ready.set_result(None)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.transport = None
        self.crowd.lost += not self.crowd.leaving
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(f"closed with {self.closed_with}"))


class Crowd:
    def __init__(self, url: str, dialect: Dialect):
        self.url, self.dialect = url, dialect
        self.members: list[Member] = []
        self.since: dict[str, int] = {}  # by room: what the first who joined it held
        self.bytes = 0
        self.lost = 0  # connections that the server ended
        self.leaving = False
        self.heard: Callable[[bytes], None] = lambda _payload: None
        self.answered: Callable[[int, bytes], None] = lambda _kind, _payload: None

    async def open(self, seats: Sequence[Seat], *, at_once: int = AT_ONCE) -> list[float]:
        """Connect and join: (session, rooms) each. Gives the seconds from the call to each one's last `joined`."""
        self.leaving, begun, gate = False, perf_counter(), asyncio.Semaphore(at_once)
        first = len(self.members)

        async def come(member: Member) -> float:
            async with gate:
                await ws_connect(
                    lambda: member,
                    self.url + self.dialect.path,
                    extra_headers=self.dialect.headers(self.url.replace("ws://", "http://"), member.session),
                    local_addr=(f"127.0.0.{2 + member.number // PER_ADDRESS}", 0),
                    websocket_handshake_timeout=60,
                    read_buffer_init_size=2048,
                )
                await member.ready
            return perf_counter() - begun

        self.members += [Member(self, first + count, *seat) for count, seat in enumerate(seats)]
        return await asyncio.gather(*(come(member) for member in self.members[first:]))

    def close(self) -> None:
        """Drop every connection at once, without a goodbye."""
        self.leaving = True
        for member in self.members:
            if member.transport:
                member.transport.disconnect(graceful=False)
        self.members.clear()


class Talk:
    """Some of the crowd say something, in one of two patterns: so many in flight, or so many a second."""

    run = 0  # makes the keys and marks of one talk differ from those of the next

    def __init__(
        self,
        crowd: Crowd,
        *,
        receivers: int,
        senders: int,
        in_flight: int = 0,
        rate: float = 0,
        patience: float = PATIENCE,
    ):
        self.crowd, self.senders, self.in_flight, self.rate = crowd, crowd.members[:senders], in_flight, rate
        self.patience = patience
        self.receipts = Receipts(receivers, self._one_more)
        self.keys: dict[bytes, Sent] = {}
        self.acknowledged: list[float] = []  # seconds
        self.stored: list[str] = []  # keys of what was acknowledged
        self.late: list[float] = []  # seconds that a message of a `rate` went out after its time
        self.outcomes: Counter[str] = Counter()
        self.going = False
        self.number = 0
        Talk.run += 1

    async def last(self, seconds: float) -> float:
        """Talk for so long, wait until all is heard, and give the seconds that it took in all."""
        self.crowd.heard, self.crowd.answered = self.receipts.heard, self._answered
        begun, self.going = perf_counter(), True
        if self.rate:
            await self._at_rate(begun, seconds)
        else:
            for _ in range(self.in_flight):
                self._say()
            await asyncio.sleep(seconds)
        self.going = False
        deadline = perf_counter() + self.patience
        while (self.receipts.unheard or self._unanswered) and perf_counter() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        return perf_counter() - begun

    async def _at_rate(self, begun: float, seconds: float) -> None:
        while (now := perf_counter() - begun) < seconds:
            while self.number < now * self.rate:
                self.late.append(now - self.number / self.rate)
                self._say()
            await asyncio.sleep(0.001)

    def _one_more(self, _heard: Sent) -> None:
        if self.going and not self.rate:
            self._say()

    def _say(self) -> None:
        number, self.number = self.number, self.number + 1
        member = self.senders[number % len(self.senders)]
        room = member.rooms[number // len(self.senders) % len(member.rooms)]
        key = f"{CLIENT}-{Talk.run:04x}-4000-8000-{number:012x}"
        unique = Talk.run * 1_000_000 + number
        frame = self.crowd.dialect.post(room, key, unique)
        self.keys[key.encode()] = self.receipts.sent(mark(unique).encode())
        if member.transport:
            member.transport.send(WSMsgType.TEXT, frame)

    @property
    def _unanswered(self) -> bool:
        return bool(self.outcomes) and sum(self.outcomes.values()) < self.number

    def _answered(self, kind: int, payload: bytes) -> None:
        """An answer to what was said in an earlier talk, too late for it, is passed over."""
        if kind == ACCEPTED and (message := self.keys.get(payload[KEY])):
            self.acknowledged.append(perf_counter() - message.at)
            self.stored.append(payload[KEY].decode())
            published = b'"state":"published"' in payload
            self.outcomes["published" if published else "held"] += 1
            if not published:
                self.receipts.forget(message)
                self._one_more(message)
        elif kind == REFUSED and (message := self.keys.get(payload[KEY.start - 1 : KEY.stop - 1])):
            self.outcomes["refused"] += 1
            self.receipts.forget(message)
            asyncio.get_running_loop().call_later(0.01, self._one_more, message)

    def told(self) -> dict[str, Any]:
        return {
            "sent": self.number,
            "heard": len(self.receipts.latencies),
            "unheard": self.receipts.unheard,
            "outcomes": dict(self.outcomes),
            "frame_bytes": self.receipts.frame_bytes,
        }
