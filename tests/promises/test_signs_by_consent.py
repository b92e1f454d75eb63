"""Nothing is told of who writes and who is here that a person has not let be told, nor of who may not write."""

import asyncio
import time

import pytest

from chat.services import leave, tending
from chat.sockets import presence, typists
from peersupport.accounts import roles
from peersupport.accounts.services import change_settings
from tests.support import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(typists, "FIRST", 0.01)
    monkeypatch.setattr(presence, "GATHER", 0.01)
    monkeypatch.setattr(presence, "PAUSE", 0.05)


@pytest.fixture
def told(line_of, room):
    """told(ben, "typing") is what the room is told of that type while Ben joins it and types."""

    def frames(user, kind, *steps, until=lambda found: True):
        line = line_of(user)
        steps = ({"type": "join", "room": room.slug}, {"type": "typing", "room": room.slug}, *steps, {"type": "ping"})

        def found(sent):
            return [(frame.get("count"), frame["people"]) for frame in sent if frame["type"] == kind]

        def is_over(sent):
            return any(frame["type"] == "pong" for frame in sent) and until(found(sent))

        asyncio.run(line.run(*steps, until=is_over))
        return found(line.sent)

    return frames


def test_that_somebody_writes_is_told_until_they_want_it_no_more(told, ben):
    assert told(ben, "typing", until=len) == [(None, [{"id": ben.pk, "name": ben.pseudonym}])]
    change_settings(ben, {"shows_typing": False})
    assert told(ben, "typing") == []


def test_of_somebody_who_may_not_post_it_is_not_told_that_they_write(told, ben):
    assert told(ben, "typing", until=len)
    cast.take_role(ben, roles.MEMBER)
    assert told(ben, "typing") == []


def _archive(room, ben, diaz, now):
    tending.archive(room.pk, by=diaz, now=now)


def _pause(room, ben, diaz, now):
    tending.pause(room.pk, ben, reason="Please rest.", by=diaz, now=now)


@pytest.mark.parametrize("shut", [_archive, _pause])
def test_of_somebody_who_could_not_post_there_it_is_not_told_that_they_write(told, room, ben, diaz, now, shut):
    assert told(ben, "typing", until=len)
    shut(room, ben, diaz, now)
    assert told(ben, "typing") == []


def test_who_is_paused_while_they_write_is_asked_about_anew_at_once(told, room, ben, diaz, now, monkeypatch):
    passed_on = []
    monkeypatch.setattr(typists.Typists, "put", lambda self, topic, slug, user: passed_on.append(user.pk))
    again = {"type": "typing", "room": room.slug}
    told(ben, "typing", again, lambda: _pause(room, ben, diaz, now), lambda: time.sleep(0.3), again)
    assert passed_on == [ben.pk] * 2


def test_of_somebody_who_is_not_in_the_room_nothing_is_told(told, room, ben):
    leave(room, by=ben)
    assert told(ben, "typing") == told(ben, "presence") == []


def test_somebody_in_a_room_is_counted_and_named_only_if_they_want_it(told, ben):
    assert told(ben, "presence", until=len) == [(1, [])]
    change_settings(ben, {"shows_presence": True})
    assert told(ben, "presence", until=len) == [(1, [{"id": ben.pk, "name": ben.pseudonym}])]


def test_who_wants_to_be_named_no_more_is_not_at_once(told, ben):
    change_settings(ben, {"shows_presence": True})
    seen = told(
        ben,
        "presence",
        lambda: time.sleep(0.3),
        lambda: change_settings(ben, {"shows_presence": False}),
        until=lambda found: len(found) == 2,
    )
    assert [len(people) for _, people in seen] == [1, 0]
