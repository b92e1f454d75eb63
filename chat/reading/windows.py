"""Stretches of a room's past: the page after a position, the one around it, and where a day or a message stands."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from chat.models import Message, Room
from chat.reading.frames import message_state
from chat.reading.history import full

STRAGGLERS = 20  # messages of a day of which one that waited for a clinician may not be the first in the room


def before(room: Room, position: int | None) -> dict[str, Any]:
    """The page that ends before the position; without one, the latest."""
    seen = _seen(room)
    if position is None:
        return _window(room, seen, None) | {"newer": False}
    return _window(room, seen.filter(position__lt=position), None)


def after(room: Room, position: int) -> dict[str, Any]:
    """The page that begins after the position."""
    return _window(room, None, _seen(room).filter(position__gt=position))


def around(room: Room, position: int) -> dict[str, Any]:
    """The page with the position, or what comes after it, in its middle."""
    seen = _seen(room)
    return _window(room, seen.filter(position__lt=position), seen.filter(position__gte=position))


def position_of(room: Room, message_id: int) -> int | None:
    """Where a message stands, or its tombstone; None for one that the room never saw."""
    return _seen(room).filter(pk=message_id).values_list("position", flat=True).first()


def position_on(room: Room, moment: datetime) -> int | None:
    """Where the talk from the moment on begins; None when nothing was said since.

    A message keeps the time at which it was written, and stands where it appeared: the first by time may be a late one.
    """
    since = _seen(room).filter(created_at__gte=moment).order_by("created_at", "pk")
    return min((message.position or 0 for message in since.only("position")[:STRAGGLERS]), default=None)


def _seen(room: Room) -> QuerySet[Message]:
    return Message.objects.filter(room=room, position__isnull=False)


def _window(room: Room, older: QuerySet[Message] | None, newer: QuerySet[Message] | None) -> dict[str, Any]:
    """States in order, as of `revision` or later; whether there are others before (`more`) and after (`newer`).

    Of the side that was not asked for nothing is said (None).
    """
    size = settings.CHAT["page"]
    half = size if older is None or newer is None else size // 2
    revision = Room.objects.values_list("revision", flat=True).get(pk=room.pk)
    back = [] if older is None else list(full(older).order_by("-position")[: half + 1])
    forth = [] if newer is None else list(full(newer).order_by("position")[: half + 1])
    return {
        "messages": [message_state(message) for message in [*reversed(back[:half]), *forth[:half]]],
        "more": None if older is None else len(back) > half,
        "newer": None if newer is None else len(forth) > half,
        "revision": revision,
    }
