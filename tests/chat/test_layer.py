"""The channel layer does what Channels' specification says, on a real Redis, and loses nothing while Redis is there."""

import asyncio
import time

import pytest
import redis as redis_client
import uvloop
from asgiref.sync import async_to_sync
from channels.exceptions import ChannelFull

from chat.delivery.layer import RedisLayer
from tests.support import stores
from tests.support.fixtures import or_skip

SOON = 2.0  # seconds


@pytest.fixture
async def layer(redis_url):
    made = RedisLayer([redis_url])
    yield made
    await made.flush()


async def heard(layer, channel, many=1):
    """The next messages of the channel; for a whole row at once, since a `receive` that is cut off ends its channel."""
    async with asyncio.timeout(SOON * 5):
        return [await layer.receive(channel) for _ in range(many)]


async def listening(layer, group, prefix="test."):
    channel = await layer.new_channel(prefix)
    await layer.group_add(group, channel)
    return channel


# --- The specification ------------------------------------------------------------------------------------------------


async def test_a_message_sent_to_a_channel_is_received_there(layer):
    channel = await layer.new_channel()
    await layer.send(channel, {"type": "one", "text": "first"})
    await layer.send(channel, {"type": "two", "text": "second"})
    assert await heard(layer, channel, 2) == [{"type": "one", "text": "first"}, {"type": "two", "text": "second"}]


async def test_each_new_channel_has_a_name_of_its_own_with_the_prefix(layer):
    names = {await layer.new_channel("hub.") for _ in range(10)}
    assert len(names) == 10
    assert all(name.startswith("hub.") for name in names)


async def test_a_group_reaches_its_channels_and_no_others(layer):
    one, two, other = [await listening(layer, group) for group in ("room.1", "room.1", "room.2")]
    await layer.group_send("room.1", {"type": "said"})
    await layer.group_send("room.2", {"type": "elsewhere"})
    assert await heard(layer, one) == await heard(layer, two) == [{"type": "said"}]
    assert await heard(layer, other) == [{"type": "elsewhere"}]


async def test_who_left_a_group_hears_no_more_of_it(layer):
    gone, stays = await listening(layer, "room.1"), await listening(layer, "room.1")
    await layer.group_discard("room.1", gone)
    await layer.group_discard("room.1", gone)  # no error
    await layer.group_send("room.1", {"type": "said"})
    await layer.send(gone, {"type": "to you alone"})
    assert await heard(layer, stays) == [{"type": "said"}]
    assert await heard(layer, gone) == [{"type": "to you alone"}]


async def test_a_channel_added_twice_hears_each_message_once(layer):
    channel = await listening(layer, "room.1")
    await layer.group_add("room.1", channel)
    for number in (1, 2):
        await layer.group_send("room.1", {"type": "said", "number": number})
    assert [message["number"] for message in await heard(layer, channel, 2)] == [1, 2]


async def test_each_reader_has_a_message_of_its_own(layer):
    one, two = await listening(layer, "room.1"), await listening(layer, "room.1")
    await layer.group_send("room.1", {"type": "said", "words": ["hello"]})
    [first] = await heard(layer, one)
    first["words"].append("changed")
    assert await heard(layer, two) == [{"type": "said", "words": ["hello"]}]


async def test_a_named_channel_is_heard_by_who_receives_from_it(layer):
    reading = asyncio.create_task(heard(layer, "jobs"))
    await asyncio.sleep(0.2)
    await layer.send("jobs", {"type": "work"})
    assert await reading == [{"type": "work"}]


@pytest.mark.parametrize("name", ["", "with space", "ümlaut", "a" * 100, 7])
async def test_names_that_the_specification_forbids_are_refused(layer, name):
    channel = await layer.new_channel()
    for call in (layer.send(name, {}), layer.group_send(name, {}), layer.group_add(name, channel), layer.receive(name)):
        with pytest.raises(TypeError):
            await call


async def test_only_a_channel_of_this_process_joins_a_group(layer):
    with pytest.raises(ValueError, match="no channel of this process"):
        await layer.group_add("room.1", "specific.of-another-process")


async def test_after_a_flush_nobody_listens_and_the_layer_goes_on(layer, redis_url):
    await listening(layer, "room.flushed")
    await layer.flush()
    await until(lambda: "room.flushed" not in subscribed(redis_url))
    again = await listening(layer, "room.flushed")
    await layer.group_send("room.flushed", {"type": "said"})
    assert await heard(layer, again) == [{"type": "said"}]


async def test_a_receive_that_is_cut_off_ends_its_channel(layer, redis_url):
    gone, stays = await listening(layer, "room.gone"), await listening(layer, "room.stays")
    await layer.group_add("room.gone", stays)
    await layer.group_discard("room.gone", stays)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(layer.receive(gone), 0.05)
    await until(lambda: "room.gone" not in subscribed(redis_url))
    assert gone not in subscribed(redis_url)
    assert "room.stays" in subscribed(redis_url)


def subscribed(url):
    """The names that somebody listens to, in one text."""
    with redis_client.from_url(url) as client:
        return b" ".join(client.pubsub_channels()).decode()


async def until(true, seconds=SOON):
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  (what is awaited happens in Redis)
            await asyncio.sleep(0.02)


# --- What travels -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "frames",
    [[], [b""], [b"\r\n$5\r\n*3"], [bytes(range(256)) * 3], [b"x" * 1_000_000, b"\xff"], None],
    ids=["none", "empty", "like the protocol", "every byte", "a megabyte", "a hint"],
)
async def test_messages_come_as_they_went(layer, frames):
    channel = await listening(layer, "room.1")
    message = {"type": "batch", "topic": ["room", 1], "frames": frames, "words": "ñ 🌱", "n": 2**40, "f": 0.5}
    await layer.group_send("room.1", message)
    assert await heard(layer, channel) == [message]


async def test_what_is_sent_together_keeps_its_order(layer):
    channel = await listening(layer, "room.1")
    for start in range(0, 1000, 100):
        numbers = range(start, start + 100)
        await asyncio.gather(*(layer.group_send("room.1", {"number": number}) for number in numbers))
    assert [message["number"] for message in await heard(layer, channel, 1000)] == list(range(1000))


async def test_three_thousand_a_second_reach_a_hundred_readers_whole_and_in_order(layer):
    many = 3_000
    channels = await asyncio.gather(*(listening(layer, "room.busy") for _ in range(100)))
    began = time.monotonic()
    sent = 0
    while sent < many:
        due = min(many, int((time.monotonic() - began) * 3_000) + 1)
        await asyncio.gather(*(layer.group_send("room.busy", {"n": n, "f": b"x" * 600}) for n in range(sent, due)))
        sent = due
        await asyncio.sleep(0.005)
    # None has been read yet: all of it waits, thirty times what the stock layer would hold.
    for channel in channels:
        assert [message["n"] for message in await heard(layer, channel, many)] == list(range(many))
    assert layer.dropped == 0


async def test_what_is_too_much_for_one_reader_is_dropped_and_counted_and_others_hear_it(redis_url, caplog):
    layer = RedisLayer([redis_url], waiting=10_000)
    try:
        lazy, keen = await listening(layer, "room.1"), await listening(layer, "room.1")
        keen_hears = asyncio.create_task(heard(layer, keen, 20))
        for number in range(20):
            await layer.group_send("room.1", {"number": number, "frame": b"x" * 1_000})
        assert [message["number"] for message in await keen_hears] == list(range(20))
        assert layer.dropped == 11
        assert [message["number"] for message in await heard(layer, lazy, 9)] == list(range(9))
        assert caplog.text.count("is not read") == 1
        await layer.group_send("room.1", {"number": 20})
        assert await heard(layer, lazy) == [{"number": 20}]
    finally:
        await layer.flush()


# --- Hosts and loops --------------------------------------------------------------------------------------------------


async def test_groups_are_spread_over_the_hosts_and_found_again(redis_url):
    def two():
        with stores.redis() as other:
            return asyncio.run(talk([redis_url, other.url]))

    async def talk(urls):
        layer, elsewhere = RedisLayer(urls), RedisLayer(urls)
        groups = [f"room.{number}" for number in range(40)]
        channel = await layer.new_channel()
        for group in groups:
            await layer.group_add(group, channel)
        held = [sum(group + " " in subscribed(url) + " " for group in groups) for url in urls]
        await asyncio.gather(*(elsewhere.group_send(group, {"group": group}) for group in groups))
        got = await heard(layer, channel, len(groups))
        await asyncio.gather(layer.flush(), elsewhere.flush())
        return held, sorted(message["group"] for message in got) == sorted(groups)

    held, all_arrived = await asyncio.to_thread(or_skip, two)
    assert all_arrived
    assert sum(held) == 40
    assert min(held) >= 10


async def test_two_sites_on_two_databases_of_one_redis_do_not_hear_each_other(redis_url):
    ours, theirs = RedisLayer([redis_url]), RedisLayer([redis_url.removesuffix("/0") + "/1"])
    one, other = await listening(ours, "room.1"), await listening(theirs, "room.1")
    await ours.group_send("room.1", {"site": "ours"})
    await theirs.group_send("room.1", {"site": "theirs"})
    assert await heard(ours, one) == [{"site": "ours"}]
    assert await heard(theirs, other) == [{"site": "theirs"}]
    await asyncio.gather(ours.flush(), theirs.flush())


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def test_each_event_loop_has_connections_of_its_own_which_end_with_it(redis_url, caplog, run):
    layer = RedisLayer([redis_url])

    async def talk():
        channel = await listening(layer, "room.1")
        await layer.group_send("room.1", {"type": "said"})
        return await heard(layer, channel)

    before = connections(redis_url)
    for _ in range(3):
        assert run(talk()) == [{"type": "said"}]
    assert_none_left(redis_url, before)
    assert caplog.text == ""


@pytest.mark.filterwarnings("error")
def test_a_command_sends_without_a_loop_of_its_own_and_leaves_nothing(redis_url, caplog):
    layer = RedisLayer([redis_url])
    before = connections(redis_url)
    with redis_client.from_url(redis_url) as client, client.pubsub() as ear:
        ear.psubscribe("*room.command")
        ear.get_message(timeout=SOON)
        for number in range(20):
            async_to_sync(layer.group_send)("room.command", {"number": number})
        got = [ear.get_message(timeout=SOON) for _ in range(20)]
    assert all(message and message["type"] == "pmessage" for message in got)
    assert_none_left(redis_url, before)
    assert len(layer._places) <= 1
    assert caplog.text == ""


def connections(url):
    with redis_client.from_url(url) as client:
        return len(client.client_list())


def assert_none_left(url, before):
    deadline = time.monotonic() + SOON
    while connections(url) > before and time.monotonic() < deadline:
        time.sleep(0.02)
    assert connections(url) <= before


async def test_more_than_redis_can_take_is_refused_and_not_kept():
    place = or_skip(stores.redis)
    with place as redis:
        layer = RedisLayer([redis.url])
        await layer.group_send("room.1", {"type": "said"})
        [place] = layer._places.values()
        transport = place.shards[0].out.writer.transport
        redis.pause()
        sending = [asyncio.create_task(layer.group_send("room.1", {"frame": b"x" * 1_000_000})) for _ in range(60)]
        outcomes = await asyncio.wait_for(asyncio.gather(*sending, return_exceptions=True), 5)
        assert sum(isinstance(outcome, ChannelFull) for outcome in outcomes) > 20
        assert all(isinstance(outcome, ChannelFull | redis_client.ConnectionError) for outcome in outcomes)
        assert transport.get_write_buffer_size() == 0
        await layer.flush()
