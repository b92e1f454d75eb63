"""The rates of members and rooms hold over all processes, and in each alone while Redis is away."""

import asyncio
import json
import time
from uuid import uuid4

import pytest
import redis as redis_client
from django.conf import settings
from django.urls import reverse

from chat import limits
from chat.limits import Buckets
from chat.models import Membership, Message
from chat.shared_buckets import Shared, Take
from tests.support import stores
from tests.support.fixtures import or_skip
from tests.support.socket_client import connected

BURST, PER_SECOND = settings.CHAT["post_burst"], settings.CHAT["post_per_minute"] / 60


@pytest.fixture
def redis():
    """A private Redis, to be stopped and paused."""
    place = or_skip(stores.redis)
    with place as running:
        yield running


# --- Over two processes -----------------------------------------------------------------------------------------------
async def accepted(one, room: str, number: int) -> int:
    """How many of so many posts at once are accepted; the others are asked to wait."""
    answers = await asyncio.gather(*(one.post(room, f"{number} {uuid4()}") for number in range(number)))
    refused = [answer for answer in answers if answer["type"] == "refused"]
    assert all(answer["code"] == "slow_down" and answer["retry_after"] > 0 for answer in refused)
    return len(answers) - len(refused)


async def known_to_redis(site, one, room: str, user: int) -> None:
    """Have the site's process reach its Redis: what is posted before that it counts for itself."""
    rates = redis_client.Redis.from_url(site.redis.url)
    for _ in range(5):
        await one.post(room, "Good morning.")
        if rates.exists(f"limit:post:{user}"):
            return
        await asyncio.sleep(0.3)
    raise AssertionError("Redis was never told")


async def test_two_processes_share_a_members_rate(sites):
    first = sites.start(layer="redis")
    second, table = sites.beside(first), first.table()
    async with (
        connected(first, table.sessions["diaz"]) as diaz,
        connected(second, table.sessions["ben"]) as ben,
        connected(first, table.sessions["amara"]) as amara,
        connected(second, table.sessions["amara"]) as amara_too,
    ):
        for one in (diaz, ben, amara, amara_too):
            await one.join(table.room)
        await known_to_redis(first, diaz, table.room, table.users["diaz"])
        await known_to_redis(second, ben, table.room, table.users["ben"])
        begun = time.monotonic()
        went_through = await accepted(amara, table.room, BURST + 2) + await accepted(amara_too, table.room, BURST + 2)
        assert BURST <= went_through <= BURST + 1 + (time.monotonic() - begun) * PER_SECOND


@pytest.mark.parametrize("trouble", ["stop", "pause"])
async def test_with_redis_away_posts_go_through_at_the_rate_of_the_process(sites, trouble):
    site = sites.start(layer="redis")
    table = site.table()
    async with connected(site, table.sessions["ben"]) as ben, connected(site, table.sessions["amara"]) as amara:
        await asyncio.gather(amara.join(table.room), ben.join(table.room))
        await known_to_redis(site, ben, table.room, table.users["ben"])
        getattr(site.redis, trouble)()
        begun = time.monotonic()
        went_through = await accepted(amara, table.room, BURST + 4)
        assert BURST <= went_through <= BURST + 1 + (time.monotonic() - begun) * PER_SECOND
        await ben.until(lambda: len(ben.rooms[table.room].shown) > went_through, 10)


# --- A room's own -----------------------------------------------------------------------------------------------------
@pytest.fixture
def rates(monkeypatch):
    """rates(posts=…, rooms=…) sets how many a member and a room may have at once, and next to none after that."""

    def allow(**bursts: float) -> None:
        for name, burst in bursts.items():
            monkeypatch.setattr(limits, name, Buckets(burst, 0.001))

    return allow


def say(browser, slug: str):
    body = json.dumps({"key": str(uuid4()), "room": slug, "text": "hello"})
    return browser.post(reverse("chat:messages", args=[slug]), body, content_type="application/json")


@pytest.mark.django_db(transaction=True)
def test_a_room_that_many_flood_is_slowed_down_for_all(client_of, amara, ben, room, rates):
    rates(posts=10, rooms=2)
    answers = [say(client_of(one), room.slug) for one in (amara, ben, amara, ben)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert {answer.json()["code"] for answer in answers[2:]} == {"slow_down"}
    assert Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_a_full_room_refuses_costs_the_member_nothing(client_of, amara, room, rates):
    rates(posts=2, rooms=0)
    assert [say(client_of(amara), room.slug).status_code for _ in range(3)] == [429] * 3
    rates(rooms=10)
    assert [say(client_of(amara), room.slug).status_code for _ in range(2)] == [200, 200]


@pytest.mark.django_db(transaction=True)
def test_a_stranger_neither_fills_a_room_nor_learns_that_it_is_full(client_of, amara, chen, room, rates):
    rates(posts=10, rooms=1)
    assert [say(client_of(chen), room.slug).status_code for _ in range(3)] == [404] * 3
    assert say(client_of(amara), room.slug).status_code == 200
    assert say(client_of(chen), room.slug).status_code == 404
    Membership.objects.create(user=chen, room=room, joined_at=room.created_at)
    assert say(client_of(chen), room.slug).status_code == 429


@pytest.mark.django_db(transaction=True)
def test_a_stranger_learns_nothing_over_a_socket_either(line_of, amara, chen, room, rates):
    rates(posts=10, rooms=0)
    line = line_of(chen)
    post = {"type": "post", "key": str(uuid4()), "room": room.slug, "text": "hello"}
    asyncio.run(line.run(post, until=lambda sent: sent[-1:] and sent[-1]["type"] == "refused"))
    assert line.sent[-1]["code"] == "no_room"


# --- The buckets in Redis ---------------------------------------------------------------------------------------------
async def asked(shared: Shared, *takes: Take) -> float:
    """As `wait`, once the connection is there."""
    while not shared._is_up:
        await shared.wait(takes[:0])
        await asyncio.sleep(0.01)
    return await shared.wait(takes)


def two_of(kind: str, name: str, spread: float = 0.0) -> Take:
    """Two at once, then one in ten seconds."""
    return Take(kind, name, Buckets(2, 0.1), spread)


async def test_a_bucket_gives_its_burst_and_then_says_how_long_to_wait(redis):
    shared = Shared(redis.url)
    waits = [await asked(shared, two_of("post", "amara")) for _ in range(3)]
    assert waits[:2] == [0.0, 0.0]
    assert 5 < waits[2] <= 10


async def test_when_one_bucket_is_empty_nothing_is_taken_of_the_other(redis):
    shared = Shared(redis.url)
    for _ in range(2):
        await asked(shared, two_of("post", "amara"))
    assert await asked(shared, two_of("post", "amara"), two_of("room", "kitchen-table")) > 0
    assert [await asked(shared, two_of("room", "kitchen-table")) for _ in range(2)] == [0.0, 0.0]


async def test_questions_asked_at_once_are_answered_each_for_itself(redis):
    shared = Shared(redis.url)
    await asked(shared, two_of("post", "warm"))
    names = ["amara", "ben", "amara", "amara", "ben", "diaz"]
    waits = await asyncio.gather(*(shared.wait([two_of("post", name)]) for name in names))
    assert [wait > 0 for wait in waits] == [False, False, False, True, False, False]


async def test_those_whom_a_full_room_turns_away_do_not_come_back_as_one(redis):
    shared = Shared(redis.url)
    waits = [await asked(shared, two_of("room", "kitchen-table", spread=100)) for _ in range(12)]
    assert max(waits) - min(waits[2:]) > 10


async def test_a_clock_that_was_set_back_keeps_nobody_waiting_for_it(redis):
    shared = Shared(redis.url)
    in_an_hour = str(int((time.time() + 3600) * 1e6))
    redis_client.Redis.from_url(redis.url).set("limit:post:amara", in_an_hour)
    assert 5 < await asked(shared, two_of("post", "amara")) <= 10


async def test_redis_that_hangs_is_left_alone_and_asked_again_later(redis, monkeypatch):
    monkeypatch.setattr("chat.shared_buckets.REST", 0.5)
    shared = Shared(redis.url)
    await asked(shared, two_of("post", "amara"))
    redis.pause()
    begun = time.monotonic()
    assert [await shared.wait([two_of("post", "amara")]) for _ in range(50)] == [0.0] * 50
    assert time.monotonic() - begun < 2  # one wait of 50 ms, not fifty of them
    redis.go_on()
    waits = [await asked(shared, two_of("post", "ben")) for _ in range(3)]
    assert [wait > 0 for wait in waits] == [False, False, True]
