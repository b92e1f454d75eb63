"""When a member's turn to post in a room comes: how long slow mode has them wait, and a pause that is in force."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from chat.models import Message, Pause, Room
from peersupport.accounts.models import User
from peersupport.notices.wire import stamp


def latest_posts(author_ids: Collection[int], rooms: Iterable[Room], now: datetime) -> dict[tuple[int, int], datetime]:
    """When each author last posted in each of the rooms that are in slow mode, by (author, room)."""
    slow = [room.pk for room in rooms if room.slow_seconds]
    if not slow:
        return {}
    longest = timedelta(seconds=max(Room.Pace.values))
    recent = Message.objects.filter(author__in=author_ids, room__in=slow, created_at__gt=now - longest)
    found: dict[tuple[int, int], datetime] = {}
    for author_id, room_id, at in recent.order_by("created_at").values_list("author", "room", "created_at"):
        found[author_id, room_id] = at
    return found


def wait(room: Room, latest: datetime | None, now: datetime) -> float:
    """The seconds that slow mode has somebody wait who last posted in the room at `latest`."""
    left = (latest - now).total_seconds() + room.slow_seconds if latest else 0.0
    return min(max(left, 0.0), room.slow_seconds)  # no longer than the pace, whatever another process's clock said


def turn_of(user: User, room: Room, *, leads: bool, now: datetime) -> dict:
    """For the room's page: the seconds to wait, and of a pause until when and why."""
    latest = {} if leads else latest_posts([user.pk], [room], now)
    pause = Pause.objects.filter(room=room, user=user, lifted_at=None, until__gt=now).order_by("-until").first()
    return {
        "leads": leads,
        "wait": wait(room, latest.get((user.pk, room.pk)), now),
        "paused": {"until": stamp(pause.until), "reason": pause.reason} if pause else None,
    }
