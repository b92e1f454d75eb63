"""Signs of life over real sockets: what one has read is known on all one's devices, on each server and layer."""

import asyncio

import pytest

from tests.support.socket_client import connected

SOON = 3.0  # seconds


@pytest.fixture
def sat(site, table):
    """sat("amara") connects one of the table's cast."""
    return lambda name, **more: connected(site, table.sessions[name], **more)


async def test_what_one_has_read_is_known_at_once_on_ones_other_devices_and_to_nobody_else(sat, table):
    async with sat("amara") as amara, sat("ben") as phone, sat("ben") as desk:
        for one in (amara, phone, desk):
            await one.join(table.room)
        for text in ("one", "two", "three"):
            await amara.post(table.room, text)
        await phone.until(lambda: len(phone.rooms[table.room].shown) == 3)
        await phone.send(type="read", room=table.room, position=2)
        for device in (phone, desk):
            heard = await device.next("unread", SOON, room=table.room)
            assert (heard["position"], heard["count"]) == (2, 1)
        assert (await desk.join(table.room, since=3))["read"] == 2
        assert not [frame for frame in amara.frames if frame["type"] == "unread"]


async def test_the_others_see_that_somebody_writes_until_they_are_gone(sat, table):
    async with sat("amara") as amara:
        await amara.join(table.room)
        async with sat("ben") as ben:
            await ben.join(table.room)
            await ben.send(type="typing", room=table.room)
            [writing] = (await amara.next("typing", SOON, room=table.room))["people"]
            assert writing["id"] == table.users["ben"]
        assert (await amara.next("typing", SOON))["people"] == []  # well before it would be over by itself
        await amara.until(
            lambda: [frame["count"] for frame in amara.frames if frame["type"] == "presence"][-1:] == [1], 8
        )


async def test_a_read_position_of_a_room_that_one_has_not_joined_gets_an_error(sat, table):
    async with sat("chen") as chen, sat("ben") as ben:
        for one in (chen, ben):
            await one.send(type="read", room=table.room, position=1)
            assert (await one.next("error"))["code"] == "no_room"
        await ben.send(type="ping", n=1)
        assert await ben.next("pong")


async def test_one_asks_what_is_unread_in_ones_rooms_joined_or_not_and_not_too_often(sat, table):
    async with sat("amara") as amara, sat("ben") as ben:
        await amara.join(table.room)
        await amara.post(table.room, "one")
        await ben.send(type="unread")
        assert (await ben.next("unread", SOON, room=table.room))["count"] == 1
        for _ in range(20):
            await ben.send(type="unread")
        await ben.send(type="ping", n=1)
        assert await ben.next("pong")
        assert len([frame for frame in ben.frames if frame["type"] == "unread"]) < 20
        assert not [frame for frame in ben.frames if frame["type"] == "error"]


async def test_signs_cross_processes_and_what_was_read_stands_with_redis_away(sites):
    first = sites.start(layer="redis", database="postgres")
    second, table = sites.beside(first), first.table()
    async with connected(first, table.sessions["ben"]) as phone, connected(second, table.sessions["ben"]) as desk:
        await asyncio.gather(phone.join(table.room), desk.join(table.room))
        for text in ("one", "two"):
            await phone.post(table.room, text)
        async with connected(second, table.sessions["amara"]) as amara:
            await amara.join(table.room)
            await amara.send(type="typing", room=table.room)
            assert len((await phone.next("typing", SOON))["people"]) == 1
            for one in (amara, phone):
                assert await one.next("presence", 15, count=2)
            await phone.send(type="read", room=table.room, position=1)
            assert (await desk.next("unread", SOON))["position"] == 1
        first.redis.stop()
        await phone.send(type="read", room=table.room, position=2)
        assert (await phone.next("unread", SOON, position=2))["count"] == 0
        assert (await desk.join(table.room, since=2))["read"] == 2
