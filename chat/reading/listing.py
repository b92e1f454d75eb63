"""The list of rooms: mine, those I could join or ask for, archived ones of mine; by topic, each with its next hour.

Those that one could join in one's own language come apart, before all others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from chat.models import JoinRequest, Membership, Room
from chat.reading import agenda
from education.vocabulary import Topic
from peersupport.accounts.models import User


@dataclass(frozen=True)
class Shelf:
    """The rooms of one topic; "" for those without one."""

    topic: str
    rooms: list[Any]


def sections(user: User, unread: Mapping[int, Any], now: datetime) -> dict[str, list[Shelf]]:
    """The shelves "mine", "more", "foreign" (more in other languages) and "archived".

    `unread` (chat.services.reads): by room of theirs.

    Within a topic the rooms in the reader's language come first, and of these what is live soonest.
    """
    listed = list(_listed(user))
    hours = agenda.next_of([room.pk for room in listed if room.archived_at is None], now)
    for room in listed:
        room.hour, room.unread = hours.get(room.pk), unread.get(room.pk)
    listed.sort(key=lambda room: _place(room, user.language))
    more = [room for room in listed if not room.is_mine and not room.archived_at]
    return {
        "mine": _by_topic(room for room in listed if room.is_mine and not room.archived_at),
        "more": _by_topic(room for room in more if room.language == user.language),
        "foreign": _by_topic(room for room in more if room.language != user.language),
        "archived": _by_topic(room for room in listed if room.is_mine and room.archived_at),
    }


def _listed(user: User) -> Iterable[Any]:
    mine = Membership.objects.filter(room=OuterRef("pk"), user=user)
    asked = JoinRequest.objects.filter(room=OuterRef("pk"), user=user, answered_at=None)
    waiting = JoinRequest.objects.filter(room=OuterRef("pk"), answered_at=None).order_by().values("room")
    asking = Subquery(waiting.annotate(count=Count("pk")).values("count"))
    found = Room.objects.for_many().annotate(
        is_mine=Exists(mine), requested=Exists(asked), members=Count("memberships"), asking=asking
    )
    return found.filter(Q(is_mine=True) | ~Q(joining=Room.Joining.CODE))


def _place(room: Any, language: str) -> tuple[bool, str, bool, float, str]:
    """Rooms without a topic come last."""
    starts = room.hour.start.timestamp() if room.hour else float("inf")
    return (not room.topic, topic_words(room.topic), room.language != language, starts, room.title)


def _by_topic(rooms: Iterable[Any]) -> list[Shelf]:
    return [Shelf(topic, list(some)) for topic, some in groupby(rooms, key=lambda room: topic_words(room.topic))]


def topic_words(topic: str) -> str:
    """A topic of the library's in the reader's language; any other as it was written."""
    return str(Topic(topic).label) if topic in Topic.values else topic
