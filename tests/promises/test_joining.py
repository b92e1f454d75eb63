"""A newcomer to a room misses nothing of what is said while they come in, and hears nothing twice."""

import asyncio
import time

import pytest
from django.db import DataError, transaction

from chat import services
from chat.delivery.threads import in_thread
from chat.delivery.together import Together
from chat.models import Membership, Room
from chat.services import leave
from chat.sockets import arrivals, consumers, doors, pages

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


def test_who_loses_the_room_while_joining_it_hears_nothing_of_it(line_of, room, send, amara, ben, monkeypatch):
    enter = arrivals.Arrivals.enter
    lost = []

    async def enter_while_leaving(self, user_id, slug):
        entered = await enter(self, user_id, slug)
        if not lost:
            lost.append(True)
            await in_thread(lambda: leave(room, by=ben))()
            await asyncio.sleep(0.2)  # the connection hears of it, and knows no room that it could end
        return entered

    monkeypatch.setattr(arrivals.Arrivals, "enter", enter_while_leaving)
    line = line_of(ben)
    steps = [{"type": "join", "room": room.slug}, lambda: send(amara, "among ourselves"), {"type": "ping"}]
    asyncio.run(line.run(*steps, until=lambda sent: sent[-1:] and sent[-1]["type"] == "pong"))
    assert [frame.get("code", frame["type"]) for frame in line.sent[1:]] == ["no_room", "pong"]


def test_a_page_shows_no_words_that_were_taken_back(line_of, room, send, amara, ben, diaz, now):
    said = []

    def say():
        said.append(send(amara, "something hurtful").message)

    def take_back():
        with transaction.atomic():
            services.remove(said[0].pk, by=diaz, now=now)
        time.sleep(0.2)

    line = line_of(ben)
    join = {"type": "join", "room": room.slug}
    asyncio.run(line.run(say, join, take_back, join, until=lambda sent: _joined(sent) == 2))
    first, second = [frame["messages"] for frame in line.sent if frame["type"] == "joined"]
    assert "something hurtful" in first[0]["html"]
    assert [message["state"] for message in second] == ["removed"]


def _joined(sent):
    return sum(frame["type"] == "joined" for frame in sent)


@pytest.mark.postgres
@pytest.mark.parametrize("poison", ["\x00", "no-such-session"])
async def test_a_question_that_cannot_be_asked_fails_no_other(poison, client_of, ben):
    people = Together(arrivals.admitted, 500)
    session = await in_thread(lambda: client_of(ben).session.session_key)()
    answers = await asyncio.gather(people.ask(poison), people.ask(session), return_exceptions=True)
    assert answers[1].user.pk == ben.pk
    assert answers[0] is None or isinstance(answers[0], ValueError | DataError)


def test_a_cookie_that_no_session_could_have_is_none():
    assert doors.session_key({"headers": [(b"cookie", b'sessionid="\\000x"')]}) == ""
    assert doors.session_key({"headers": [(b"cookie", b"a=b; sessionid=abc123")]}) == "abc123"
