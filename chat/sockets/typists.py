"""Who writes in each room at the moment: told by hints alone, stored nowhere, and over by itself."""

import asyncio
from collections import OrderedDict

from chat.delivery.hints import Hint
from chat.delivery.hub import Hub
from chat.delivery.live import Topic
from chat.protocol import Typing, encode
from peersupport.accounts.models import User

LASTS = 6.0  # seconds for which somebody who has typed counts as writing
RENEWED = 2.0  # seconds in which another frame of theirs says nothing new
PAUSE = 1.0  # seconds between two frames to a room, at least
FIRST = 0.1  # seconds before its first
CROWD = 200  # connections to a room in this process, above which nobody is told
NAMED = 4  # people: one of them may be the reader, who leaves three names


class Typists:
    def __init__(self, hub: Hub):
        self._hub = hub
        self._rooms: dict[Topic, Table] = {}
        hub.takers["typing"] = self._take

    def put(self, topic: Topic, slug: str, user: User) -> None:
        """Somebody who may be told of is writing."""
        if self._is_crowded(topic):
            return
        table = self._rooms.get(topic)
        if table and table.left(user.pk) > LASTS - RENEWED:
            return
        self._hub.hint(Hint(topic, "typing", {"room": slug, "id": user.pk, "name": user.pseudonym}))

    def stop(self, topic: Topic, user_id: int) -> None:
        """They have sent it, or are gone."""
        if (table := self._rooms.get(topic)) and table.left(user_id):
            self._hub.hint(Hint(topic, "typing", {"id": user_id, "name": ""}))

    def _is_crowded(self, topic: Topic) -> bool:
        channel = self._hub.channels.get(topic)
        return channel is None or len(channel.listeners) > CROWD

    def _take(self, hint: Hint, _origin: str) -> None:
        topic, said = hint.topic, hint.data
        table = self._rooms.get(topic)
        if not said["name"]:
            if table:
                table.people.pop(said["id"], None)
            return
        if self._is_crowded(topic):
            return
        if table is None:
            table = self._rooms[topic] = Table(said["room"])
            self._hub.loop.call_later(FIRST, self._look, topic)
        table.put(said["id"], said["name"])

    def _look(self, topic: Topic) -> None:
        """Tell the room when it is no longer the same people; once a second, for as long as somebody writes."""
        table = self._rooms[topic]
        if table.has_changed():
            self._hub.pass_on(topic, encode(table.frame()))
        if table.told:
            self._hub.loop.call_later(PAUSE, self._look, topic)
        else:
            del self._rooms[topic]


class Table:
    """Those who write in one room, in the order in which they began."""

    def __init__(self, slug: str):
        self.slug = slug
        self.people: OrderedDict[int, tuple[str, float]] = OrderedDict()  # name, and until when
        self.told: list[int] = []
        self.now = asyncio.get_running_loop().time

    def put(self, user_id: int, name: str) -> None:
        self.people[user_id] = (name, self.now() + LASTS)

    def left(self, user_id: int) -> float:
        """For how many seconds more they count as writing."""
        _, until = self.people.get(user_id, ("", 0.0))
        return max(0.0, until - self.now())

    def has_changed(self) -> bool:
        """Whether others write than were told; they are told now."""
        for user_id in [user_id for user_id in self.people if not self.left(user_id)]:
            del self.people[user_id]
        before, self.told = self.told, list(self.people)
        return before != self.told

    def frame(self) -> Typing:
        named = [{"id": user_id, "name": name} for user_id, (name, _) in list(self.people.items())[:NAMED]]
        return Typing(room=self.slug, people=named, more=len(self.people) - len(named))
