"""Redis away, hung, restarted, forgetful: the layer says so fast, holds up nobody, and mends itself."""

import asyncio
import time
from contextlib import suppress

import pytest
import redis as redis_client

from chat import metrics
from chat.delivery.layer import RedisLayer
from tests.chat.test_layer import SOON, heard, listening, until
from tests.support import stores
from tests.support.fixtures import or_skip

GONE = 4.0  # seconds within which a Redis that hangs counts as away, on a machine with much to do


@pytest.fixture
def redis():
    with or_skip(stores.redis) as place:
        yield place


@pytest.fixture
async def layer(redis):
    made = RedisLayer([redis.url])
    yield made
    await made.flush()


async def hears_again(layer, channel, seconds=3 * SOON):
    """Within so many seconds what is sent to the group arrives again."""
    ear = asyncio.create_task(layer.receive(channel))
    async with asyncio.timeout(seconds):
        while not ear.done():
            with suppress(redis_client.ConnectionError):
                await layer.group_send("room.1", {"type": "back"})
            await asyncio.wait([ear], timeout=0.05)
    assert ear.result() == {"type": "back"}


async def is_refused(layer):
    try:
        await layer.group_send("room.1", {"type": "said"})
    except redis_client.ConnectionError:
        return True
    return False


async def test_after_a_restart_all_groups_are_joined_again_by_themselves(layer, redis, caplog):
    channel = await listening(layer, "room.1")
    for number in range(200):
        await layer.group_add(f"other.{number}", channel)
    redis.stop()
    await until(lambda: not layer.up)
    assert metrics.LAYER_UP._value.get() == 0
    began = time.monotonic()
    assert await is_refused(layer)
    assert time.monotonic() - began < 1
    await asyncio.sleep(0.5)
    redis.start()
    await hears_again(layer, channel)
    await until(lambda: layer.up)
    assert metrics.LAYER_UP._value.get() == 1
    with redis_client.from_url(redis.url) as client:
        assert len(client.pubsub_channels("*other.*")) == 200
    assert caplog.text.count("is away") == 2  # once a connection, however many tries


async def test_a_redis_that_hangs_holds_up_nobody(layer, redis):
    channel = await listening(layer, "room.1")
    await layer.group_send("room.1", {"type": "before"})
    assert await heard(layer, channel) == [{"type": "before"}]
    redis.pause()
    longest, last = 0.0, time.monotonic()

    async def beat():
        nonlocal longest, last
        while True:
            await asyncio.sleep(0.01)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()

    beating = asyncio.create_task(beat())
    began = time.monotonic()
    assert await is_refused(layer)
    assert time.monotonic() - began < GONE
    await until(lambda: not layer.up, GONE)
    began = time.monotonic()
    for _ in range(100):
        assert await is_refused(layer)
    await layer.group_add("room.2", channel)
    assert await layer.new_channel()
    assert time.monotonic() - began < 1
    assert sum(line.size + len(line.waiting) for line in lines(layer)) == 0
    beating.cancel()
    assert longest < 1
    redis.go_on()
    await hears_again(layer, channel)


def lines(layer):
    place = layer._places[asyncio.get_running_loop()]
    return [line for shard in place.shards for line in (shard.out, shard.into)]


async def test_a_short_pause_loses_nothing(layer, redis):
    channel = await listening(layer, "room.1")
    redis.pause()
    first = asyncio.create_task(layer.group_send("room.1", {"n": 0}))
    await asyncio.sleep(0.25)  # written by now
    rest = asyncio.gather(*(layer.group_send("room.1", {"n": number}) for number in range(1, 50)))
    await asyncio.sleep(0.25)
    redis.go_on()
    await asyncio.wait_for(asyncio.gather(first, rest), SOON)
    assert [message["n"] for message in await heard(layer, channel, 50)] == list(range(50))
    assert layer.up


async def test_a_caller_that_gives_up_spoils_nobody_elses_message(layer, redis):
    channel = await listening(layer, "room.1")
    redis.pause()
    hasty = asyncio.create_task(layer.group_send("room.1", {"n": 1}))
    patient = asyncio.create_task(layer.group_send("room.1", {"n": 2}))
    await asyncio.sleep(0.1)
    hasty.cancel()
    redis.go_on()
    await patient
    assert [message["n"] for message in await heard(layer, channel, 2)] == [1, 2]
    assert layer.up


async def test_a_redis_that_forgets_everything_changes_nothing(layer, redis):
    channel = await listening(layer, "room.1")
    with redis_client.from_url(redis.url) as client:
        client.flushall()
    await layer.group_send("room.1", {"type": "said"})
    assert await heard(layer, channel) == [{"type": "said"}]


@pytest.mark.parametrize("kind", ["pubsub", "normal"])
async def test_connections_that_redis_ends_come_again(layer, redis, kind):
    channel = await listening(layer, "room.1")
    await layer.group_send("room.1", {"type": "said"})
    assert await heard(layer, channel) == [{"type": "said"}]
    with redis_client.from_url(redis.url) as client:
        assert client.client_kill_filter(_type=kind, skipme=True) == 1
    await hears_again(layer, channel, SOON)


async def test_who_begins_to_listen_while_redis_is_away_hears_when_it_is_there(layer, redis):
    redis.stop()
    async with asyncio.timeout(SOON):
        channel = await listening(layer, "room.1")
        left = await listening(layer, "room.left")
        await layer.group_discard("room.left", left)
    redis.start()
    await hears_again(layer, channel)
    with redis_client.from_url(redis.url) as client:
        assert not client.pubsub_channels("*room.left")


async def test_a_command_whose_redis_is_away_ends_fast_and_says_so(redis):
    redis.stop()

    def send():
        layer = RedisLayer([redis.url])
        with pytest.raises(redis_client.ConnectionError):
            asyncio.run(layer.group_send("room.1", {"type": "said"}))

    await asyncio.wait_for(asyncio.to_thread(send), SOON)


@pytest.mark.filterwarnings("error")
def test_a_loop_that_ends_while_redis_hangs_leaves_nothing(redis):
    async def send():
        layer = RedisLayer([redis.url])
        await layer.group_send("room.1", {"type": "said"})
        [line, _] = lines(layer)
        transport = line.writer.transport
        redis.pause()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(layer.group_send("room.1", {"frame": b"x" * 10_000_000}), 0.2)
        assert transport.get_write_buffer_size() > 0
        return transport

    transport = asyncio.run(send())
    assert transport.is_closing()
    assert transport.get_write_buffer_size() == 0


async def test_what_redis_refuses_is_raised(layer, redis):
    await layer.group_send("room.1", {"type": "said"})
    with redis_client.from_url(redis.url) as client:
        client.acl_setuser("default", enabled=True, nopass=True, commands=["+@all", "-publish"], reset=True, keys=["*"])
    with pytest.raises(redis_client.ResponseError):
        await layer.group_send("room.1", {"type": "said"})
