"""Two processes whose Redis forgets everything, or goes away: the database alone keeps them together."""

import asyncio

import pytest
import redis

from chat.protocol import LOGGED_OUT
from tests.support.socket_client import connected

HEARD = 2.0  # seconds


@pytest.fixture
def pair(sites):
    """Two web processes over one database and one Redis: (first, second, their table)."""
    first = sites.start(layer="redis", database="postgres")
    return first, sites.beside(first), first.table()


async def test_when_redis_forgets_all_amid_the_talk_nothing_is_lost_doubled_or_turned(pair):
    first, second, table = pair
    forgetful = redis.Redis.from_url(first.redis.url)
    async with connected(first, table.sessions["amara"]) as amara, connected(second, table.sessions["ben"]) as ben:
        await asyncio.gather(amara.join(table.room), ben.join(table.room))
        sent = []
        for number in range(6):
            forgetful.flushall()
            if number % 2:
                forgetful.client_kill_filter(_type="pubsub")
            for one in (amara, ben):
                answer = await one.post(table.room, f"message {number}")
                assert answer["type"] == "accepted", answer
                sent.append(answer["id"])
        for one in (amara, ben):
            await one.until(lambda one=one: len(one.rooms[table.room].shown) == len(sent), 3 * HEARD)
            assert [message["id"] for message in one.rooms[table.room].shown] == sent
            assert one.rooms[table.room].gaps == 0


async def test_a_log_out_on_the_other_process_closes_the_socket_with_redis_away(pair):
    first, second, table = pair
    async with connected(first, table.sessions["amara"]) as amara, connected(first, table.sessions["ben"]) as ben:
        first.redis.stop()
        second.manage("shell", "-c", LOG_OUT.format(session=table.sessions["amara"]))
        assert await amara.closed(HEARD) == LOGGED_OUT
        await ben.send(type="ping", n=1)
        assert await ben.next("pong")


LOG_OUT = """
from django.contrib.sessions.backends.db import SessionStore
SessionStore("{session}").flush()
"""
