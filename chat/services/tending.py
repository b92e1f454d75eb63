"""The writers of how a room is kept. Each takes the room's lock first, and is told of to whoever keeps the record.

set_pace            how long a member waits between two posts; all who are in the room are told
archive, unarchive  whether anybody may post at all; likewise
pause                a member may not post here for an hour, and is told why and until when
lift_pause           ... may again
plan_hour           somebody is in the room to be asked, at a set time
call_off            ... is not
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from chat.delivery import live
from chat.errors import Archived, BadReason, IsPaused, IsStaff, TooManyHours
from chat.models import LiveHour, Pause, Room
from chat.reading import agenda
from chat.services import events
from chat.services.changing import locked
from chat.signals import tended
from chat.text import clean, has_words
from peersupport.accounts import roles
from peersupport.accounts.models import User
from peersupport.notices.services import rights_changed, tell
from peersupport.notices.wire import stamp

PAUSED = timedelta(hours=1)
HOURS = 10  # live hours that may stand in one room
WORDS = 500  # characters of a reason


@dataclass(frozen=True)
class HourPlan:
    """What a live hour is to be: 5 to 240 minutes, and every week until a day, or once.

    A weekly one keeps to the clocks of its zone, as in Europe/Madrid.
    """

    title: str
    host: str
    starts_at: datetime
    minutes: int
    zone: str
    weekly_until: date | None = None


@transaction.atomic
def set_pace(room_id: int, pace: Room.Pace, *, by: User, now: datetime) -> Room:
    """Have each member wait so many seconds between two posts in the room; 0 for none."""
    [room] = locked(Q(pk=room_id))
    if room.slow_seconds != pace:
        room.slow_seconds = pace
        _keep_so(room, "slow_seconds")
        _record("room.paced", room, {"seconds": int(pace)}, by, now)
    return room


@transaction.atomic
def archive(room_id: int, *, by: User, now: datetime) -> Room:
    """Close the room for new messages. What was said stays to be read."""
    [room] = locked(Q(pk=room_id))
    if room.archived_at is None:
        room.archived_at = now
        _keep_so(room, "archived_at")
        events.archived(room, by=by, now=now)
        _record("room.archived", room, {}, by, now)
    return room


@transaction.atomic
def unarchive(room_id: int, *, by: User, now: datetime) -> Room:
    [room] = locked(Q(pk=room_id))
    if room.archived_at is not None:
        room.archived_at = None
        _keep_so(room, "archived_at")
        _record("room.unarchived", room, {}, by, now)
    return room


@transaction.atomic
def pause(room_id: int, user: User, *, reason: str, by: User, now: datetime) -> Pause:
    """Have the member read only in this room for an hour, and tell them why. Raises IsStaff, IsPaused, BadReason."""
    reason = clean(reason)
    if not has_words(reason) or len(reason) > WORDS:
        raise BadReason
    if user.is_superuser or user.groups.exclude(name=roles.MEMBER).exists():
        raise IsStaff
    [room] = locked(Q(pk=room_id))
    if in_force(room, now).filter(user=user).exists():
        raise IsPaused
    paused = Pause.objects.create(room=room, user=user, by=by, reason=reason, at=now, until=now + PAUSED)
    until = stamp(paused.until)
    told = {"reason": reason, "until": until, "pause": {"until": until, "reason": reason}}
    tell(user.pk, "paused", _place(room) | told, now=now)
    rights_changed(user.pk)
    _record("member.paused", paused, {"room": room.slug, "user": user.pk, "reason": reason}, by, now)
    return paused


@transaction.atomic
def lift_pause(pause_id: int, *, by: User, now: datetime) -> None:
    """Let the member post again before the hour is over. One that is over, or lifted, stays as it is."""
    if not Pause.objects.filter(pk=pause_id, lifted_at=None, until__gt=now).update(lifted_at=now, lifted_by=by):
        return
    paused = Pause.objects.select_related("room").get(pk=pause_id)
    tell(paused.user_id, "pause_lifted", _place(paused.room), now=now)
    rights_changed(paused.user_id)
    _record("member.unpaused", paused, {"room": paused.room.slug, "user": paused.user_id}, by, now)


@transaction.atomic
def plan_hour(room_id: int, plan: HourPlan, *, by: User, now: datetime) -> LiveHour:
    """Set a time at which somebody hosts the room, and tell its open pages. Raises Archived, TooManyHours."""
    [room] = locked(Q(pk=room_id))
    if room.archived_at:
        raise Archived
    if len(agenda.coming(room, now)) >= HOURS:
        raise TooManyHours
    hour = LiveHour.objects.create(room=room, made_by=by, made_at=now, **asdict(plan))
    _keep_so(room)
    events.planned(hour, by=by, now=now)
    _record("hour.planned", hour, {"room": room.slug, "title": hour.title, "starts": stamp(hour.starts_at)}, by, now)
    return hour


@transaction.atomic
def call_off(hour: LiveHour, *, by: User, now: datetime) -> None:
    """Take the live hour, with all its weeks, off the calendar. Twice is once."""
    [room] = locked(Q(pk=hour.room_id))
    planned = LiveHour.objects.select_for_update(of=("self",)).filter(pk=hour.pk).select_related("room").first()
    if planned:
        events.called_off(planned, by=by, now=now)
        planned.delete()
        _keep_so(room)
        _record("hour.called_off", hour, {"room": room.slug, "title": hour.title}, by, now)


def in_force(room: Room, now: datetime):
    """The room's pauses that hold at `now`."""
    return Pause.objects.filter(room=room, lifted_at=None, until__gt=now).order_by("until")


def _keep_so(room: Room, *fields: str) -> None:
    """Store the change as the room's next revision, and tell all who are in the room after the commit."""
    room.revision += 1
    room.settings_revision = room.revision
    room.save(update_fields=[*fields, "revision", "settings_revision"])
    transaction.on_commit(partial(live.announce, live.settings_batch(room)))


def _place(room: Room) -> dict[str, str]:
    return {"room": room.title, "url": reverse("chat:room", args=[room.slug])}


def _record(action: str, subject: Any, data: dict[str, Any], by: User, now: datetime) -> None:
    """Last, for who listens may take the lock of all records. What a listener raises undoes the whole."""
    tended.send(sender=type(subject), action=action, subject=subject, data=data, by=by, now=now)
