"""How the demo's rooms are kept: pins, an edit, slow mode, a pause, live hours, somebody who asks to join.

All through the services that a guide and a clinician use. What is there already stays.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.timezone import get_default_timezone_name, localtime

from chat import services as chat
from chat.models import JoinRequest, LiveHour, Membership, Message, Pause, Room
from chat.services import editing, pins, tending
from chat.services.gate import Draft
from moderation.services.pins import pin
from peersupport.accounts.models import User
from peersupport.wiring import gate

CONTENT = Path(__file__).parent / "content" / "room_life.json"
EVENING = 19  # o'clock, at which live hours begin


def fill(people: Mapping[str, User], said: Mapping[int, dict[str, Any]], now: datetime) -> None:
    """`said` are the lines of the talk by the numbers of their messages."""
    told = json.loads(CONTENT.read_text(encoding="utf-8"))
    rooms = {room.slug: room for room in Room.objects.for_many()}
    numbers = {line["id"]: number for number, line in said.items()}
    for slug, lines in told["pins"].items():
        if not pins.of(rooms[slug]):
            for line in lines:
                pin(numbers[line], by=people["guide"], now=now)
    for one in told["edits"]:
        _edit(Message.objects.select_related("room").get(pk=numbers[one["line"]]), one)
    for slug, seconds in told["pace"].items():
        if not rooms[slug].settings_revision:
            tending.set_pace(rooms[slug].pk, Room.Pace(seconds), by=people["guide"], now=now)
    for one in told["pauses"]:
        _pause(rooms[one["room"]], people[one["member"]], one, by=people["guide"], now=now)
    for one in told["requests"]:
        _ask(rooms[one["room"]], people[one["by"]], now - timedelta(minutes=one["minutes_ago"]))
    for one in told["hours"]:
        _plan(rooms[one["room"]], one, by=people["guide"], now=now)


def _edit(message: Message, one: Mapping[str, Any]) -> None:
    key = uuid5(NAMESPACE_URL, f"demo:edit:{one['line']}")
    if message.edits.filter(key=key).exists():
        return
    text = f"{message.text} {one['adds']}"
    draft = Draft(room=message.room.slug, author_id=message.author_id, key=key, text=text)
    at = message.created_at + timedelta(minutes=one["minutes_after"])
    editing.edit(message.pk, draft, gate.screen(draft), gate=gate, now=at)


def _pause(room: Room, member: User, one: Mapping[str, Any], *, by: User, now: datetime) -> None:
    if not Pause.objects.filter(room=room, user=member).exists():
        at = now - timedelta(minutes=one["minutes_ago"])
        tending.pause(room.pk, member, reason=one["reason"], by=by, now=at)


def _ask(room: Room, member: User, at: datetime) -> None:
    known = (JoinRequest.objects, Membership.objects)
    if not any(rows.filter(room=room, user=member).exists() for rows in known):
        chat.join(room, by=member, now=at)


def _plan(room: Room, one: Mapping[str, Any], *, by: User, now: datetime) -> None:
    """In the evening, `days` after the next one, and every week for so many weeks."""
    if LiveHour.objects.filter(room=room, title=one["title"]).exists():
        return
    starts = localtime(now).replace(hour=EVENING, minute=0, second=0, microsecond=0) + timedelta(days=one["days"])
    if starts <= now:
        starts += timedelta(days=1)
    until = starts.date() + timedelta(weeks=one["weeks"]) if one["weeks"] else None
    zone = get_default_timezone_name()
    plan = tending.HourPlan(one["title"], one["host"], starts, one["minutes"], zone, until)
    tending.plan_hour(room.pk, plan, by=by, now=now)
