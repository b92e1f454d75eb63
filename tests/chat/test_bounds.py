"""Bounded everywhere: rates, and what waits for a slow reader."""

import asyncio
from types import SimpleNamespace

from chat import limits
from chat.delivery.live import Batch, Topic
from chat.limits import Buckets
from chat.protocol import TOO_SLOW
from chat.services.answers import rounded_up
from chat.sockets import outgoing
from chat.sockets.listeners import RoomListener
from chat.sockets.outgoing import Queued, Straight


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


class Told:
    """What ASGI's `send` was given; `reads` False is a reader that never reads."""

    def __init__(self, reads=True):
        self.events = []
        self.reads = reads

    async def __call__(self, event):
        if not self.reads:
            await asyncio.Event().wait()
        self.events.append(event)


async def test_frames_go_out_in_order():
    told = Told()
    out = Queued(told, most=1000, closed=lambda: None)
    for word in (b"one", b"two", b"three"):
        out.push(word)
    await asyncio.sleep(0.01)
    assert [event["text"] for event in told.events] == ["one", "two", "three"]
    await out.end(4401)
    assert told.events[-1] == {"type": "websocket.close", "code": 4401}


async def test_a_reader_that_never_reads_is_closed_and_holds_no_memory(monkeypatch):
    monkeypatch.setattr(outgoing, "CLOSE_SECONDS", 0.05)
    closed = []
    out = Queued(Told(reads=False), most=100, closed=lambda: closed.append(True))
    for _ in range(50):
        out.push(b"x" * 10)
        await asyncio.sleep(0)
    assert (out.closing, closed) == (TOO_SLOW, [True])
    assert not out.frames
    await out.end(TOO_SLOW)


class FullLine:
    """A transport whose reader reads nothing."""

    def __init__(self):
        self.waiting = 0
        self.cut = False

    def write_frames(self, frames):
        self.waiting += len(frames)
        return self.waiting

    def abort(self):
        self.cut = True


async def test_a_connection_with_too_much_in_its_transport_is_closed_and_cut(monkeypatch):
    monkeypatch.setattr(outgoing, "CLOSE_SECONDS", 0.05)
    line, closed = FullLine(), []
    out = Straight(line, Told(reads=False), most=100, closed=lambda: closed.append(True))
    for _ in range(50):
        out.push(b"x" * 10)
    assert (out.closing, closed) == (TOO_SLOW, [True])
    assert line.waiting <= 100 + 12  # the frame that was too much, and none after it
    await out.end(TOO_SLOW)
    assert line.cut


async def test_a_connection_that_is_over_leaves_no_task_behind():
    out = Queued(Told(), most=100, closed=lambda: None)
    await asyncio.sleep(0)
    out.stop()
    await asyncio.sleep(0.01)
    assert out.writing.cancelled()


class Way:
    """A way out that is closed for a reason."""

    most = 100

    def __init__(self):
        self.code = None
        self.given = []

    def close(self, code):
        self.code = code

    def give(self, batch):
        self.given.append(batch.last)


def test_what_waits_for_a_reader_who_catches_up_slowly_is_bounded():
    connection = SimpleNamespace(out=Way())
    listener = RoomListener(connection)
    for number in range(1, 20):
        listener.hear(Batch(Topic("room", 1), number, number, (b"x" * 20,)))
    assert connection.out.code == TOO_SLOW
    assert len(listener.kept) < 6
