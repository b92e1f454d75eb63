"""Telling processes and sockets what was committed: the words that travel, and the one door to announce them.

A *topic* is something that a socket can listen to and that has a revision: a room, a person's inbox, a feed. A *batch*
is what changed in a topic from one revision to another. Batches are hints: each can be read again from the database,
and is, when one goes missing (chat.delivery.hub).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, Protocol

from asgiref.sync import async_to_sync
from msgspec import UNSET

from chat.models import Message, Room
from chat.protocol import Changes, FeedChanged, encode, framed
from chat.reading import history
from chat.reading.frames import message_state, person, room_settings
from peersupport.accounts.models import User
from peersupport.notices import reading as inboxes


class Topic(NamedTuple):
    kind: Literal["room", "inbox", "feed"]
    id: int | str

    @property
    def group(self) -> str:
        """Its group in the channel layer."""
        return f"{self.kind}.{self.id}"


@dataclass(frozen=True)
class Batch:
    """What happened to a topic at the revisions first…last: `frames` are JSON, ready to send.

    `frames` None is a bare hint that the topic stands at `last`: whoever needs the frames reads them. `rights`: what
    the owner of the inbox may do has changed. `takes_back`: words that were seen before are gone.
    """

    topic: Topic
    first: int
    last: int
    frames: tuple[bytes, ...] | None
    rights: bool = False
    takes_back: bool = False

    @cached_property
    def framed(self) -> bytes:
        """Its frames as they go over the wire: made once, however many connections they go to."""
        return b"".join(framed(frame) for frame in self.frames or ())


class Gap(NamedTuple):
    """What somebody missed of a topic: the revisions after `since`, up to `upto`."""

    id: int | str
    since: int
    upto: int


class Source(Protocol):
    """Where the topics of one kind can be read again."""

    def revisions(self, ids: set) -> dict:
        """The revision of each, in one query."""

    def fill(self, gaps: Collection[Gap]) -> dict[Gap, list[Batch]]:
        """For each gap, everything in it, and maybe more after it, in order."""


class Feed(Protocol):
    """Something that staff may watch as a whole, such as the queue of cases."""

    name: str

    def may_watch(self, user: User) -> bool: ...

    def revision(self) -> int: ...


class Rooms:
    def revisions(self, ids: set) -> dict:
        return history.revisions(ids)

    def fill(self, gaps: Collection[Gap]) -> dict[Gap, list[Batch]]:
        """A page of each at a time, in a fixed number of queries however many they are."""
        batches: dict[Gap, list[Batch]] = {gap: [] for gap in gaps}
        left = {gap: history.Span(int(gap.id), gap.since, gap.upto) for gap in gaps}
        while left:
            found = history.changes_in(left.values())
            for gap, span in list(left.items()):
                if changes := found.get(span):
                    batches[gap].append(_room_batch(Topic("room", gap.id), changes))
                    left[gap] = span._replace(since=changes.to)
                else:
                    del left[gap]
        return batches


class Inboxes:
    def revisions(self, ids: set) -> dict:
        return inboxes.revisions(ids)

    def fill(self, gaps: Collection[Gap]) -> dict[Gap, list[Batch]]:
        """In a fixed number of queries however many they are: a role that is taken from many is told to all at once."""
        spans = {gap: inboxes.Span(int(gap.id), gap.since, gap.upto) for gap in gaps}
        news = inboxes.news(spans.values())
        return {gap: [self._batch(gap, *news[span])] for gap, span in spans.items()}

    def _batch(self, gap: Gap, told: list[dict], rights: bool) -> Batch:
        return Batch(Topic("inbox", gap.id), gap.since + 1, gap.upto, tuple(encode(frame) for frame in told), rights)


class Feeds:
    def __init__(self, feeds: Sequence[Feed]):
        self.by_name = {feed.name: feed for feed in feeds}

    def revisions(self, ids: set) -> dict:
        return {name: self.by_name[name].revision() for name in ids}

    def fill(self, gaps: Collection[Gap]) -> dict[Gap, list[Batch]]:
        return {gap: [self._batch(gap)] for gap in gaps}

    def _batch(self, gap: Gap) -> Batch:
        frame = encode(FeedChanged(feed=str(gap.id), revision=gap.upto))
        return Batch(Topic("feed", gap.id), gap.since + 1, gap.upto, (frame,))


def room_batch(room: Room, messages: Sequence[Message]) -> Batch:
    """The batch of a room's changed messages, which have consecutive revisions, in order."""
    first, last = messages[0].revision or 0, messages[-1].revision or 0
    changes = Changes(room=room.slug, from_=first, to=last, messages=[message_state(message) for message in messages])
    return _room_batch(Topic("room", room.pk), changes)


def settings_batch(room: Room) -> Batch:
    """The batch of a change in how the room is kept, which took its latest revision."""
    at = room.settings_revision
    changes = Changes(room=room.slug, from_=at, to=at, messages=[], settings=room_settings(room))
    return _room_batch(Topic("room", room.pk), changes)


def names_batch(room: Room, people: Sequence[User]) -> Batch:
    """The batch of a change of people's names, which took the room's latest revision."""
    at = room.names_revision
    changes = Changes(room=room.slug, from_=at, to=at, messages=[], people=[person(user) for user in people])
    return _room_batch(Topic("room", room.pk), changes)


def room_hint(room: Room, first: int, last: int) -> Batch:
    """That the room changed at these revisions, without what changed: to be read from the rows."""
    return Batch(Topic("room", room.pk), first, last, None)


def _room_batch(topic: Topic, changes: Changes) -> Batch:
    states = changes.messages
    gone = any(message["state"] != Message.State.PUBLISHED or message["edited"] for message in states)
    takes_back = gone or changes.people is not UNSET  # the former name too
    return Batch(topic, changes.from_, changes.to, (encode(changes),), takes_back=takes_back)


def announce_feed(name: str, revision: int) -> None:
    """Say that the feed stands at `revision`. To be called after the commit."""
    announce(Batch(Topic("feed", name), revision, revision, None))


def announce(batch: Batch) -> None:
    """Hand a committed batch to this process's sockets and to the other processes. Never raises, never waits for them.

    To be called after the commit, from any thread; from a command, which has no sockets, it goes to the others only.
    """
    from chat.delivery import hub, wire

    if here := hub.running():
        here.announce_from_thread(batch)
    elif others := wire.layer():
        async_to_sync(wire.publish)(others, [batch], origin="")
