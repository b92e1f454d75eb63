"""What happens in rooms, told to members who are away and want to hear of it.

planned, called_off,  ─┐ write down what happened, in the transaction that does it and under the room's lock
prompted, archived    ─┘
remind                 writes down that a live hour begins soon
tell                   tells the members, some at a time

A job tells (peersupport.background), and not the transaction: a room may have thousands of members, and what is said
in it does not wait for them. Each is told once, for who was told is noted with the notices; a process that dies, or a
second one, changes nothing about that. Who left, came later, did it, or muted the author of a prompt is not told.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from chat.models import LiveHour, Membership, Mention, Message, Room, RoomEvent
from chat.reading import agenda
from chat.reading.agenda import Occurrence
from chat.services.muting import silenced
from chat.services.telling import address_of
from peersupport.accounts.models import User
from peersupport.notices import reaching
from peersupport.notices.kinds import Group
from peersupport.notices.models import Reach
from peersupport.notices.services import Told, tell_all
from peersupport.notices.wire import stamp

log = logging.getLogger(__name__)

Kind = RoomEvent.Kind
SOON = timedelta(minutes=15)  # before a live hour, so that there is time to come
AT_ONCE = 200  # members told in one transaction


# --- what happened ----------------------------------------------------------------------------------------------------
def planned(hour: LiveHour, *, by: User, now: datetime) -> None:
    """One that begins soon is told as planned, and not as both."""
    one = next(agenda.times(hour, now), None)
    if one is None:
        return
    RoomEvent.objects.create(room=hour.room, kind=Kind.HOUR_PLANNED, hour=hour, data=_about(one), by=by, at=now)
    if one.start <= now + SOON:
        LiveHour.objects.filter(pk=hour.pk).update(told_upto=one.start)


def called_off(hour: LiveHour, *, by: User, now: datetime) -> None:
    """To be called while the hour stands. Who never heard of it need not hear that it is off."""
    one = next(agenda.times(hour, now), None)
    untold = list(RoomEvent.objects.select_for_update().filter(hour=hour).order_by("pk"))  # nobody is told meanwhile
    unheard = any(event.kind == Kind.HOUR_PLANNED and not event.told_upto for event in untold)
    if one and not unheard and hour.room.archived_at is None:
        RoomEvent.objects.create(room=hour.room, kind=Kind.HOUR_CALLED_OFF, data=_about(one), by=by, at=now)


def prompted(messages: Iterable[Message], now: datetime) -> None:
    """Of messages that were first published in this transaction."""
    seen = [one for one in messages if one.kind == Message.Kind.PROMPT and one.state == Message.State.PUBLISHED]
    if seen:
        events = [RoomEvent(room=one.room, kind=Kind.PROMPT, message=one, by=one.author, at=now) for one in seen]
        RoomEvent.objects.bulk_create(events)


def archived(room: Room, *, by: User, now: datetime) -> None:
    RoomEvent.objects.create(room=room, kind=Kind.ARCHIVED, by=by, at=now)


def remind(*, now: datetime) -> None:
    """Write down, once for each time, that a live hour begins within SOON. One that began meanwhile is not told."""
    for one in agenda.beginning(now, SOON):
        with transaction.atomic():
            fresh = Q(told_upto=None) | Q(told_upto__lt=one.start)
            if LiveHour.objects.filter(fresh, pk=one.hour.pk).update(told_upto=one.start):
                about = {"room": one.hour.room, "hour": one.hour, "data": _about(one) | {"over": stamp(one.end)}}
                RoomEvent.objects.create(kind=Kind.HOUR_SOON, at=now, **about)


def _about(one: Occurrence) -> dict[str, Any]:
    """`over` is when nobody need be told of it any more."""
    hour = one.hour
    over = {} if hour.weekly_until else {"over": stamp(one.end)}
    said = {"title": hour.title, "host": hour.host, "starts": stamp(one.start)}
    return said | {"weekly": hour.weekly_until is not None} | over


# --- telling ----------------------------------------------------------------------------------------------------------
def tell(*, now: datetime) -> None:
    """One event that cannot be told keeps no other."""
    for pk in RoomEvent.objects.order_by("pk").values_list("pk", flat=True):
        try:
            while _tell_some(pk, now):
                pass
        except Exception as error:
            log.error("what happened in a room could not be told: %s", type(error).__name__)


@transaction.atomic
def _tell_some(pk: int, now: datetime) -> bool:
    """Whether there may be more. An event that another process has in hand is left to it."""
    free = RoomEvent.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
    event = free.select_related("room", "message").first()
    if event is None:
        return False
    found = _next(event) if _holds(event, now) else []
    if not found:
        event.delete()
        return False
    event.told_upto = found[-1].pk
    event.save(update_fields=["told_upto"])
    people = _hearing(event, [reach.pk for reach in found if _is_wanted(event, reach)])
    url = address_of(event.message) if event.message else reverse("chat:room", args=[event.room.slug])
    data = event.data | {"room": event.room.title, "url": url}
    tell_all([Told(user_id, event.kind, data) for user_id in people], now=now)
    return True


def _holds(event: RoomEvent, now: datetime) -> bool:
    """Whether it is still so."""
    if event.kind == Kind.ARCHIVED:
        return event.room.archived_at is not None
    if event.message:
        return event.message.state == Message.State.PUBLISHED
    over = event.data.get("over")
    return event.room.archived_at is None and not (over and datetime.fromisoformat(over) <= now)


def _next(event: RoomEvent) -> list[Reach]:
    """Of the members who have said how they want to be told of anything, the next."""
    there = Membership.objects.filter(room=event.room, joined_at__lte=event.at)
    members = Reach.objects.filter(user__in=there.values("user"), user__is_active=True, pk__gt=event.told_upto)
    return list(members.exclude(pk=event.by_id or 0).order_by("pk")[:AT_ONCE])


def _is_wanted(event: RoomEvent, reach: Reach) -> bool:
    """A summary comes too late for what begins soon."""
    return reaching.is_wanted(reach, Group.ROOM, in_digest=event.kind != Kind.HOUR_SOON)


def _hearing(event: RoomEvent, people: list[int]) -> list[int]:
    """Without who muted the author of a prompt, and who was told that it mentions them."""
    if event.message is None or not people:
        return people
    author = event.message.author_id
    unheard = silenced(people, {author})
    named = set(Mention.objects.filter(message=event.message).values_list("user_id", flat=True))
    return [user_id for user_id in people if (user_id, author) not in unheard and user_id not in named]
