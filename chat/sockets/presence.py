"""Who is in each room at the moment: a number for everybody, and the names of those who let themselves be seen.

Each process counts its own connections and tells the others its *roster* of a room by hints: when it changes, and again
and again while it does not, since a process that dies says nothing. Frames are few however many come and go: one look
at a room serves all of them, and the larger the room, the rarer it is.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from chat.delivery.hints import Hint
from chat.delivery.hub import Hub
from chat.delivery.live import Topic
from chat.protocol import Here, encode
from peersupport.accounts.models import User

GATHER = 1.0  # seconds after a change in which others are waited for
PAUSE = 5.0  # seconds between two looks at a room, at least …
EACH = 0.01  # … and so many for each connection: a hundred frames a second, however large the room
AGAIN = 15.0  # seconds after which a roster is told anew
STALE = 45.0  # seconds without a word after which another process's roster counts no more
NAMED = 50  # people
ROSTER = 5_000  # people whom one process tells of one room: beyond that a count is no longer of use


class Presence:
    def __init__(self, hub: Hub):
        self._hub = hub
        self._rooms: dict[Topic, Room] = {}
        hub.takers["here"] = self._take

    # --- what connections say -----------------------------------------------------------------------------------------
    def enter(self, topic: Topic, slug: str, user: User) -> None:
        """One connection of the person's more is in the room. It is told who is here in a moment, with the others."""
        room = self._rooms.get(topic)
        if room is None:
            room = self._rooms[topic] = Room(slug)
        room.mine.setdefault(user.pk, Person()).connections += 1
        room.is_awaited = True
        self.know(topic, user)

    def know(self, topic: Topic, user: User) -> None:
        """Whether the person lets others see the name may have changed."""
        if (room := self._rooms.get(topic)) and (person := room.mine.get(user.pk)):
            person.name = user.pseudonym if user.shows_presence else ""
            self._soon(topic, room)

    def leave(self, topic: Topic, user_id: int) -> None:
        """A connection less."""
        room = self._rooms.get(topic)
        if room is None or (person := room.mine.get(user_id)) is None:
            return
        person.connections -= 1
        if not person.connections:
            del room.mine[user_id]
        self._soon(topic, room)

    # --- what other processes say -------------------------------------------------------------------------------------
    def _take(self, hint: Hint, origin: str) -> None:
        room = self._rooms.get(hint.topic)
        if room is None or origin == self._hub.origin:
            return
        said, before = hint.data, room.others.get(origin)
        room.others[origin] = Roster(set(said["ids"]), dict(said["names"]), self._hub.loop.time())
        if before is None:
            room.told_others = None  # it has just begun to listen, and was told nothing so far
        if room.others[origin] != before:
            self._soon(hint.topic, room)

    # --- now and then -------------------------------------------------------------------------------------------------
    def _soon(self, topic: Topic, room: "Room") -> None:
        self._at(topic, room, max(self._hub.loop.time() + GATHER, room.looked + self._pause(topic)))

    def _pause(self, topic: Topic) -> float:
        channel = self._hub.channels.get(topic)
        return max(PAUSE, EACH * len(channel.listeners)) if channel else PAUSE

    def _at(self, topic: Topic, room: "Room", due: float) -> None:
        if room.timer and room.timer.when() <= due:
            return
        if room.timer:
            room.timer.cancel()
        room.timer = self._hub.loop.call_at(due, self._look, topic)

    def _look(self, topic: Topic) -> None:
        """Tell the others what is new of ours, our own sockets what is new of all."""
        room, now = self._rooms[topic], self._hub.loop.time()
        room.timer, room.looked = None, now
        self._tell_others(topic, room, now)
        room.forget(now - STALE)
        frame = encode(room.frame())
        if room.mine and (room.is_awaited or frame != room.told):
            room.told, room.is_awaited = frame, False
            self._hub.pass_on(topic, frame)
        if not room.mine:
            del self._rooms[topic]
        elif self._hub.layer:
            self._at(topic, room, now + AGAIN)

    def _tell_others(self, topic: Topic, room: "Room", now: float) -> None:
        if not self._hub.layer:
            return
        mine = room.roster()
        if mine != room.told_others or now >= room.told_at + AGAIN:
            room.told_others, room.told_at = mine, now
            self._hub.hint(Hint(topic, "here", {"ids": sorted(mine.ids)[:ROSTER], "names": list(mine.names.items())}))


@dataclass
class Person:
    """Somebody in a room over connections of this process; `name` "" for who does not show it."""

    connections: int = 0
    name: str = ""


@dataclass
class Roster:
    """Who is in a room at one process, and the names that may be shown: NAMED at most."""

    ids: set[int]
    names: dict[int, str]
    at: float = field(default=0.0, compare=False)


@dataclass(eq=False)
class Room:
    """Who is in one room."""

    slug: str
    mine: dict[int, Person] = field(default_factory=dict)
    others: dict[str, Roster] = field(default_factory=dict)  # by process
    timer: asyncio.TimerHandle | None = None
    looked: float = float("-inf")
    told: bytes = b""
    is_awaited: bool = False  # somebody has come since who was told nothing
    told_others: Roster | None = None
    told_at: float = float("-inf")

    def roster(self) -> Roster:
        return Roster(set(self.mine), _first({id: one.name for id, one in self.mine.items() if one.name}.items()))

    def forget(self, before: float) -> None:
        self.others = {origin: roster for origin, roster in self.others.items() if roster.at >= before}

    def frame(self) -> Here:
        rosters = [self.roster(), *self.others.values()]
        named = _first(pair for roster in rosters for pair in roster.names.items())
        people = [{"id": user_id, "name": name} for user_id, name in named.items()]
        return Here(room=self.slug, count=len(set().union(*(roster.ids for roster in rosters))), people=people)


def _first(people: Iterable[tuple[int, str]]) -> dict[int, str]:
    """The first by name."""
    return dict(sorted(set(people), key=lambda person: (person[1].casefold(), person[0]))[:NAMED])
