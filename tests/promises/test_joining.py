"""A newcomer to a room misses nothing of what is said while they come in, and hears nothing twice."""

import asyncio

import pytest

from chat import consumers, hub, reading
from chat.models import Membership, Room
from chat.threads import in_thread

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_said_while_somebody_joins_reaches_them_once(line_of, room, send, amara, ben, monkeypatch):
    line = line_of(ben)
    subscribe, joined = hub.Hub.subscribe, reading.joined

    async def subscribe_amid_talk(self, topic, listener):
        if topic.kind == "room":
            await in_thread(send)(amara, "before the listening")
        await subscribe(self, topic, listener)
        if topic.kind == "room":
            await in_thread(send)(amara, "after the listening")

    def joined_amid_talk(*args):
        send(amara, "before the reading")
        page = joined(*args)
        send(amara, "after the reading")
        return page

    monkeypatch.setattr(hub.Hub, "subscribe", subscribe_amid_talk)
    monkeypatch.setattr(reading, "joined", joined_amid_talk)
    asyncio.run(line.run({"type": "join", "room": room.slug}, until=lambda sent: len(_heard(sent)) >= 4))
    assert _heard(line.sent) == [1, 2, 3, 4]


def _heard(sent):
    return [message["position"] for frame in sent for message in frame.get("messages", ())]


def test_the_rooms_of_one_connection_are_bounded(line_of, room, ben, now, monkeypatch):
    line = line_of(ben)
    monkeypatch.setattr(consumers, "ROOMS", 1)
    other = Room.objects.create(slug="elsewhere", title="Elsewhere")
    Membership.objects.create(room=other, user=ben, joined_at=now)
    joins = [{"type": "join", "room": slug} for slug in (room.slug, other.slug, room.slug)]
    asyncio.run(line.run(*joins, until=lambda sent: len(sent) >= 4))
    assert [(frame["type"], frame.get("code")) for frame in line.sent[1:]] == [
        ("joined", None),
        ("error", "too_many_rooms"),
        ("joined", None),
    ]
