"""Posting: the drafts of any number of people and rooms, screened, stored in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chat.errors import (
    Archived,
    BadReply,
    BadResource,
    KeyReused,
    NoRoom,
    NotAllowed,
    Paused,
    Refusal,
    SlowMode,
)
from chat.models import Message, Pause, Room
from chat.reading import history
from chat.services import events, mentions, standing, turns
from chat.services.changing import announce
from chat.services.gate import Draft, Gate, Screened
from chat.services.standing import Standing
from chat.services.telling import news_of
from chat.text import Span
from education.models import Resource
from peersupport.notices.services import tell_all

ScreenedDraft = tuple[Draft, Screened]


@dataclass(frozen=True)
class Stored:
    """A post that is in the database: now, or (`replay`) since the first time it was sent."""

    message: Message
    card: dict | None
    replay: bool = False


def post(drafts: Sequence[ScreenedDraft], *, gate: Gate, now: datetime) -> list[Stored | Refusal]:
    """Store what may be stored, in one transaction, and say of each draft, in order, what became of it.

    Screening is part of each draft: nothing is stored unscreened. Raises what the database raises, and has then stored
    nothing.
    """
    for draft, _ in drafts:
        _ = draft.html  # made before the rooms are locked
    with transaction.atomic():
        world = _World(drafts, now)
        outcomes: list[Stored | Refusal] = []
        fresh: list[tuple[Message, Screened]] = []
        naming: list[tuple[Message, Sequence[Span]]] = []
        for draft, (_, screened), stands in zip(world.drafts, drafts, world.standings, strict=True):
            try:
                if first := world.sent_before(draft):
                    outcomes.append(Stored(first, first.card, replay=True))
                    continue
                message = world.message(draft, screened, stands)
            except Refusal as refusal:
                outcomes.append(refusal)
                continue
            fresh.append((message, screened))
            if draft.mentions:
                naming.append((message, draft.mentions))
            outcomes.append(Stored(message, screened.card))
        standing.insert([message for message, _ in fresh])
        world.save_revisions()
        told = gate.record(fresh, now)
        mentions.record(naming)
        events.prompted((message for message, _ in fresh), now)
        if told := [*told, *news_of([message for message, _ in fresh], now)]:
            tell_all(told, now=now)
        announce(message for message, _ in fresh if message.revision)
    return outcomes


class _World:
    """What a batch of drafts is judged against, read in a fixed number of queries, under the rooms' locks."""

    def __init__(self, drafts: Sequence[ScreenedDraft], now: datetime):
        self.now = now
        self.rooms = standing.locked_rooms({draft.room for draft, _ in drafts})
        self.drafts = plain = mentions.up_to_date([draft for draft, _ in drafts])
        self.standings = standing.of(plain, self.rooms, now)
        self.pauses = _in_force([stands.pause for stands in self.standings if stands.pause])
        self.latest = turns.latest_posts({draft.author_id for draft in plain}, self.rooms.values(), now)
        self.sent = _by_key([stands.sent for stands in self.standings if stands.sent])
        self.quoted = _by_id([draft.reply_to_id for draft in plain if draft.reply_to_id])
        self.resources = _on_the_shelf([draft.resource_id for draft in plain if draft.resource_id], now)
        self.touched: dict[str, Room] = {}

    def sent_before(self, draft: Draft) -> Message | None:
        """The message that this key made before, if any. Raises KeyReused when it said something else."""
        first = self.sent.get((draft.author_id, draft.key))
        if first and not (mentions.same_words(first.first_text(), draft.text) and first.room.slug == draft.room):
            raise KeyReused
        return first

    def message(self, draft: Draft, screened: Screened, stands: Standing) -> Message:
        """The message to store, its revision taken if it is to be seen. Raises Refusal.

        To the care team nothing is held: those who would read it first are those to whom it goes (docs/decisions/014).
        """
        room = self.rooms.get(draft.room)
        if room is None or not stands.is_member:
            raise NoRoom
        barred = self._check_turn(draft, screened, room, stands)
        holds = barred or (screened.action == "hold" and not room.is_care)
        message = Message(
            room=room,
            author=stands.author,
            key=draft.key,
            text=draft.text,
            html=draft.html,
            feeling=draft.feeling,
            reply_to=self._quoted(draft, screened, room),
            resource=self._resource(draft, screened),
            kind=draft.kind,
            state=Message.State.HELD if holds else Message.State.PUBLISHED,
            caution=screened.action == "caution" and not room.is_care,
            card=screened.card,
            created_at=self.now,
        )
        message._state.fields_cache |= {"correction": None, "pin": None}  # newborn: nobody need ask the database
        message.tally, message.named = [], []
        if message.state == Message.State.PUBLISHED:
            message.position = message.revision = self._next_revision(room)
        self.sent[draft.author_id, draft.key] = message
        if room.slow_seconds:
            self.latest[draft.author_id, room.pk] = self.now
        return message

    def _check_turn(self, draft: Draft, screened: Screened, room: Room, stands: Standing) -> bool:
        """Raise what keeps the author from posting this in the room now; say whether it goes to a clinician alone.

        A cry for help is refused to nobody who may post: no other hears it before it is stored. A pace is for calm, and
        it does not wait for that, though it takes its author's turn all the same. A pause and an archive are meant for
        the person, or for the room, and keep it from the room.
        """
        if stands.author is None or (draft.kind == Message.Kind.PROMPT and not stands.leads):
            raise NotAllowed
        if bar := self._bar(room, stands):
            if screened.cannot_wait:
                return True
            raise bar
        if stands.leads or screened.cannot_wait:
            return False
        if wait := turns.wait(room, self.latest.get((draft.author_id, room.pk)), self.now):
            raise SlowMode(retry_after=wait)
        return False

    def _bar(self, room: Room, stands: Standing) -> Refusal | None:
        if room.archived_at is not None:
            return Archived()
        if pause := self.pauses.get(stands.pause or 0):
            return Paused(until=pause.until, reason=pause.reason)
        return None

    def save_revisions(self) -> None:
        standing.save_revisions(self.touched.values())

    def _quoted(self, draft: Draft, screened: Screened, room: Room) -> Message | None:
        """What it answers. A cry for help goes out without what is no longer there, as it does with a resource."""
        if draft.reply_to_id is None:
            return None
        quoted = self.quoted.get(draft.reply_to_id)
        if quoted and quoted.room_id == room.pk and quoted.state == Message.State.PUBLISHED:
            return quoted
        if screened.cannot_wait:
            return None
        raise BadReply

    def _resource(self, draft: Draft, screened: Screened) -> Resource | None:
        if draft.resource_id is None:
            return None
        resource = self.resources.get(draft.resource_id)
        if resource is None and not screened.cannot_wait:
            raise BadResource
        return resource

    def _next_revision(self, room: Room) -> int:
        room.revision += 1
        self.touched[room.slug] = room
        return room.revision


# Most batches have nothing to look for here, and a query that can find nothing still costs as much to build.
def _by_key(ids: list[int]) -> dict[tuple[int, UUID], Message]:
    found = history.full(Message.objects.filter(pk__in=ids)) if ids else ()
    return {(message.author_id, message.key): message for message in found}


def _by_id(ids: list[int]) -> dict[int, Message]:
    return Message.objects.filter(pk__in=ids).select_related("author").in_bulk() if ids else {}


def _in_force(ids: list[int]) -> dict[int, Pause]:
    return Pause.objects.in_bulk(ids) if ids else {}


def _on_the_shelf(ids: list[int], now: datetime) -> dict[int, Resource]:
    return Resource.objects.filter(pk__in=ids).shown(timezone.localdate(now)).in_bulk() if ids else {}
