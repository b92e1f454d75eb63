"""The load client and the baselines, for real: everybody hears everything, and what was used is measured."""

import os
import time
from contextlib import ExitStack

import pytest

from bench import meter
from bench.dialects import Floor
from bench.driving import driver
from bench.floor import encode
from bench.servers import Place, nobodys

pytestmark = pytest.mark.server


@pytest.fixture
def place(tmp_path):
    with ExitStack() as stack:
        yield Place(tmp_path, stack)


@pytest.mark.parametrize("pattern", [{"in_flight": 1}, {"in_flight": 16}, {"rate": 50}])
def test_everybody_hears_everything_in_each_pattern(place, pattern):
    with place.floor() as floor, driver() as load:
        load.open(floor.url, "floor", nobodys(5), frame_bytes=500)
        told = load.talk(receivers=5, senders=3, seconds=0.3, server=floor.pid, **pattern)
    assert told["sent"] == told["heard"] > 5
    assert (told["unheard"], told["lost"], told["frame_bytes"]) == (0, 0, 500)
    assert told["latency"]["p50"] > 0
    assert told["judged"] == (told["client_share"] <= 0.9)


def test_a_receiver_too_few_leaves_messages_unheard_and_the_figure_unjudged(place):
    with place.floor() as floor, driver() as load:
        load.open(floor.url, "floor", nobodys(2), frame_bytes=500)
        told = load.talk(receivers=3, senders=1, in_flight=1, seconds=0.1, warm_up=0, patience=0.1, server=floor.pid)
    assert (told["heard"], told["unheard"], told["judged"]) == (0, 1, False)


def test_the_textbook_answers_the_same_client(place):
    with place.textbook(with_redis=False) as textbook, driver() as load:
        load.open(textbook.url, "textbook", nobodys(3))
        told = load.talk(receivers=3, senders=1, in_flight=1, seconds=0.3, server=textbook.pid)
    assert told["sent"] == told["heard"] > 3


@pytest.mark.parametrize(("size", "head"), [(125, 2), (126, 4), (70_000, 10)])
def test_the_floors_frame_is_whole_and_says_its_length(size, head):
    frame = encode(b"x" * size)
    assert len(frame) == head + size
    assert frame[0] == 0x81


def test_the_floor_is_given_frames_of_the_products_size():
    assert len(Floor(489).post("bench", "", 7)) == 489


def test_cpu_and_memory_of_a_process_are_read():
    before = meter.cpu([os.getpid()])
    until = time.process_time() + 0.2
    while time.process_time() < until:
        pass
    assert 0.15 <= meter.cpu([os.getpid()]) - before <= 0.5
    found = meter.memory([os.getpid()])
    assert 0 < found["pss"] <= found["rss"]
    assert os.getpid() in meter.tree(os.getppid())
