"""A room over real sockets, on each server with each channel layer."""

import json
import time
import uuid

import pytest
from websockets.exceptions import InvalidStatus

from tests.support.socket_client import connected

RISKY = "just double your lantus tonight, works for me"


@pytest.fixture
def sat(site, table):
    """sat("amara") connects one of the table's cast."""
    return lambda name, **more: connected(site, table.sessions[name], **more)


async def test_a_message_reaches_everybody_in_the_room(sat, table):
    async with sat("amara") as amara, sat("ben") as ben:
        await amara.join(table.room)
        await ben.join(table.room)
        accepted = await amara.post(table.room, "Good morning, all.")
        assert (accepted["type"], accepted["state"]) == ("accepted", "published")
        heard = await ben.next("changes", room=table.room)
        assert heard["messages"] == [accepted["message"]]
        assert heard["messages"][0]["author"]["name"].startswith("amara_walks")


async def test_a_risky_message_is_held_and_nobody_else_hears_of_it(sat, table):
    async with sat("amara") as amara, sat("ben") as ben:
        await amara.join(table.room)
        await ben.join(table.room)
        held = await amara.post(table.room, RISKY)
        assert (held["state"], held["own"]["state"]) == ("held", "held")
        await amara.post(table.room, "How was your walk?")
        await ben.until(lambda: ben.rooms[table.room].shown)
        assert [message["html"] for message in ben.rooms[table.room].shown] == ["<p>How was your walk?</p>"]
        assert RISKY not in json.dumps(ben.frames)


async def test_after_a_reload_the_author_still_sees_the_held_message(sat, table):
    async with sat("amara") as amara:
        await amara.post(table.room, RISKY)
    async with sat("amara") as amara:
        joined = await amara.join(table.room)
        assert [(own["state"], own["html"]) for own in joined["own"]] == [("held", f"<p>{RISKY}</p>")]


async def test_the_same_key_again_is_the_same_message(sat, table):
    key = str(uuid.uuid4())
    async with sat("amara") as amara:
        await amara.join(table.room)
        first = await amara.post(table.room, "Once only.", key)
        amara.frames.clear()
        amara._seen = 0
        again = await amara.post(table.room, "Once only.", key)
        assert (again["id"], again["replay"]) == (first["id"], True)
        assert len(amara.rooms[table.room].shown) == 1


@pytest.mark.parametrize(
    ("text", "more", "code"),
    [
        ("   ", {}, "empty"),
        ("x" * 4001, {}, "too_long"),
        ("hello", {"feeling": "nonsense"}, "bad_feeling"),
        ("hello", {"reply_to": 999_999}, "bad_reply"),
        ("hello", {"resource": 999_999}, "bad_resource"),
    ],
)
async def test_what_cannot_be_stored_is_refused_with_a_code_and_words(sat, table, text, more, code):
    async with sat("amara") as amara:
        refused = await amara.post(table.room, text, **more)
        assert (refused["type"], refused["code"]) == ("refused", code)
        assert refused["detail"]
        assert (await amara.post(table.room, "Still here."))["type"] == "accepted"


async def test_a_key_with_other_words_is_refused(sat, table):
    key = str(uuid.uuid4())
    async with sat("ben") as ben:
        await ben.post(table.room, "These words.", key)
        ben.frames.clear()
        ben._seen = 0
        assert (await ben.post(table.room, "Other words.", key))["code"] == "key_reused"


async def test_a_strangers_room_does_not_exist(sat, table):
    async with sat("chen") as chen:
        await chen.send(type="join", room=table.room)
        theirs = await chen.next("error")
        await chen.send(type="join", room="no-such-room")
        nowhere = await chen.next("error")
        assert (
            (theirs["code"], theirs["detail"]) == (nowhere["code"], nowhere["detail"]) == ("no_room", theirs["detail"])
        )
        assert (await chen.post(table.room, "Let me in."))["code"] == "no_room"


@pytest.mark.parametrize(
    "raw",
    ["", "hello", "{}", '{"type":"dance"}', '{"type":"join","room":7}', b"\x00\xff", "[" * 3000],
)
async def test_a_broken_frame_gets_an_error_and_the_connection_lives(sat, raw):
    async with sat("amara") as amara:
        await amara.say(raw)
        assert (await amara.next("error"))["code"] == "bad_frame"
        await amara.send(type="ping", n=1)
        assert (await amara.next("pong"))["n"] == 1


async def test_a_frame_that_is_too_large_gets_an_error_and_the_connection_lives(sat, table):
    async with sat("amara") as amara:
        await amara.say(
            json.dumps({"type": "post", "room": table.room, "key": str(uuid.uuid4()), "text": "x" * 20_000})
        )
        assert (await amara.next("error"))["code"] == "too_large"
        await amara.send(type="ping", n=2)
        assert (await amara.next("pong"))["n"] == 2


async def test_a_flood_is_slowed_down_and_nothing_of_it_is_lost(sat, table):
    async with sat("ben") as ben:
        await ben.join(table.room)
        answers = [await ben.post(table.room, f"message {number}") for number in range(12)]
        refused = [answer for answer in answers if answer["type"] == "refused"]
        assert {answer["code"] for answer in refused} == {"slow_down"}
        assert all(answer["retry_after"] > 0 for answer in refused)
        accepted = [answer["id"] for answer in answers if answer["type"] == "accepted"]
        await ben.until(lambda: len(ben.rooms[table.room].shown) == len(accepted))
        assert [message["id"] for message in ben.rooms[table.room].shown] == accepted


async def test_whoever_is_asked_to_slow_down_and_goes_on_is_read_more_slowly(site, sat, table):
    if site.kind == "daphne":
        pytest.skip("Daphne reads on, whatever the application does")
    async with sat("ben") as ben:
        await ben.join(table.room)
        while (await ben.post(table.room, "Again?"))["type"] == "accepted":
            pass
        began = time.monotonic()
        await ben.send(type="ping", n=8)
        await ben.next("pong", n=8)
        assert time.monotonic() - began > 0.2


async def test_who_left_the_room_on_this_connection_hears_no_more(sat, table):
    async with sat("amara") as amara, sat("ben") as ben:
        await ben.join(table.room)
        await amara.join(table.room)
        await ben.send(type="leave", room=table.room)
        await ben.send(type="ping", n=3)
        await ben.next("pong", n=3)
        await amara.post(table.room, "Anybody?")
        await amara.until(lambda: amara.rooms[table.room].shown)
        assert not ben.rooms[table.room].shown


async def test_coming_back_brings_exactly_what_was_missed(sat, table):
    async with sat("amara") as amara:
        async with sat("ben") as ben:
            await ben.join(table.room)
            await amara.post(table.room, "one")
            await ben.until(lambda: ben.rooms[table.room].shown)
            held = ben.rooms
        await amara.post(table.room, "two")
        await amara.post(table.room, "three")
        async with sat("ben", rooms=held) as ben:
            await ben.join(table.room, since=held[table.room].revision)
            await ben.until(lambda: len(held[table.room].shown) == 3)
        assert [message["html"] for message in held[table.room].shown] == ["<p>one</p>", "<p>two</p>", "<p>three</p>"]
        assert held[table.room].gaps == 0


async def test_another_sites_page_may_not_open_a_socket(site, table):
    with pytest.raises(InvalidStatus) as refused:
        async with connected(site, table.sessions["amara"], origin="https://evil.example"):
            pass
    assert refused.value.response.status_code == 403
    async with connected(site, table.sessions["amara"]) as amara:
        assert amara.frames[0]["type"] == "hello"


async def test_only_the_team_may_watch_the_queue(sat, table):
    async with sat("amara") as amara, sat("diaz") as diaz:
        await amara.send(type="watch", feed="queue")
        assert (await amara.next("error"))["code"] == "no_feed"
        await diaz.send(type="watch", feed="queue")
        before = (await diaz.next("feed"))["revision"]
        await amara.post(table.room, RISKY)
        assert (await diaz.next("feed", seconds=1))["revision"] > before


async def test_a_reaction_reaches_everybody_and_a_stranger_cannot_react(sat, table):
    async with sat("amara") as amara, sat("ben") as ben, sat("chen") as chen:
        await amara.join(table.room)
        await ben.join(table.room)
        said = await amara.post(table.room, "Thank you @ben-in-the-hills for the soup.")
        asked = {"type": "react", "room": table.room, "id": said["id"], "reaction": "thanks", "on": True}
        await ben.send(**asked)
        assert await ben.next("reacted") == asked | {"type": "reacted"}
        expected = [{"reaction": "thanks", "count": 1, "by": [table.users["ben"]]}]
        held = amara.rooms[table.room].messages
        await amara.until(lambda: held[said["id"]]["reactions"] == expected)
        await chen.send(**asked)
        assert (await chen.next("react_refused"))["code"] == "no_room"
        await ben.send(**asked | {"on": False})
        await amara.until(lambda: held[said["id"]]["reactions"] == [])
        assert amara.rooms[table.room].gaps == 0
