"""When somebody wants to be left alone, and when their digest is due: pure, over moments and a time zone."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from peersupport.notices.models.reach import Rhythm


def quiet_until(now: datetime, zone: ZoneInfo, begin: time | None, end: time | None) -> datetime | None:
    """When the quiet hours end that `now` lies in; None outside of them. They may go over midnight."""
    if begin is None or end is None:
        return None
    local = now.astimezone(zone)
    clock = local.time()
    quiet = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not quiet:
        return None
    day = local.date() + timedelta(days=1) if clock >= end else local.date()
    ends = datetime.combine(day, end, zone)
    # In the hour that a clock is set back, the wall shows the end while it is yet to come.
    return max(ends, now)


def latest_due(now: datetime, zone: ZoneInfo, rhythm: str, hour: int) -> datetime:
    """The latest moment, not after `now`, for which a digest of the rhythm is due."""
    local = now.astimezone(zone)
    day = local.date()
    if rhythm == Rhythm.WEEKLY:
        day -= timedelta(days=day.weekday())
    due = datetime.combine(day, time(hour), zone)
    return due if due <= now else datetime.combine(day - length(rhythm), time(hour), zone)


def length(rhythm: str) -> timedelta:
    return timedelta(days=7 if rhythm == Rhythm.WEEKLY else 1)
