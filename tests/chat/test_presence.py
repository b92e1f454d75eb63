"""Who is here: counted for everybody, named by consent, over all processes, in few frames however many come and go."""

import asyncio
import json
from types import SimpleNamespace

import pytest

from chat.sockets import presence
from tests.chat.test_hints import Between, start  # noqa: F401  (fixtures)
from tests.chat.test_hub import ROOM, Ear, record  # noqa: F401


def person(number, shows=True):
    return SimpleNamespace(pk=number, pseudonym=f"p{number:03}", shows_presence=shows)


@pytest.fixture
def quick(monkeypatch):
    for name, seconds in {"GATHER": 0.02, "PAUSE": 0.1, "EACH": 0.0, "AGAIN": 0.2, "STALE": 0.6}.items():
        monkeypatch.setattr(presence, name, seconds)


@pytest.fixture
async def sat(quick, start):  # noqa: F811
    """sat(layer) is a process in whose room somebody listens: (its presence, what the listener was told)."""

    def seated(layer=None):
        hub, ear = start(layer), Ear()
        hub.listen(ROOM, ear, 0)
        return presence.Presence(hub), ear

    return seated


def told(ear):
    """Each frame as (count, names)."""
    frames = [json.loads(hint) for hint in ear.hints]
    return [(frame["count"], [one["name"] for one in frame["people"]]) for frame in frames]


async def test_all_are_counted_and_only_those_who_want_it_are_named(sat):
    here, ear = sat()
    for one in (person(2), person(1), person(3, shows=False)):
        here.enter(ROOM, "table", one)
    await asyncio.sleep(0.06)
    assert told(ear) == [(3, ["p001", "p002"])]


async def test_who_takes_the_name_back_is_named_no_more(sat):
    here, ear = sat()
    here.enter(ROOM, "table", person(1))
    await asyncio.sleep(0.06)
    here.know(ROOM, person(1, shows=False))
    await asyncio.sleep(0.15)
    assert told(ear) == [(1, ["p001"]), (1, [])]


async def test_a_person_with_two_tabs_is_one_and_here_until_the_last_is_closed(sat):
    here, ear = sat()
    for _ in range(2):
        here.enter(ROOM, "table", person(1))
    here.enter(ROOM, "table", person(2))
    await asyncio.sleep(0.06)
    here.leave(ROOM, 1)
    await asyncio.sleep(0.15)
    here.leave(ROOM, 1)
    await asyncio.sleep(0.15)
    assert [count for count, _ in told(ear)] == [2, 1]


async def test_a_storm_of_comings_is_told_once(sat):
    here, ear = sat()
    for _ in range(3):
        for number in range(300):
            here.enter(ROOM, "table", person(number))
        for number in range(300):
            here.leave(ROOM, number)
    for number in range(300):
        here.enter(ROOM, "table", person(number))
    await asyncio.sleep(0.09)
    assert [(count, len(names)) for count, names in told(ear)] == [(300, presence.NAMED)]


async def test_frames_to_a_large_room_are_rare(sat, monkeypatch):
    monkeypatch.setattr(presence, "EACH", 0.2)
    here, ear = sat()
    here._hub.listen(ROOM, Ear(), 0)
    for number in range(10):
        here.enter(ROOM, "table", person(number))
        await asyncio.sleep(0.05)
    assert len(ear.hints) <= 2


async def test_who_comes_when_nothing_else_changes_is_told_too(sat):
    here, ear = sat()
    here.enter(ROOM, "table", person(1))
    await asyncio.sleep(0.06)
    here.enter(ROOM, "table", person(1))  # another tab
    await asyncio.sleep(0.15)
    assert told(ear) == [(1, ["p001"])] * 2


async def test_processes_count_each_person_once_and_a_new_one_learns_of_all_soon(sat):
    layer = Between()
    (here, near), (there, far) = sat(layer), sat(layer)
    await asyncio.sleep(0.1)
    here.enter(ROOM, "table", person(1))
    await asyncio.sleep(0.15)
    there.enter(ROOM, "table", person(1))
    there.enter(ROOM, "table", person(2))
    await asyncio.sleep(0.4)
    assert told(near)[-1] == told(far)[-1] == (2, ["p001", "p002"])


async def test_a_process_that_dies_leaves_nobody_behind_and_one_that_ends_says_so(sat):
    layer = Between()
    (here, near), (there, _) = sat(layer), sat(layer)
    await asyncio.sleep(0.1)
    here.enter(ROOM, "table", person(1))
    there.enter(ROOM, "table", person(2))
    await asyncio.sleep(0.3)
    assert told(near)[-1][0] == 2
    there.leave(ROOM, 2)
    await asyncio.sleep(0.3)
    assert told(near)[-1][0] == 1
    there.enter(ROOM, "table", person(2))
    await asyncio.sleep(0.3)
    assert told(near)[-1][0] == 2
    for task in there._hub.tasks:  # as a power cut would
        task.cancel()
    await asyncio.sleep(1.2)
    assert told(near)[-1][0] == 1


async def test_an_empty_room_is_forgotten(sat):
    here, _ = sat()
    here.enter(ROOM, "table", person(1))
    here.leave(ROOM, 1)
    await asyncio.sleep(0.1)
    assert not here._rooms
