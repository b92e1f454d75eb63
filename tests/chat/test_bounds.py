"""Bounded everywhere: rates, and what waits for a slow reader."""

import asyncio

from chat import limits
from chat.answers import rounded_up
from chat.limits import Buckets
from chat.outgoing import Outgoing
from chat.protocol import TOO_SLOW


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_burst_passes_then_one_waits_for_the_refill():
    clock = Clock()
    buckets = Buckets(burst=3, per_second=0.5, clock=clock)
    assert [buckets.take("amara") for _ in range(4)] == [0, 0, 0, 2.0]
    clock.now = 2.0
    assert buckets.take("amara") == 0


def test_who_waits_as_long_as_told_is_never_too_early():
    assert [rounded_up(seconds) for seconds in (0.01, 0.1, 1.4999)] == [0.1, 0.1, 1.5]


def test_one_persons_flood_is_not_anothers():
    buckets = Buckets(burst=1, per_second=1, clock=Clock())
    buckets.take("amara")
    assert buckets.take("amara") > 0
    assert buckets.take("ben") == 0


def test_the_number_of_buckets_is_bounded(monkeypatch):
    monkeypatch.setattr(limits, "MOST", 10)
    buckets = Buckets(burst=1, per_second=1)
    for number in range(50):
        buckets.take(number)
    assert len(buckets._levels) == 10


async def test_frames_go_out_in_order():
    sent = []

    async def send(event):
        sent.append(event.get("text"))

    out = Outgoing(send, most=1000)
    for word in ("one", "two", "three"):
        out.push(word)
    writing = asyncio.create_task(out.run())
    await asyncio.sleep(0.01)
    writing.cancel()
    assert sent == ["one", "two", "three"]


async def test_a_reader_that_never_reads_is_closed_and_holds_no_memory():
    never = asyncio.Event()

    async def send(event):
        await never.wait()

    out = Outgoing(send, most=100)
    writing = asyncio.create_task(out.run())
    for _ in range(50):
        out.push("x" * 10)
        await asyncio.sleep(0)
    assert out.closing == TOO_SLOW
    assert not out.frames
    writing.cancel()


async def test_a_closed_connection_says_why():
    sent = []

    async def send(event):
        sent.append(event)

    out = Outgoing(send, most=100)
    out.close(4401)
    await out.run()
    assert sent == [{"type": "websocket.close", "code": 4401}]
