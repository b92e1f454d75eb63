"""A client's line, and what it makes of a server that speaks nonsense, goes away or logs it out."""

import asyncio
import json
import random

import pytest
from websockets.asyncio.server import serve

from tests.faults.history import History
from tests.faults.line import Line
from tests.faults.member import Member, Person

HELLO = json.dumps({"type": "hello"})
WRONG = {
    "half a frame": b'\x81\x0c{"type": "jo',
    "no object": b"\x81\x02[]",
    "without its fields": b'\x81\x13{"type": "changes"}',
    "no such opcode": b"\x83\x00",
    "reserved bits": b"\xf1\x02{}",
    "a length that is another frame's": b"\x81\x01{}",
    "not UTF-8": b"\x81\x02\xff\xff",
}


@pytest.fixture
def history(tmp_path):
    history = History(tmp_path / "history.jsonl")
    yield history
    history.close()


async def events_of(history: History, say) -> list[str]:
    """The kinds of events of a line to a server that says hello, then does what `say` does with its connection."""

    async def served(connection):
        await connection.send(HELLO)
        await say(connection)

    async with serve(served, "127.0.0.1", 0, subprotocols=["peersupport.v1"]) as server:
        gate = server.sockets[0].getsockname()[1]
        line = await Line.open(gate, "", "ann", history, lambda line, frame: frame["type"] == "changes" and frame["to"])
        await asyncio.wait_for(line.reading, 3)
    return [event["kind"] for event in history.events]


@pytest.mark.parametrize("wire", WRONG.values(), ids=WRONG)
async def test_a_frame_that_is_not_whole_is_kept_as_such(history, wire):
    async def say(connection):
        connection.transport.write(wire)
        await connection.wait_closed()

    assert await events_of(history, say) == ["opened", "garbled", "closed"]


async def test_a_line_that_is_cut_amid_a_frame_is_no_nonsense(history):
    async def say(connection):
        connection.transport.write(b"\x81\x7e\xff\xff{")
        await asyncio.sleep(0.05)
        connection.transport.abort()

    assert await events_of(history, say) == ["opened", "closed"]
    assert history.events[-1]["code"] == 1006


@pytest.mark.parametrize("code", [1002, 1012])
async def test_a_line_that_the_server_closes_is_no_nonsense(history, code):
    assert await events_of(history, lambda connection: connection.close(code)) == ["opened", "closed"]
    assert history.events[-1]["code"] == code


async def test_a_client_that_is_logged_out_does_not_come_back_and_does_not_wait_for_ever(history):
    async def served(connection):
        await connection.send(HELLO)
        await connection.close(4401)

    async with serve(served, "127.0.0.1", 0, subprotocols=["peersupport.v1"]) as server:
        person = Person("ann", 1, "", ())
        member = Member(person, [server.sockets[0].getsockname()[1]], history, random.Random(1))
        await asyncio.wait_for(member.run(), 3)
        assert not await asyncio.wait_for(member.come_back(within=60), 3)


async def test_a_client_whose_server_is_gone_comes_back_within_the_seconds_or_says_so(history):
    member = Member(Person("ann", 1, "", ()), [1], history, random.Random(1))
    living = asyncio.create_task(member.run())
    assert not await asyncio.wait_for(member.come_back(within=0.3), 3)
    living.cancel()
