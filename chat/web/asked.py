"""What an address asks for: numbers and days, or None for what is neither."""

from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from peersupport.accounts.requests import MemberRequest
from peersupport.accounts.zones import zone_of


def number(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def moment(request: MemberRequest, name: str) -> datetime | None:
    """The beginning of a day such as 2026-03-01, in the time zone that the address names (`zone`), or the reader's."""
    day = _day(request.GET.get(name, ""))
    return datetime.combine(day, time(), _zone(request)) if day else None


def _day(value: str) -> date | None:
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return None
    return day if 1970 <= day.year < 9000 else None  # where every zone and database can still count


def _zone(request: MemberRequest) -> tzinfo:
    try:
        return ZoneInfo(request.GET.get("zone", ""))
    except (KeyError, ValueError, OSError):
        return zone_of(request.user)
