"""Hints: told at once to this process's sockets and, while the layer takes them, to the others; never in the way."""

import asyncio

import pytest

from chat.delivery import hub as hubs
from chat.delivery.hints import Hint
from chat.delivery.live import Batch, Topic
from tests.chat.test_hub import ROOM, Ear, HangingLayer, record  # noqa: F401  (a fixture)


class Between:
    """A channel layer between the hubs of several processes."""

    def __init__(self):
        self.inboxes, self.groups = {}, {}

    async def new_channel(self, prefix):
        name = f"{prefix}{len(self.inboxes)}"
        self.inboxes[name] = asyncio.Queue()
        return name

    async def receive(self, channel):
        return await self.inboxes[channel].get()

    async def group_add(self, group, channel):
        self.groups.setdefault(group, set()).add(channel)

    async def group_discard(self, group, channel):
        self.groups[group].discard(channel)

    async def group_send(self, group, message):
        for channel in self.groups.get(group, ()):
            self.inboxes[channel].put_nowait(message)


@pytest.fixture
async def start(record, monkeypatch):  # noqa: F811
    """start(layer) is a hub on it; None is a process that is alone."""
    hubs_made = []

    def started(layer):
        monkeypatch.setattr(hubs, "layer", lambda: layer)
        hubs_made.append(hubs.Hub())
        return hubs_made[-1]

    yield started
    for hub in hubs_made:
        for task in hub.tasks:
            task.cancel()


async def test_a_hint_reaches_those_who_listen_to_its_topic_at_once_and_moves_no_revision(start):
    hub, ear, elsewhere = start(None), Ear(), Ear()
    hub.listen(ROOM, ear, 3)
    hub.listen(Topic("room", 2), elsewhere, 0)
    hub.hint(Hint(ROOM, "frame", b"a hint"))
    assert (ear.hints, ear.heard, elsewhere.hints) == (["a hint"], [], [])
    assert hub.channels[ROOM].last == 3


async def test_a_hint_reaches_the_other_process_once_and_comes_back_to_nobody(start):
    layer = Between()
    here, there = start(layer), start(layer)
    near, far = Ear(), Ear()
    here.listen(ROOM, near, 0)
    there.listen(ROOM, far, 0)
    await asyncio.sleep(0.1)
    here.hint(Hint(ROOM, "frame", b"a hint"))
    here.announce(Batch(ROOM, 1, 1, (b"a batch",)))
    await asyncio.sleep(0.05)
    assert (near.hints, far.hints) == (["a hint"], ["a hint"])
    assert far.heard == ["a batch"]


async def test_hints_wait_for_no_layer_and_keep_no_batch_waiting(start, monkeypatch):
    monkeypatch.setattr(hubs, "HINTS", 5)
    hub, ear = start(HangingLayer()), Ear()
    hub.listen(ROOM, ear, 0)
    for _ in range(20):
        hub.hint(Hint(ROOM, "frame", b"x"))
    assert len(ear.hints) == 20
    assert (hub.hints.qsize(), hub.outbox.qsize()) == (5, 0)


async def test_a_kind_that_this_process_does_not_know_is_dropped(start):
    hub, ear = start(None), Ear()
    hub.listen(ROOM, ear, 0)
    hub.hint(Hint(ROOM, "of a later version", {}))
    hub.hint(Hint(ROOM, "frame", b"x"))
    assert ear.hints == ["x"]
