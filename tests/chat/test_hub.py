"""The hub: whatever the channel layer loses, doubles or turns around, a socket hears each revision once, in order."""

import asyncio
import time
from dataclasses import replace

import pytest

from chat import metrics
from chat.delivery import hub as hubs
from chat.delivery import recent, together
from chat.delivery.live import Batch, Gap, Topic

ROOM = Topic("room", 1)


def batch(first, last=None):
    last = last or first
    return Batch(ROOM, first, last, (f"{first}-{last}".encode(),))


class Record:
    """Stands for the database: revision by topic; what is read again is marked as read."""

    def __init__(self):
        self.revision = 0
        self.reads = []
        self.looks = 0

    def revisions(self, ids):
        return dict.fromkeys(ids, self.revision)

    def fill(self, gaps):
        self.looks += 1
        return {gap: [self._read(gap)] for gap in gaps}

    def _read(self, gap):
        self.reads.append((gap.since, gap.upto))
        return Batch(Topic("room", gap.id), gap.since + 1, gap.upto, (f"read {gap.since + 1}-{gap.upto}".encode(),))


class Ear:
    def __init__(self):
        self.heard = []
        self.hints = []

    def hear(self, batch):
        self.heard.append(batch.frames[0].decode())

    def hint(self, batch):
        self.hints.append(batch.frames[0].decode())


@pytest.fixture
async def record(monkeypatch):
    record = Record()
    for kind in ("Rooms", "Inboxes"):
        monkeypatch.setattr(hubs, kind, lambda: record)
    for module in (hubs, together):
        monkeypatch.setattr(module, "in_thread", lambda function: _at_once(function))
    return record


def _at_once(function):
    async def call(*args):
        return function(*args)

    return call


@pytest.fixture
async def hub(record, settings):
    settings.CHAT = settings.CHAT | {"sweep_seconds": 0.05}
    made = hubs.Hub()
    yield made
    for task in made.tasks:
        task.cancel()


@pytest.fixture
async def ear(hub):
    ear = Ear()
    hub.listen(ROOM, ear, 0)
    return ear


async def test_batches_are_given_out_in_order(hub, ear):
    for number in (1, 2, 3):
        hub.hear(batch(number))
    assert ear.heard == ["1-1", "2-2", "3-3"]


async def test_a_doubled_batch_is_given_out_once(hub, ear):
    hub.hear(batch(1))
    hub.hear(batch(1))
    assert ear.heard == ["1-1"]


async def test_an_early_batch_waits_for_the_one_before_it(hub, ear, record):
    hub.hear(batch(2))
    assert ear.heard == []
    hub.hear(batch(1))
    assert ear.heard == ["1-1", "2-2"]
    await asyncio.sleep(0.1)
    assert record.reads == []


async def test_a_lost_batch_is_read_from_the_database(hub, ear, record):
    hub.hear(batch(1))
    record.revision = 3
    hub.hear(batch(3))
    await asyncio.sleep(0.1)
    assert ear.heard == ["1-1", "read 2-3"]
    assert record.reads == [(1, 3)]


async def test_what_no_layer_ever_told_is_found_by_the_sweep(hub, ear, record):
    record.revision = 4
    await asyncio.sleep(0.15)
    assert ear.heard == ["read 1-4"]


async def test_a_bare_hint_is_read_at_once(hub, ear, record):
    record.revision = 1
    hub.hear(Batch(ROOM, 1, 1, None))
    await asyncio.sleep(0.02)
    assert ear.heard == ["read 1-1"]


async def test_batches_that_overlap_what_was_given_out_move_on_only_by_what_is_new(hub, ear):
    hub.hear(batch(1, 3))
    hub.hear(batch(2, 3))
    hub.hear(batch(3, 5))
    assert ear.heard == ["1-3", "3-5"]


async def test_a_listener_hears_only_what_comes_after_it_began(hub, record):
    record.revision = 7
    late = Ear()
    assert hub.listen(ROOM, late, 7) == 7
    hub.hear(batch(7))
    hub.hear(batch(8))
    assert late.heard == ["8-8"]


async def test_who_leaves_hears_no_more(hub, ear):
    other = Ear()
    hub.listen(ROOM, other, 0)
    hub.leave(ROOM, ear)
    hub.hear(batch(1))
    assert (ear.heard, other.heard) == ([], ["1-1"])


async def test_the_last_to_leave_takes_the_topic_along(hub, ear):
    hub.leave(ROOM, ear)
    assert hub.channels == {}


async def test_a_topic_that_cannot_be_read_keeps_no_other_waiting(hub, ear, record, monkeypatch):
    other, healthy = Ear(), record._read
    hub.listen(Topic("room", 2), other, 0)

    def broken_for_the_first(gap):
        if gap.id == 1:
            raise RuntimeError("one bad row")
        return healthy(gap)

    monkeypatch.setattr(record, "_read", broken_for_the_first)
    record.revision = 1
    await asyncio.sleep(0.2)
    assert other.heard


async def test_what_many_topics_miss_is_read_in_few_looks(hub, record):
    for number in range(40):
        hub.listen(Topic("room", number), Ear(), 0)
    record.revision = 1
    await asyncio.sleep(0.2)
    assert len(record.reads) == 40
    assert record.looks <= 3  # the first alone, perhaps; the others together


async def test_a_look_that_is_full_already_waits_for_no_more(hub, record, monkeypatch):
    gaps = hub.gaps["room"]
    monkeypatch.setattr(gaps, "_most", 40)
    begun = time.monotonic()
    await asyncio.gather(*(gaps.ask(Gap(number, 0, 1)) for number in range(240)))
    assert record.looks == 6
    assert time.monotonic() - begun < 4 * together.PAUSE_EACH * 39


class HangingLayer:
    """A channel layer that never answers, as a Redis that is stopped half-way."""

    async def new_channel(self, prefix):
        return "here"

    async def receive(self, channel):
        await asyncio.Event().wait()

    async def hang(self, *args):
        await asyncio.Event().wait()

    group_add = group_discard = group_send = hang


async def test_with_a_layer_that_hangs_the_sweep_still_comes_each_time(record, settings, monkeypatch):
    settings.CHAT = settings.CHAT | {"sweep_seconds": 0.05}
    monkeypatch.setattr(hubs, "layer", HangingLayer)
    hub, ear = hubs.Hub(), Ear()
    for number in range(1, 13):
        hub.listen(Topic("inbox", number), Ear(), 0)
    hub.listen(ROOM, ear, 0)
    await asyncio.sleep(0.3)
    record.revision = 1
    await asyncio.sleep(0.3)
    assert ear.heard == ["read 1-1"]
    for task in hub.tasks:
        task.cancel()


async def test_a_sweep_that_fails_is_tried_again(hub, ear, record, monkeypatch):
    answers = iter([RuntimeError("the database is away")])
    healthy = record.revisions

    def sometimes(ids):
        for error in answers:
            raise error
        return healthy(ids)

    monkeypatch.setattr(record, "revisions", sometimes)
    record.revision = 2
    await asyncio.sleep(1.3)
    assert ear.heard == ["read 1-2"]


async def test_what_was_committed_while_the_group_was_joined_is_looked_for_at_once(hub, record, settings):
    settings.CHAT = settings.CHAT | {"sweep_seconds": 60}
    late = Ear()
    hub.listen(ROOM, late, 0)
    record.revision = 2  # nobody here hears of it
    for _ in range(40):  # two seconds at most, far below the sweep's sixty
        await asyncio.sleep(0.05)
        if late.heard:
            break
    assert late.heard == ["read 1-2"]


async def test_who_knows_of_more_than_was_given_out_here_gets_all_between(hub, ear, record):
    hub.hear(batch(1))
    record.revision = 3
    late = Ear()
    assert hub.listen(ROOM, late, 3) == 1
    await asyncio.sleep(0.1)
    assert ear.heard == ["1-1", "read 2-3"]
    assert late.heard == ["read 2-3"]


async def test_who_was_away_for_a_moment_gets_what_they_missed_from_memory(hub, ear, record):
    for number in (1, 2, 3):
        hub.hear(batch(number))
    missed, upto = await hub.missed(ROOM, 1)
    assert ([one.frames for one in missed], upto) == ([(b"2-2",), (b"3-3",)], 3)
    assert record.reads == []


async def test_what_memory_lacks_is_read_once_for_all_who_come_back(hub, record):
    record.revision = 9
    hub.listen(ROOM, Ear(), 9)
    hub.hear(batch(10))
    answers = await asyncio.gather(*(hub.missed(ROOM, since) for since in (4, 4, 6, 4)))
    assert record.reads == [(4, 9)]
    for missed, upto in answers:
        assert ([one.last for one in missed], upto) == ([9, 10], 10)


async def test_who_is_up_to_date_gets_nothing(hub, ear, record):
    hub.hear(batch(1))
    assert await hub.missed(ROOM, 1) == ([], 1)
    assert record.reads == []


async def test_memory_is_bounded_in_bytes_and_in_time(hub, ear, record, monkeypatch):
    monkeypatch.setattr(recent, "RECENT_BYTES", 20)
    for number in range(1, 10):
        hub.hear(batch(number))
    assert [one.last for one in hub.channels[ROOM].recent.after(0)] == [6, 7, 8, 9]
    monkeypatch.setattr(recent, "RECENT_SECONDS", 0)
    hub.channels[ROOM].recent.forget_old()
    assert hub.channels[ROOM].recent.after(0) == []


class Groups:
    """A channel layer that says which groups this process is in."""

    def __init__(self):
        self.groups = set()
        self.works = True

    async def new_channel(self, prefix):
        return "here"

    async def receive(self, channel):
        await asyncio.Event().wait()

    async def group_add(self, group, channel):
        if not self.works:
            raise OSError("away")
        self.groups.add(group)

    async def group_discard(self, group, channel):
        if not self.works:
            raise OSError("away")
        self.groups.discard(group)


async def test_a_process_is_in_the_groups_of_what_is_listened_to_and_in_no_other(record, settings, monkeypatch):
    settings.CHAT = settings.CHAT | {"sweep_seconds": 0.05}
    groups = Groups()
    monkeypatch.setattr(hubs, "layer", lambda: groups)
    hub, ear, other = hubs.Hub(), Ear(), Topic("inbox", 5)
    hub.listen(ROOM, ear, 0)
    hub.listen(other, ear, 0)
    await asyncio.sleep(0.1)
    assert groups.groups == {"room.1", "inbox.5"}
    groups.works = False
    hub.leave(other, ear)
    hub.listen(Topic("inbox", 6), ear, 0)
    await asyncio.sleep(0.1)
    groups.works = True
    await asyncio.sleep(0.2)
    assert groups.groups == {"room.1", "inbox.6"}
    for task in hub.tasks:
        task.cancel()


async def test_words_that_were_taken_back_are_not_given_to_who_comes_back(hub, ear, record):
    hub.hear(batch(1))
    hub.hear(batch(2))
    hub.hear(Batch(ROOM, 3, 3, (b"3-3",), takes_back=True))
    missed, upto = await hub.missed(ROOM, 0)
    assert record.reads == [(0, 2)]  # read anew: as they are now
    assert ([one.frames[0] for one in missed], upto) == ([b"read 1-2", b"3-3"], 3)
    assert hub.taken_back(ROOM) == 3


async def test_nor_are_words_that_are_taken_back_while_they_are_read(hub, record, monkeypatch):
    record.revision = 9
    hub.listen(ROOM, Ear(), 9)
    read = record._read

    def taken_back_amid_reading(gap):
        before = read(gap)
        hub.hear(Batch(ROOM, 10, 10, (b"10-10",), takes_back=True))
        return before

    monkeypatch.setattr(record, "_read", taken_back_amid_reading)
    await hub.missed(ROOM, 4)
    assert record.reads == [(4, 9), (4, 9)]  # the second time as they are now


async def test_what_is_hinted_at_while_a_repair_reads_waits_for_no_sweep(record, settings, monkeypatch):
    settings.CHAT = settings.CHAT | {"sweep_seconds": 60}
    hub, ear, inbox = hubs.Hub(), Ear(), Topic("inbox", 1)
    hub.listen(inbox, ear, 0)

    read = record._read

    def hint_amid_reading(gap):
        if gap.upto == 1:
            hub.hear(Batch(inbox, 2, 2, None))
        return replace(read(gap), topic=inbox)

    monkeypatch.setattr(record, "_read", hint_amid_reading)
    hub.hear(Batch(inbox, 1, 1, None))
    await asyncio.sleep(0.2)
    assert ear.heard == ["read 1-1", "read 2-2"]
    for task in hub.tasks:
        task.cancel()


async def test_what_is_read_for_who_comes_back_is_forgotten_with_the_rest(hub, record, monkeypatch):
    record.revision = 9
    hub.listen(ROOM, Ear(), 9)
    hub.hear(batch(10))
    await hub.missed(ROOM, 4)
    monkeypatch.setattr(recent, "RECENT_SECONDS", 0)
    hub.channels[ROOM].recent.forget_old()
    assert hub.channels[ROOM].recent.after(0) == []


def repaired(kind):
    return metrics.GAPS.labels(kind)._value.get()


async def test_only_what_went_unheard_counts_as_a_gap(hub, ear, record):
    inbox, before = Topic("inbox", 3), (repaired("inbox"), repaired("room"))
    hub.listen(inbox, Ear(), 0)
    record.revision = 2
    hub.hear(Batch(inbox, 1, 2, None))  # a bare hint: to read is what it asks for
    hub.hear(batch(2))
    await asyncio.sleep(0.2)
    assert (repaired("inbox"), repaired("room")) == (before[0], before[1] + 1)
