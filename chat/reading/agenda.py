"""When the live hours of rooms come: each time of a weekly one, and what comes next in a room."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

from django.db.models import Q

from chat.models import LiveHour, Room

LONGEST = timedelta(minutes=240)
SOON = timedelta(days=1)  # how long before it a live hour stands over the messages of its room
LATER = 3  # times of a weekly one that are listed after its next
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Occurrence:
    """One time of a live hour, in UTC."""

    hour: LiveHour
    start: datetime
    end: datetime
    is_now: bool
    is_soon: bool
    later: Sequence[datetime] = ()  # when it begins the next few times after this one


def times(hour: LiveHour, now: datetime) -> Iterator[Occurrence]:
    """Those that are not over, in order. A weekly one keeps the clock on the wall of its zone."""
    zone = ZoneInfo(hour.zone)
    wall = hour.starts_at.astimezone(zone).replace(tzinfo=None)
    for week in count(max(0, (now - hour.starts_at) // WEEK - 1)):
        begins = wall + week * WEEK
        if week and (hour.weekly_until is None or begins.date() > hour.weekly_until):
            return
        start = begins.replace(tzinfo=zone).astimezone(UTC)
        end = start + timedelta(minutes=hour.minutes)
        if end > now:
            yield Occurrence(hour, start, end, is_now=start <= now, is_soon=start <= now + SOON)


def coming(room: Room, now: datetime) -> list[Occurrence]:
    """The next time of each of the room's live hours that is not over, with the few after it; the soonest first."""
    found = (_with_later(list(islice(times(hour, now), 1 + LATER))) for hour in _not_over([room.pk], now))
    return sorted((one for one in found if one), key=_start)


def _with_later(found: list[Occurrence]) -> Occurrence | None:
    return replace(found[0], later=[one.start for one in found[1:]]) if found else None


def next_of(room_ids: Collection[int], now: datetime) -> dict[int, Occurrence]:
    """By room, what comes next or is on now, in one query; rooms without any are left out."""
    found: dict[int, Occurrence] = {}
    for hour in _not_over(room_ids, now):
        one = next(times(hour, now), None)
        if one and (hour.room_id not in found or one.start < found[hour.room_id].start):
            found[hour.room_id] = one
    return found


def beginning(now: datetime, within: timedelta) -> Iterator[Occurrence]:
    """Of each live hour, in whatever room that is not archived, its next time if that begins so soon."""
    begun = LiveHour.objects.filter(starts_at__lte=now + within, room__archived_at=None)
    for hour in begun.filter(_runs_on(now, timedelta(0))).select_related("room"):
        one = next((one for one in times(hour, now) if not one.is_now), None)
        if one and one.start <= now + within:
            yield one


def _not_over(room_ids: Collection[int], now: datetime):
    return LiveHour.objects.filter(_runs_on(now, LONGEST), room__in=room_ids)


def _runs_on(now: datetime, lasts: timedelta) -> Q:
    """One that began less than so long ago, or that comes every week and may come again."""
    last_day = (now - timedelta(days=2)).date()  # whatever the zone
    return Q(starts_at__gt=now - lasts) | Q(weekly_until__gte=last_day)


def _start(one: Occurrence) -> datetime:
    return one.start
