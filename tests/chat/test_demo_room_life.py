"""The demo, run a second time, leaves a room as its people keep it by now."""

import json

import pytest

from chat.models import Room
from chat.services import tending
from moderation.services import pin, unpin
from peersupport.demo import room_life

pytestmark = pytest.mark.django_db


@pytest.fixture
def fill(room, guide, now, monkeypatch, tmp_path):
    """fill(message) does what the demo does to the room: a pin and a pace."""
    told = {"pins": {room.slug: ["t1"]}, "pace": {room.slug: 30}}
    content = tmp_path / "room_life.json"
    content.write_text(json.dumps(told | {name: [] for name in ("edits", "pauses", "requests", "hours")}))
    monkeypatch.setattr(room_life, "CONTENT", content)
    return lambda message: room_life.fill({"guide": guide}, {message.pk: {"id": "t1"}}, now)


def test_pins_and_pace_stay_as_they_were_changed(fill, send, amara, guide, room, now):
    first, other = (send(amara, text).message for text in ("one", "two"))
    fill(first)
    room.refresh_from_db()
    assert (room.slow_seconds, first.pk) == (30, pins_of(room)[0])
    pin(other.pk, by=guide, now=now)
    unpin(first.pk, by=guide, now=now)
    tending.set_pace(room.pk, Room.Pace(0), by=guide, now=now)
    fill(first)
    room.refresh_from_db()
    assert (room.slow_seconds, pins_of(room)) == (0, [other.pk])


def pins_of(room: Room) -> list[int]:
    return list(room.messages.exclude(pin=None).values_list("pk", flat=True))
