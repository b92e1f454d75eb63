"""The writer: what waits goes into one transaction, a database that fails costs no message, closing loses nothing."""

import asyncio
from dataclasses import replace
from threading import Event
from uuid import uuid4

import pytest
from django.db import OperationalError, connection

from chat import services
from chat.delivery import live
from chat.models import Message, Room
from chat.services.gate import Draft, Screened
from chat.sockets import writer
from chat.sockets.writer import Writer
from peersupport import database
from tests.chat.gates import WordGate

FINE = Screened("publish", 0, opens_case=False)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def drafts(room, amara) -> list[Draft]:
    """Five things that Amara says, each too long to fit where there is no room left."""
    one = Draft(room=room.slug, author_id=amara.pk, key=uuid4(), text="a long story " * 300)
    return [replace(one, key=uuid4()) for _ in range(5)]


@pytest.fixture(autouse=True)
def announced(monkeypatch) -> list[live.Batch]:
    batches: list[live.Batch] = []
    monkeypatch.setattr(live, "announce", batches.append)
    return batches


class Slow(WordGate):
    """Keeps the first transaction open until it is told to go on."""

    def __init__(self):
        super().__init__()
        self.sizes: list[int] = []
        self.begun, self.go_on = Event(), Event()

    def record(self, stored, now):
        self.sizes.append(len(stored))
        self.begun.set()
        assert self.go_on.wait(5)
        return []


async def test_what_was_posted_while_a_transaction_ran_goes_into_the_next_one_in_order(drafts):
    gate = Slow()
    its = Writer(gate)
    first = asyncio.create_task(its.write(drafts[0], FINE))
    await asyncio.to_thread(gate.begun.wait, 5)
    rest = [asyncio.create_task(its.write(draft, FINE)) for draft in drafts[1:]]
    await asyncio.sleep(0)
    assert not first.done()
    gate.go_on.set()
    said = await asyncio.gather(first, *rest)
    await its.close()
    assert gate.sizes == [1, 4]
    assert [one.message["position"] for one in said] == [1, 2, 3, 4, 5]


async def test_closing_finishes_what_waits_and_asks_whoever_comes_then_to_try_again(drafts):
    gate = Slow()
    its = Writer(gate)
    waiting = [asyncio.create_task(its.write(draft, FINE)) for draft in drafts[:4]]
    await asyncio.to_thread(gate.begun.wait, 5)
    closing = asyncio.create_task(its.close())
    await asyncio.sleep(0)
    assert (await its.write(drafts[4], FINE)).code == "try_again"
    assert not closing.done()
    gate.go_on.set()
    await closing
    assert [task.done() and task.result().state for task in waiting] == ["published"] * 4
    assert await Message.objects.acount() == 4


async def test_a_writer_that_has_nothing_to_do_closes_at_once():
    async with asyncio.timeout(1):
        await Writer(WordGate()).close()


async def test_a_database_that_is_away_is_asked_twice_for_all_not_once_for_each(drafts, monkeypatch):
    asked = []

    def away(drafts, **_):
        asked.append(len(drafts))
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(writer, "post", away)
    its = Writer(WordGate())
    said = await asyncio.gather(*(its.write(draft, FINE) for draft in drafts))
    assert [one.code for one in said] == ["try_again"] * 5
    assert sum(asked) == 10
    assert len(asked) <= 4
    monkeypatch.setattr(writer, "post", services.post)
    assert (await its.write(drafts[0], FINE)).state == "published"
    await its.close()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a database in a file of its own")
async def test_a_full_disk_stores_no_half_and_nothing_need_be_restarted_once_there_is_room(
    drafts, room, announced, monkeypatch
):
    monkeypatch.setattr(database, "renew", lambda: None)  # the bound is the connection's
    its = Writer(WordGate())

    def pages(most: int) -> None:
        """Bound the file as the writer's connection sees it: at what it holds now, for `most` 1."""
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute(f"PRAGMA max_page_count = {most}")

    await asyncio.wrap_future(its.thread.submit(pages, 1))
    said = await asyncio.gather(*(its.write(draft, FINE) for draft in drafts))
    assert [one.code for one in said] == ["try_again"] * 5
    assert (await Message.objects.acount(), (await Room.objects.aget(pk=room.pk)).revision, announced) == (0, 0, [])
    await asyncio.wrap_future(its.thread.submit(pages, 2**30))
    said = await asyncio.gather(*(its.write(draft, FINE) for draft in drafts))
    assert [(one.state, one.replay) for one in said] == [("published", False)] * 5
    assert await Message.objects.acount() == 5
    await its.close()
