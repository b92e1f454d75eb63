"""Whoever floods a socket below the messages is closed; members beside them post and hear all the while."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress

import pytest

from peersupport import floods
from tests.chat.sockets.conftest import Served
from tests.support import raw_socket
from tests.support.fixtures import Sites
from tests.support.raw_socket import CONTINUED, PING, PONG, TEXT, RawSocket, fragments, frame, header
from tests.support.socket_client import connected

FLOOD, TOO_BIG = 1008, 1009
CONTROLS, DATA = floods.CONTROLS[0], floods.DATA[0]
TALK = 6  # messages posted beside the flood: fewer than a member may send at once


@pytest.fixture(scope="module")
def flooded(tmp_path_factory, request):
    """One site for all tests of this file."""
    with ExitStack() as stack:
        yield Sites(request.getfixturevalue, tmp_path_factory.mktemp("floods"), stack).start()


@pytest.fixture
def table(flooded):
    return flooded.table()


@contextmanager
def flooder(site, table) -> Iterator[RawSocket]:
    """Chen's connection, after its hello."""
    headers = {"Origin": site.url, "Cookie": f"sessionid={table.sessions['chen']}"}
    with closing(RawSocket(site.port, "/ws/", **headers)) as line:
        assert json.loads(line.read().payload)["type"] == "hello"
        yield line


NEVER_ENDING = frame(TEXT, b"", fin=False)
TOO_MUCH = {
    "pings": [frame(PING)] * (CONTROLS + 20),
    "pongs that nobody asked for": [frame(PONG)] * (CONTROLS + 20),
    "fragments of nothing": [NEVER_ENDING, *[frame(CONTINUED, b"", fin=False)] * (DATA + 200)],
    "fragments of one byte": fragments(TEXT, *[b"*"] * (DATA + 200)),
    "messages": [frame(TEXT, b"{}")] * (DATA + 200),
}


@pytest.mark.parametrize("octets", TOO_MUCH.values(), ids=TOO_MUCH)
def test_a_flood_ends_with_a_close_that_says_so(flooded, table, octets):
    with flooder(flooded, table) as line:
        line.send(*octets)
        line.failed(FLOOD)


TOO_LARGE = {
    "a frame of ten million bytes": [header(TEXT, 10_000_000), b"*" * 20],
    "a message that does not end": [NEVER_ENDING, *[frame(CONTINUED, b"*" * 8_000, fin=False)] * 9],
}


@pytest.mark.parametrize("octets", TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_grows_too_large_is_not_waited_for(flooded, table, octets):
    with flooder(flooded, table) as line:
        line.send(*octets)
        line.failed(TOO_BIG)


def test_some_pings_and_fragments_are_nobodys_flood(flooded, table):
    with flooder(flooded, table) as line:
        line.send(*[frame(PING, b"%d" % number) for number in range(CONTROLS - 10)])
        assert [line.read().payload for _ in range(CONTROLS - 10)] == [b"%d" % n for n in range(CONTROLS - 10)]
        line.send(*fragments(TEXT, *(bytes([octet]) for octet in b'{"type": "ping", "n": 7}')))
        assert json.loads(line.read().payload) == {"type": "pong", "n": 7}
        assert line.closes()


async def test_members_beside_every_flood_at_once_post_and_hear(flooded, table):
    async with connected(flooded, table.sessions["amara"]) as amara, connected(flooded, table.sessions["ben"]) as ben:
        await asyncio.gather(amara.join(table.room), ben.join(table.room))
        octets = [b"".join(parts * 20) for parts in TOO_MUCH.values()] + [header(TEXT, 10_000_000) + b"*" * 10_000_000]
        flooding = [asyncio.create_task(asyncio.to_thread(pour, flooded, table, each)) for each in octets]
        sent = []
        for number in range(TALK):
            answer = await amara.post(table.room, f"message {number}")
            assert answer["type"] == "accepted", answer
            sent.append(answer["id"])
        assert await asyncio.gather(*flooding) == [True] * len(flooding)
        await ben.until(lambda: len(ben.rooms[table.room].shown) == TALK)
        assert [message["id"] for message in ben.rooms[table.room].shown] == sent


def pour(site, table, octets: bytes) -> bool:
    """Connect and send, twice. Whether the server ended both connections by itself."""
    for _ in range(2):
        with flooder(site, table) as line:
            line.send(octets)
            with suppress(EOFError):  # the end may cut off what was said before it
                line.rest()
    return True


async def returns(frames, receive):
    await receive()


async def waits_for_the_reader(frames, receive):
    await frames.drained()


async def pings_in_vain(frames, receive):
    frames.keepalive_timeout()
    while (await receive())["type"] != "websocket.disconnect":
        pass


@pytest.mark.parametrize(
    ("app_does", "last"),
    [
        pytest.param(returns, frame(TEXT, b"that was all"), id="the application returns"),
        pytest.param(waits_for_the_reader, raw_socket.closing(1000), id="the peer says goodbye"),
        pytest.param(waits_for_the_reader, frame(3), id="the peer breaks the protocol"),
        pytest.param(pings_in_vain, b"", id="the peer answers no ping"),
    ],
)
def test_a_peer_that_reads_nothing_is_cut_off_when_its_connection_is_over(monkeypatch, app_does, last):
    monkeypatch.setattr(floods, "CLOSE_SECONDS", 0.5)
    open_then, ended = [], []

    async def app(scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        open_then.append(len(served.server.server_state.connections))
        scope["extensions"]["peersupport.frames"].write_frames(b"*" * 16_000_000)
        try:
            await app_does(scope["extensions"]["peersupport.frames"], receive)
        finally:
            ended.append(True)

    served = Served(app)
    try:
        with closing(RawSocket(served.port)) as line:
            open_ones = served.server.server_state.connections
            line.send(last)
            deadline = time.monotonic() + 10
            while (open_ones or not ended) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert open_then == [1]
            assert not open_ones
            assert ended
    finally:
        served.end()
