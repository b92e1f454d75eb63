"""A member's client, as our browser's: an outbox, a list of each room, and one line at a time through either gate."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from websockets.exceptions import InvalidStatus, WebSocketException

from tests.faults.history import History
from tests.faults.line import Line, own_of, state_of
from tests.faults.outbox import Outbox
from tests.faults.view import Frame, View, answered

TICK = 0.25  # seconds
PING_AFTER, GIVE_UP_AFTER = 3.0, 8.0  # seconds of silence
ASK_AGAIN = 5.0  # seconds without an answer to a join
DRAINING = 3.0  # seconds that an old line may still speak after the client has moved
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 2.0  # seconds; a browser waits 0.5 to 30
LATEST = 8  # messages of a room that a reply may be to
TOO_SLOW, LOGGED_OUT = 4408, 4401


@dataclass(frozen=True)
class Person:
    name: str
    user: int
    session: str
    rooms: tuple[str, ...]


class Member:
    def __init__(self, person: Person, gates: Sequence[int], history: History, rng: random.Random):
        self.person, self.gates, self.history, self.rng = person, gates, history, rng
        self.views = {room: View() for room in person.rooms}
        self.outbox = Outbox()
        self.line: Line | None = None
        self._gate = rng.randrange(len(gates))
        self._leaving = False
        self._over = False  # nothing will open a line any more
        self._wish = asyncio.Event()  # to go on through another gate
        self._join_at: dict[str, float] = {}
        self._draining: set[asyncio.Task] = set()
        history.add("member", client=person.name, user=person.user, rooms=list(person.rooms))

    # --- what the harness does with it --------------------------------------------------------------------------------
    def write(self, room: str, text: str, tag: str, risky: bool, reply: bool = False) -> None:
        """Put it into the outbox; `reply`: to one of the latest messages."""
        latest = self.views[room].shown[-LATEST:] if reply else []
        entry = self.outbox.write(room, text, tag, risky, self.rng.choice(latest)[0] if latest else None)
        self.history.add("wrote", client=self.person.name, key=entry.key, room=room)

    def move(self) -> None:
        """Come back through the other gate, at once, while the old line still drains."""
        self._wish.set()

    async def come_back(self, *, within: float, anew: bool = False) -> bool:
        """Hang up and come back; `anew`: as a new page that holds nothing yet. False when it cannot, in the seconds."""
        line = self.line
        if line:
            await line.close()
        if anew:
            self.views = {room: View() for room in self.views}
        deadline = time.monotonic() + within
        while self.line in {None, line}:
            if self._over or time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.05)
        return True

    def joined(self) -> bool:
        """Whether it is connected and every room has answered."""
        known = all(view.revision is not None for view in self.views.values())
        return known and self.line is not None and not self._join_at

    async def leave(self) -> None:
        self._leaving = True
        if self.line:
            await self.line.close()
        await asyncio.gather(*self._draining)

    # --- one line after another ---------------------------------------------------------------------------------------
    async def run(self) -> None:
        ticking = asyncio.create_task(self._tick())
        try:
            for tries in count():
                line = await self._open()
                if line:
                    await self._stay(line)
                if self._leaving or (line and line.code == LOGGED_OUT and line.reading.done()):
                    return
                if self._wish.is_set() or (line and line.code == TOO_SLOW):
                    self._wish.clear()
                    continue
                await asyncio.sleep(self._pause(0 if line else tries))
        finally:
            self._over = True
            ticking.cancel()

    async def _open(self) -> Line | None:
        self._gate = (self._gate + 1) % len(self.gates)
        gate, name = self.gates[self._gate], self.person.name
        try:
            return await Line.open(gate, self.person.session, name, self.history, self._hear)
        except InvalidStatus as error:
            self.history.add("unopened", client=name, gate=gate, status=error.response.status_code)
        except (OSError, TimeoutError, EOFError, WebSocketException) as error:
            self.history.add("unopened", client=name, gate=gate, status=None, why=type(error).__name__)
        return None

    async def _stay(self, line: Line) -> None:
        self._join_at = dict.fromkeys(self.views, 0.0)
        self.outbox.reopen()
        self.line = line
        await self._do_what_is_due()
        wished = asyncio.create_task(self._wish.wait())
        await asyncio.wait({line.reading, wished}, return_when=asyncio.FIRST_COMPLETED)
        wished.cancel()
        self.line = None
        if not line.reading.done():
            task = asyncio.create_task(self._drain(line))
            self._draining.add(task)
            task.add_done_callback(self._draining.discard)

    async def _drain(self, line: Line) -> None:
        await asyncio.wait({line.reading}, timeout=DRAINING)
        await line.close()

    def _pause(self, tries: int) -> float:
        return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(tries, 5)) * (1 + self.rng.random()) / 2

    # --- what it sends ------------------------------------------------------------------------------------------------
    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            await self._do_what_is_due()

    async def _do_what_is_due(self) -> None:
        line, now = self.line, time.monotonic()
        if line is None:
            return
        silent = now - line.last_heard
        if silent > GIVE_UP_AFTER:
            line.drop()
            return
        if silent > PING_AFTER:
            await line.send(type="ping")
        for room in [room for room, at in self._join_at.items() if at <= now]:
            await self._join(line, room)
        if entry := self.outbox.next():
            told = {name: getattr(entry, name) for name in ("key", "room", "text", "tag", "risky", "reply_to")}
            self._record("sent", line, **told)
            await line.send(type="post", room=entry.room, key=entry.key, text=entry.text, reply_to=entry.reply_to)

    async def _join(self, line: Line, room: str) -> None:
        since = self.views[room].revision
        self._join_at[room] = time.monotonic() + ASK_AGAIN
        line.asked.setdefault(room, []).append(since)
        self._record("join", line, room=room, since=since)
        await line.send(type="join", room=room, since=since)

    # --- what it hears ------------------------------------------------------------------------------------------------
    def _hear(self, line: Line, frame: Frame) -> None:
        hear = {
            "joined": self._hear_joined,
            "changes": self._hear_changes,
            "accepted": self._hear_accepted,
            "refused": self._hear_refused,
            "error": self._hear_error,
            "notice": self._hear_notice,
        }.get(frame["type"])
        if hear:
            hear(line, frame)

    def _hear_joined(self, line: Line, frame: Frame) -> None:
        room = frame["room"]
        told = {name: frame[name] for name in ("room", "revision", "reset", "messages", "own")}
        self._record("joined", line, since=answered(line.asked[room], frame), **told)
        self.views[room].joined(frame)
        if line is self.line:
            self._join_at.pop(room, None)

    def _hear_changes(self, line: Line, frame: Frame) -> None:
        taken = self.views[frame["room"]].changes(frame)
        told = {name: frame[name] for name in ("room", "from", "to", "messages")}
        self._record("changes", line, taken=taken, **told)
        if not taken and line is self.line:
            self._join_at.setdefault(frame["room"], 0.0)

    def _hear_accepted(self, line: Line, frame: Frame) -> None:
        message = state_of(frame["message"]) if "message" in frame else {"position": None, "revision": None}
        told = {name: frame[name] for name in ("key", "room", "id", "state", "replay")}
        own = own_of(frame["own"]) if "own" in frame else None
        self._record("accepted", line, position=message["position"], revision=message["revision"], own=own, **told)
        self.outbox.accepted(frame["key"])

    def _hear_refused(self, line: Line, frame: Frame) -> None:
        told = {name: frame[name] for name in ("key", "room", "code")}
        self._record("refused", line, **told, retry_after=frame.get("retry_after"))
        self.outbox.refused(frame["key"], frame["code"], frame.get("retry_after") or 1.0)

    def _hear_notice(self, line: Line, frame: Frame) -> None:
        own = own_of(frame["message"]) if frame.get("message") else None
        self._record("notice", line, notice=frame["kind"], words=f"{frame['title']} {frame['body']}", own=own)

    def _hear_error(self, line: Line, frame: Frame) -> None:
        """It names no key: it can only speak of the one in flight, or of a join that waits."""
        wait = frame.get("retry_after") or 1.0
        self._record("error", line, code=frame["code"], room=frame.get("room"))
        if line is not self.line:
            return
        if frame.get("room") in self.views:
            self._join_at[frame["room"]] = time.monotonic() + wait
        else:
            self.outbox.refused(None, frame["code"], wait)

    def _record(self, kind: str, line: Line, **fields: object) -> None:
        self.history.add(kind, client=self.person.name, line=line.number, **fields)
