"""Reacting to a message, and taking that back. Any number of people's wishes are met in one transaction.

    lock the rooms · ask who may · store what differs from the rows · each message that looks different now takes ONE
    revision, however many reacted to it · announce

What is wished twice is true already: then nothing changes, and nothing is announced.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from msgspec import UNSET

from chat.errors import Archived, BadReaction, NoMessage, NoRoom, NotAllowed, OwnMessage, Paused, Refusal
from chat.models import Message, Pause, Reaction, Room
from chat.protocol import React, Reacted, ReactRefused
from chat.reactions import REACTIONS
from chat.reading import history
from chat.services import standing
from chat.services.answers import rounded_up
from chat.services.changing import announce, locked, take_revision
from chat.services.standing import Standing
from peersupport.accounts.models import User

NO_KEY = UUID(int=0)  # who may react is asked as it is asked of a post, but no post is looked for


@dataclass(frozen=True)
class Wish:
    """That somebody's reaction to a message be there, or not."""

    room: str
    message_id: int
    reaction: str
    on: bool
    author_id: int
    language: str = "en"
    key: UUID = NO_KEY


class Spot(NamedTuple):
    """Where a reaction is or is not: there is at most one row."""

    message_id: int
    user_id: int
    reaction: str


def wish_of(user: User, frame: React) -> Wish:
    """What the user asks for. Raises BadReaction."""
    if frame.reaction not in REACTIONS:
        raise BadReaction
    return Wish(frame.room, frame.id, frame.reaction, frame.on, user.pk, user.language)


def react(wishes: Sequence[Wish], *, now: datetime) -> list[Refusal | None]:
    """Meet the wishes, the later ones last, and say of each, in order, whether it was refused."""
    with transaction.atomic():
        rooms = {room.slug: room for room in locked(Q(slug__in={wish.room for wish in wishes}))}
        seen = _seen({wish.message_id for wish in wishes}, rooms.values())
        outcomes: list[Refusal | None] = []
        wanted: dict[Spot, bool] = {}
        for wish, stands in zip(wishes, standing.of(wishes, rooms, now), strict=True):
            try:
                _check(wish, stands, rooms.get(wish.room), seen)
            except Refusal as refusal:
                outcomes.append(refusal)
                continue
            wanted[Spot(wish.message_id, wish.author_id, wish.reaction)] = wish.on
            outcomes.append(None)
        _show(_store(wanted, now), rooms.values())
    return outcomes


def answer(wish: Wish, refusal: Refusal | None) -> Reacted | ReactRefused:
    """The frame for one wish."""
    if refusal is None:
        return Reacted(wish.room, wish.message_id, wish.reaction, wish.on)
    frame = React(wish.room, wish.message_id, wish.reaction, wish.on)
    return refused(frame, refusal, wish.language)


def refused(frame: React, refusal: Refusal, language: str) -> ReactRefused:
    """In the person's language."""
    with translation.override(language):
        return ReactRefused(
            room=frame.room,
            id=frame.id,
            reaction=frame.reaction,
            on=frame.on,
            code=refusal.code,
            detail=str(refusal.detail),
            retry_after=UNSET if refusal.retry_after is None else rounded_up(refusal.retry_after),
        )


def _seen(ids: Collection[int], rooms: Collection[Room]) -> dict[int, tuple[str, int]]:
    """Of the messages that members of the rooms see: the room's slug and the author."""
    found = Message.objects.filter(pk__in=ids, room__in=rooms, state=Message.State.PUBLISHED)
    return {pk: (slug, author_id) for pk, slug, author_id in found.values_list("pk", "room__slug", "author_id")}


def _check(wish: Wish, stands: Standing, room: Room | None, seen: dict[int, tuple[str, int]]) -> None:
    """A reaction says "I stand by you": nobody says that to themselves, and a count is to mean others."""
    if room is None or not stands.is_member:
        raise NoRoom
    if stands.author is None:
        raise NotAllowed
    if room.archived_at is not None:
        raise Archived
    if stands.pause:
        pause = Pause.objects.get(pk=stands.pause)
        raise Paused(until=pause.until, reason=pause.reason)
    slug, author_id = seen.get(wish.message_id, ("", 0))
    if slug != wish.room:
        raise NoMessage
    if author_id == wish.author_id:
        raise OwnMessage


def _store(wanted: dict[Spot, bool], now: datetime) -> set[int]:
    """Make the rows as wanted; gives the messages that look different now. Under the lock nobody else writes them."""
    about = Q(message__in={spot.message_id for spot in wanted}, user__in={spot.user_id for spot in wanted})
    rows = Reaction.objects.filter(about) if wanted else ()
    there = {Spot(row.message_id, row.user_id, row.reaction): row.pk for row in rows}
    new = [spot for spot, on in wanted.items() if on and spot not in there]
    gone = [spot for spot, on in wanted.items() if not on and spot in there]
    Reaction.objects.bulk_create([Reaction(**spot._asdict(), at=now) for spot in new])
    if gone:
        Reaction.objects.filter(pk__in=[there[spot] for spot in gone]).delete()
    return {spot.message_id for spot in (*new, *gone)}


def _show(touched: Collection[int], rooms: Collection[Room]) -> None:
    """Each takes its room's next revision; the room is told in frames of no more than a page."""
    if not touched:
        return
    by_id = {room.pk: room for room in rooms}
    changed: dict[int, list[Message]] = defaultdict(list)
    for message in history.full(Message.objects.filter(pk__in=touched)).order_by("pk"):
        message.before_reactions = message.content_revision
        take_revision(by_id[message.room_id], message)
        message.reaction_revision = message.revision
        changed[message.room_id].append(message)
    everything = [message for messages in changed.values() for message in messages]
    Message.objects.bulk_update(everything, ["revision", "reaction_revision", "before_reactions"])
    standing.save_revisions([by_id[room_id] for room_id in changed])
    announce(everything)
