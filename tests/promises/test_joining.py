"""A newcomer to a room misses nothing of what is said while they come in, and hears nothing twice."""

import asyncio

import pytest

from chat import arrivals, consumers, pages
from chat.models import Membership, Room
from chat.threads import in_thread

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_said_while_somebody_joins_reaches_them_once(line_of, room, send, amara, ben, monkeypatch):
    line = line_of(ben)
    enter, latest = arrivals.Arrivals.enter, pages.Pages.latest

    async def enter_amid_talk(self, user_id, slug):
        entered = await enter(self, user_id, slug)
        await in_thread(send)(amara, "after the right was read, before the listening")
        return entered

    async def latest_amid_talk(self, *asked):
        await in_thread(send)(amara, "before the reading of the page")
        page = await latest(self, *asked)
        await in_thread(send)(amara, "after the reading of the page")
        return page

    monkeypatch.setattr(arrivals.Arrivals, "enter", enter_amid_talk)
    monkeypatch.setattr(pages.Pages, "latest", latest_amid_talk)
    asyncio.run(line.run({"type": "join", "room": room.slug}, until=lambda sent: set(_heard(sent)) == {1, 2, 3}))
    assert max(_heard(line.sent).count(position) for position in (1, 2, 3)) <= 2  # once, or again with its latest state
    assert _covered(line.sent) == 3


def _covered(sent):
    """How far the frames bring one up without a gap."""
    at = next(frame["revision"] for frame in sent if frame["type"] == "joined")
    for frame in sent:
        if frame["type"] == "changes" and frame["from"] <= at + 1:
            at = max(at, frame["to"])
    return at


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
