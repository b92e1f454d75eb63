"""Nothing acknowledged is lost: kill -9, two processes, Redis stopped and started again."""

import asyncio
import json
import uuid

import pytest

from tests.support.socket_client import Held, connected

HEARD = 2.0  # seconds within which a message arrives even with Redis gone (DESIGN, promise 1)


async def test_a_server_killed_before_its_answer_has_the_message_exactly_once(sites):
    site = sites.start()
    table = site.table()
    for attempt in range(3):
        key = str(uuid.uuid4())
        async with connected(site, table.sessions["amara"]) as amara:
            await amara.send(type="post", room=table.room, key=key, text=f"Did this arrive? {attempt}")
            await asyncio.sleep(0.004 * attempt)
            site.kill9()
        site.start()
        async with connected(site, table.sessions["amara"]) as back:
            answer = await back.post(table.room, f"Did this arrive? {attempt}", key)
            assert answer["type"] == "accepted"
            joined = await back.join(table.room)
            texts = [message["html"] for message in joined["messages"]]
            assert texts.count(f"<p>Did this arrive? {attempt}</p>") == 1


@pytest.fixture
def pair(sites):
    """Two web processes over one PostgreSQL and one Redis: (first, second, their table)."""
    first = sites.start(layer="redis", database="postgres")
    return first, sites.beside(first), first.table()


async def test_two_processes_are_one_room(pair):
    first, second, table = pair
    async with connected(first, table.sessions["amara"]) as amara, connected(second, table.sessions["ben"]) as ben:
        await amara.join(table.room)
        await ben.join(table.room)
        await amara.post(table.room, "From the one.")
        await ben.next("changes", seconds=HEARD)
        await ben.post(table.room, "From the other.")
        for one in (amara, ben):
            await one.until(lambda one=one: len(one.rooms[table.room].shown) == 2, HEARD)
        assert amara.rooms[table.room].shown == ben.rooms[table.room].shown


async def test_a_decision_on_one_process_is_seen_on_the_other(pair):
    first, second, table = pair
    async with connected(first, table.sessions["amara"]) as amara, connected(second, table.sessions["ben"]) as ben:
        await amara.join(table.room)
        await ben.join(table.room)
        held = await amara.post(table.room, "just double your lantus tonight, works for me")
        assert held["state"] == "held"
        first.manage("shell", "-c", PUBLISH.format(message=held["id"], by=table.users["diaz"]))
        await ben.until(lambda: ben.rooms[table.room].shown, HEARD)
        assert ben.rooms[table.room].shown[0]["id"] == held["id"]


PUBLISH = """
from django.db import transaction
from django.utils import timezone
from chat.services import publish
from peersupport.accounts.models import User
with transaction.atomic():
    publish({message}, by=User.objects.get(pk={by}), now=timezone.now())
"""


@pytest.mark.parametrize("fault", ["stop", "pause"])
async def test_with_redis_away_messages_flow_and_with_it_back_nothing_is_lost_doubled_or_turned(pair, fault):
    first, second, table = pair
    held: dict[str, Held] = {}
    async with (
        connected(first, table.sessions["amara"]) as amara,
        connected(first, table.sessions["diaz"]) as diaz,
        connected(second, table.sessions["ben"], rooms=held) as ben,
    ):
        for one in (amara, ben, diaz):
            await one.join(table.room)
        sent = []

        async def say(one, text):
            answer = await one.post(table.room, text)
            assert answer["type"] == "accepted", answer
            sent.append(answer["id"])

        await say(amara, "before")
        await ben.until(lambda: len(held[table.room].shown) == 1, HEARD)
        getattr(first.redis, fault)()
        for number in range(4):
            await say(amara, f"while it is away {number}")
            await ben.until(lambda: len(held[table.room].shown) == len(sent), HEARD)
        await say(ben, "the other way")
        await amara.until(lambda: len(amara.rooms[table.room].shown) == len(sent), HEARD)
        first.redis.start() if fault == "stop" else first.redis.go_on()
        for number in range(3):
            await say(diaz, f"back again {number}")
            await say(ben, f"and here {number}")
        for one in (amara, ben, diaz):
            await one.until(lambda one=one: len(one.rooms[table.room].shown) == len(sent), 3 * HEARD)
            shown = one.rooms[table.room].shown
            assert sorted(message["id"] for message in shown) == sorted(sent)
            assert one.rooms[table.room].gaps == 0
        assert amara.rooms[table.room].shown == ben.rooms[table.room].shown == diaz.rooms[table.room].shown


async def test_a_reader_that_never_reads_does_not_slow_the_room(sites):
    site = sites.start()
    table = site.table()
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    handshake = (
        f"GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Origin: {site.url}\r\nCookie: sessionid={table.sessions['ben']}\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Protocol: peersupport.v1\r\n\r\n"
    )
    writer.write(handshake.encode())
    await reader.readuntil(b"\r\n\r\n")
    writer.write(_masked(json.dumps({"type": "join", "room": table.room})))
    writer.transport.pause_reading()
    async with connected(site, table.sessions["amara"]) as amara:
        await amara.join(table.room)
        for number in range(8):
            answer = await amara.post(table.room, f"{number} " + "long " * 700)
            assert answer["type"] == "accepted"
            await amara.until(lambda: len(amara.rooms[table.room].shown) == number + 1, HEARD)  # noqa: B023
    writer.close()


def _masked(text: str) -> bytes:
    payload = text.encode()
    assert len(payload) < 126
    return bytes([0x81, 0x80 | len(payload), 0, 0, 0, 0]) + payload
