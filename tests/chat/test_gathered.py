"""Reactions of a process are stored together when many come at once, and each is answered after its commit."""

import asyncio
from functools import partial

import pytest

from chat.errors import NoMessage
from chat.protocol import Reacted, ReactRefused
from chat.services.reacting import Wish
from chat.sockets import gathered
from chat.sockets.gathered import Gathered


def wish(number):
    return Wish("kitchen-table", number, "hug", True, author_id=1)


@pytest.fixture
def stored(monkeypatch):
    """The batches that were stored so far; message 404 is none."""
    batches = []

    def react(wishes):
        batches.append([wish.message_id for wish in wishes])
        if 500 in batches[-1]:
            raise RuntimeError("the database is away")
        return [NoMessage() if wish.message_id == 404 else None for wish in wishes]

    monkeypatch.setattr(gathered, "_react", react)
    monkeypatch.setattr(gathered, "in_thread", lambda act: partial(asyncio.to_thread, act))  # and no database
    monkeypatch.setattr(gathered, "PAUSE", 0.05)
    return batches


async def answers_to(reactions, *numbers):
    told = asyncio.Queue()
    for number in numbers:
        reactions.add(wish(number), told.put_nowait)
    return [await told.get() for _ in numbers]


async def test_what_comes_while_one_batch_is_stored_goes_into_the_next_together(stored):
    reactions = Gathered()
    first = asyncio.create_task(answers_to(reactions, 1))
    await asyncio.sleep(0)
    rest = await answers_to(reactions, *range(2, 40))
    assert [answer.id for answer in [*await first, *rest]] == list(range(1, 40))
    assert stored == [list(range(1, 40))] or stored == [[1], list(range(2, 40))]


async def test_a_room_is_not_told_more_often_than_the_pause_allows(stored):
    reactions = Gathered()
    started = asyncio.get_running_loop().time()
    for number in range(4):
        await answers_to(reactions, number + 1)
    assert stored == [[1], [2], [3], [4]]
    assert asyncio.get_running_loop().time() - started >= 3 * 0.05


async def test_each_gets_its_own_answer(stored):
    told = await answers_to(Gathered(), 1, 404)
    assert [type(answer) for answer in told] == [Reacted, ReactRefused]
    assert told[1].code == "no_message"


async def test_what_could_not_be_stored_is_to_be_tried_again_and_the_next_is_stored(stored):
    reactions = Gathered()
    [failed] = await answers_to(reactions, 500)
    assert (failed.code, failed.retry_after) == ("try_again", 2)
    [met] = await answers_to(reactions, 1)
    assert isinstance(met, Reacted)


async def test_so_many_may_wait_and_no_more(stored, monkeypatch):
    monkeypatch.setattr(gathered, "WAITING", 2)
    told = await answers_to(Gathered(), 1, 2, 3)
    assert [getattr(answer, "code", "") for answer in sorted(told, key=lambda answer: answer.id)] == [
        "",
        "",
        "try_again",
    ]
