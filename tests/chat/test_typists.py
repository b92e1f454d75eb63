"""Who writes: told for a moment, by hint alone, to rooms that are no crowd."""

import asyncio
import json
from types import SimpleNamespace

import pytest

from chat.sockets import typists
from tests.chat.test_hints import start  # noqa: F401  (fixtures)
from tests.chat.test_hub import ROOM, Ear, record  # noqa: F401

AMARA, BEN = SimpleNamespace(pk=1, pseudonym="amara"), SimpleNamespace(pk=2, pseudonym="ben")


@pytest.fixture
def quick(monkeypatch):
    for name, seconds in {"LASTS": 0.3, "RENEWED": 0.1, "PAUSE": 0.05, "FIRST": 0.01}.items():
        monkeypatch.setattr(typists, name, seconds)


@pytest.fixture
async def sat(quick, start):  # noqa: F811
    """sat(layer) is a process in whose room somebody listens: (its typists, what the listener was told)."""

    def seated(layer=None):
        hub, ear = start(layer), Ear()
        hub.listen(ROOM, ear, 0)
        return typists.Typists(hub), ear

    return seated


def names(ear):
    """Who was said to write, frame after frame."""
    return [[one["name"] for one in json.loads(hint)["people"]] for hint in ear.hints]


async def test_the_room_is_told_when_others_write_than_before_and_when_they_stop(sat):
    room, ear = sat()
    room.put(ROOM, "table", AMARA)
    await asyncio.sleep(0.1)
    for _ in range(3):
        room.put(ROOM, "table", BEN)
        room.put(ROOM, "table", AMARA)
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.6)
    assert names(ear) == [["amara"], ["amara", "ben"], []]
    assert not room._rooms


async def test_who_has_sent_it_writes_no_more(sat):
    room, ear = sat()
    room.put(ROOM, "table", AMARA)
    await asyncio.sleep(0.05)
    room.stop(ROOM, AMARA.pk)
    await asyncio.sleep(0.15)
    assert names(ear) == [["amara"], []]


async def test_a_few_are_named_and_the_others_counted(sat):
    room, ear = sat()
    for number in range(7):
        room.put(ROOM, "table", SimpleNamespace(pk=number, pseudonym=f"p{number}"))
    await asyncio.sleep(0.05)
    told = json.loads(ear.hints[0])
    assert (len(told["people"]), told["more"], told["room"]) == (4, 3, "table")


async def test_a_crowd_is_told_nothing(sat, monkeypatch):
    monkeypatch.setattr(typists, "CROWD", 1)
    room, ear = sat()
    room.put(ROOM, "table", AMARA)
    await asyncio.sleep(0.05)
    assert names(ear) == [["amara"]]
    room._hub.listen(ROOM, Ear(), 0)
    room.put(ROOM, "table", BEN)
    await asyncio.sleep(0.1)
    assert ["amara", "ben"] not in names(ear)


async def test_the_same_person_again_and_again_is_no_news_to_the_other_processes(sat):
    room, _ = sat()
    sent = []
    room._hub.takers["typing"] = lambda hint, origin, take=room._take: (sent.append(hint), take(hint, origin))
    for _ in range(20):
        room.put(ROOM, "table", AMARA)
    assert len(sent) == 1
