"""Posts many texts to a running server over real sockets, as many members, and counts what became of each.

A member keeps its order, waits when it is asked to slow down, and after a lost connection sends again with the same
key, as the browser does: so every text ends accepted, held or refused with a code.
"""

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin, Subprotocol

LATER = {"slow_down", "try_again"}  # codes after which the same key is sent again
ANSWER_SECONDS = 30.0
TRIES = 60  # connections that one member may lose before its texts count as unanswered


@dataclass
class Tally:
    """What became of the texts. `latencies`: seconds from sending to the answer that counted."""

    texts: int
    outcomes: Counter[str] = field(default_factory=Counter)
    asked_to_wait: int = 0
    reconnects: int = 0
    latencies: list[float] = field(default_factory=list)

    @property
    def done(self) -> int:
        return self.outcomes.total()

    def percentile(self, percent: float) -> float:
        """Of the latencies, in milliseconds."""
        ordered = sorted(self.latencies) or [0.0]
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000


class Pace:
    """Lets `rate` texts a second begin, all members together; 0 lets them go as they come."""

    def __init__(self, rate: float):
        self.gap = 1 / rate if rate else 0.0
        self.next = time.monotonic()

    async def turn(self) -> None:
        now = time.monotonic()
        begin, self.next = max(now, self.next), max(now, self.next) + self.gap
        await asyncio.sleep(begin - now)


async def replay(
    texts: Sequence[str],
    *,
    url: str,
    room: str,
    sessions: Sequence[str],
    rate: float,
    progress: Callable[[Tally], None],
) -> Tally:
    """Post the texts to the room on the server at `url` ("http://host:port") as the sessions' owners, in turn."""
    tally, pace = Tally(len(texts)), Pace(rate)
    shares = [deque(texts[at :: len(sessions)]) for at in range(len(sessions))]
    showing = asyncio.create_task(_show(tally, progress))
    members = (Member(url, room, session, share, pace, tally) for session, share in zip(sessions, shares, strict=True))
    await asyncio.gather(*(member.run() for member in members))
    showing.cancel()
    progress(tally)
    return tally


async def _show(tally: Tally, progress: Callable[[Tally], None]) -> None:
    while True:
        progress(tally)
        await asyncio.sleep(1)


@dataclass
class Member:
    url: str
    room: str
    session: str
    texts: deque[str]
    pace: Pace
    tally: Tally
    key: str = ""

    async def run(self) -> None:
        for _ in range(TRIES):
            try:
                async with connect(
                    self.url.replace("http", "ws", 1) + "/ws/",
                    subprotocols=[Subprotocol("peersupport.v1")],
                    origin=Origin(self.url),
                    additional_headers={"Cookie": f"sessionid={self.session}"},
                    compression=None,
                    open_timeout=30,
                ) as line:
                    while self.texts:
                        await self._post(line)
                return
            except (ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
                self.tally.reconnects += 1
                await asyncio.sleep(0.5)
        self.tally.outcomes["unanswered"] += len(self.texts)

    async def _post(self, line: ClientConnection) -> None:
        if not self.key:  # else it was sent before and its answer was lost
            await self.pace.turn()
            self.key = str(uuid4())
        began = time.monotonic()
        frame = {"type": "post", "room": self.room, "key": self.key, "text": self.texts[0]}
        await line.send(json.dumps(frame))
        answer = await asyncio.wait_for(self._answer(line), ANSWER_SECONDS)
        if answer.get("code") in LATER:
            self.tally.asked_to_wait += 1
            await asyncio.sleep(answer.get("retry_after", 1))
            return
        self.tally.latencies.append(time.monotonic() - began)
        self.tally.outcomes[_outcome(answer)] += 1
        self.texts.popleft()
        self.key = ""

    async def _answer(self, line: ClientConnection) -> dict:
        """The answer to our post; an `error` has no key, but we have only one frame under way."""
        while True:
            frame = json.loads(await line.recv())
            if frame["type"] == "error" or frame.get("key") == self.key:
                return frame


def _outcome(answer: dict) -> str:
    if answer["type"] == "accepted":
        marked = answer["state"] == "published" and answer["message"]["caution"]
        return "published with caution" if marked else answer["state"]
    return f"refused: {answer['code']}"
