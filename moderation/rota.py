"""From hours of the week to moments: who is on duty at one, and when the next duty begins. Pure: no Django.

Hours are those of a clock on the wall, so that a duty from 08:00 begins at 08:00 in summer and in winter. A time that
the clock skips in spring counts as the same number of hours after midnight; one that it shows twice in autumn begins a
duty the first time, and ends it the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

A_WEEK = 7  # days


@dataclass(frozen=True)
class Hours:
    """`weekday` 0 is Monday. `ends` at or before `starts` is on the next day."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True)
class Duty:
    """Whether somebody is on duty; when nobody is, when somebody will be. `until` then is never None."""

    now: bool
    until: datetime | None = None


def duty(hours: Iterable[Hours], turns: Iterable[datetime], zone: tzinfo, now: datetime) -> Duty | None:
    """`turns` are the ends of those going on now. None when there is no roster and no turn: then nothing is known."""
    known = list(hours)
    if any(end > now for end in turns):
        return Duty(now=True)
    if not known:
        return None
    begins = []
    for start, end in _spans(known, zone, now):
        if start <= now < end:
            return Duty(now=True)
        if start > now:
            begins.append(start)
    return Duty(now=False, until=min(begins))


def _spans(hours: Iterable[Hours], zone: tzinfo, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """All spans from those that began yesterday, and may go on, to those that begin within a week, in UTC."""
    today = now.astimezone(zone).date()
    for one in hours:
        for ahead in range(-1, A_WEEK + 1):
            day = today + timedelta(days=ahead)
            if day.weekday() == one.weekday:
                last = day if one.ends > one.starts else day + timedelta(days=1)
                start = datetime.combine(day, one.starts, zone).astimezone(UTC)
                ends = (datetime.combine(last, one.ends.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1))
                yield start, max(ends)
