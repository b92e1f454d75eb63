"""Changing and taking back one's own message over real sockets, on each server with each channel layer."""

import json
import uuid

import pytest

from tests.support.socket_client import connected

RISKY = "just double your lantus tonight, works for me"


@pytest.fixture
def sat(site, table):
    """sat("amara") connects one of the table's cast."""
    return lambda name, **more: connected(site, table.sessions[name], **more)


async def ask(client, kind, room, number, **fields):
    """Send an `edit` or `withdraw` and give its answer."""
    key = fields.setdefault("key", str(uuid.uuid4()))
    await client.send(type=kind, room=room, id=number, **fields)
    return await client.answer(key)


async def test_new_words_reach_everybody_and_risky_ones_nobody(sat, table):
    async with sat("amara") as amara, sat("ben") as ben:
        await amara.join(table.room)
        await ben.join(table.room)
        mine = (await amara.post(table.room, "Good morning."))["id"]
        risky = await ask(amara, "edit", table.room, mine, text=RISKY)
        assert (risky["state"], risky["own"]["change"]["state"]) == ("held", "waiting")
        assert risky["message"]["html"] == "<p>Good morning.</p>"
        other = (await amara.post(table.room, "Hello again."))["id"]
        accepted = await ask(amara, "edit", table.room, other, text="Good evening.")
        assert accepted["state"] == "published"
        await ben.until(lambda: "<p>Good evening.</p>" in [message["html"] for message in ben.rooms[table.room].shown])
        assert ben.rooms[table.room].messages[other] == accepted["message"]
        assert RISKY not in json.dumps(ben.frames)
        assert ben.rooms[table.room].gaps == 0


async def test_the_same_key_again_is_the_same_change(sat, table):
    key = str(uuid.uuid4())
    async with sat("amara") as amara:
        mine = (await amara.post(table.room, "Once."))["id"]
        first = await ask(amara, "edit", table.room, mine, text="Twice.", key=key)
        amara.frames.clear()
        amara._seen = 0
        again = await ask(amara, "edit", table.room, mine, text="Twice.", key=key)
        assert (again["replay"], again["message"]["revision"]) == (True, first["message"]["revision"])


async def test_what_is_taken_back_leaves_everybodys_sight(sat, table):
    async with sat("amara") as amara, sat("ben") as ben:
        await amara.join(table.room)
        await ben.join(table.room)
        mine = (await amara.post(table.room, "Never mind."))["id"]
        await ben.until(lambda: mine in ben.rooms[table.room].messages)
        assert (await ask(ben, "withdraw", table.room, mine))["code"] == "not_yours"
        assert (await ask(amara, "withdraw", table.room, mine))["state"] == "withdrawn"
        await ben.until(lambda: ben.rooms[table.room].messages[mine]["state"] == "withdrawn")
        assert "html" not in ben.rooms[table.room].messages[mine]


async def test_a_held_message_is_its_authors_to_take_back_and_nobody_elses_to_know_of(sat, table):
    async with sat("amara") as amara, sat("ben") as ben:
        held = (await amara.post(table.room, RISKY))["id"]
        theirs = await ask(ben, "edit", table.room, held, text="Hm.")
        absent = await ask(ben, "edit", table.room, 999_999, text="Hm.")
        assert (
            (theirs["code"], theirs["detail"]) == (absent["code"], absent["detail"]) == ("no_message", theirs["detail"])
        )
        assert (await ask(amara, "edit", table.room, held, text="Hm."))["code"] == "waits"
        assert (await ask(amara, "withdraw", table.room, held))["own"]["state"] == "withdrawn"
    async with sat("amara") as amara:
        assert (await amara.join(table.room))["own"] == []
