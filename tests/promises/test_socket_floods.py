"""Whoever floods a socket below the messages is closed; members beside them post and hear all the while."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, closing, contextmanager, suppress

import pytest

from chat import limits
from chat.limits import Buckets, Known
from chat.sockets import doors
from chat.sockets.doors import KeptOut
from peersupport import floods
from tests.chat.sockets.conftest import Served
from tests.support import raw_socket
from tests.support.fixtures import Sites
from tests.support.raw_socket import CONTINUED, PING, PONG, TEXT, RawSocket, fragments, frame, header
from tests.support.socket_client import connected

FLOOD, TOO_BIG = 1008, 1009
CONTROLS, FRAGMENTS = floods.CONTROLS[0], floods.FRAGMENTS[0]
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
    with closing(socket_of(site, table, "chen")) as line:
        assert json.loads(line.read().payload)["type"] == "hello"
        yield line


def socket_of(site, table, name: str) -> RawSocket:
    return RawSocket(site.port, "/ws/", Origin=site.url, Cookie=f"sessionid={table.sessions[name]}")


NEVER_ENDING = frame(TEXT, b"", fin=False)
TOO_MUCH = {
    "pings": [frame(PING)] * (CONTROLS + 20),
    "pongs that nobody asked for": [frame(PONG)] * (CONTROLS + 20),
    "fragments of nothing": [NEVER_ENDING, *[frame(CONTINUED, b"", fin=False)] * (FRAGMENTS + 100)],
    "fragments of one byte": fragments(TEXT, *[b"*"] * (FRAGMENTS + 100)),
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
    async with (
        connected(flooded, table.sessions["amara"]) as amara,
        connected(flooded, table.sessions["ben"]) as ben,
        AsyncExitStack() as beside,
    ):
        await asyncio.gather(amara.join(table.room), ben.join(table.room))
        octets = [b"".join(parts * 20) for parts in TOO_MUCH.values()] + [header(TEXT, 10_000_000) + b"*" * 10_000_000]
        # All are let in before the first one floods: from then on the door is closed to them.
        lines = [beside.enter_context(flooder(flooded, table)) for _ in octets]
        flooding = [asyncio.create_task(asyncio.to_thread(pour, *each)) for each in zip(lines, octets, strict=True)]
        sent = []
        for number in range(TALK):
            answer = await amara.post(table.room, f"message {number}")
            assert answer["type"] == "accepted", answer
            sent.append(answer["id"])
        assert await asyncio.gather(*flooding) == [True] * len(flooding)
        await ben.until(lambda: len(ben.rooms[table.room].shown) == TALK)
        assert [message["id"] for message in ben.rooms[table.room].shown] == sent


def pour(line: RawSocket, octets: bytes) -> bool:
    """Whether the server ended the connection by itself."""
    line.send(octets)
    with suppress(EOFError):  # the end may cut off what was said before it
        line.rest()
    return True


def test_a_member_who_flooded_is_kept_out_and_nobody_else(flooded, table):
    with flooder(flooded, table) as line:
        line.send(*TOO_MUCH["pings"])
        line.failed(FLOOD)
    with closing(socket_of(flooded, table, "chen")) as again:
        assert again.answer.startswith("HTTP/1.1 429")
        assert "retry-after: 30" in again.answer.lower()
    with closing(socket_of(flooded, table, "amara")) as other:
        assert json.loads(other.read().payload)["type"] == "hello"


def test_strangers_who_flood_are_known_by_their_address():
    """Of whom no session tells: many more times, for others may share the address."""
    strangers = Buckets(2, 1 / 30)
    door = Door(Buckets(1, 1 / 30), strangers)
    assert door.opens("madeup", "192.0.2.7")
    strangers.take("192.0.2.7")
    assert door.opens("madeup", "192.0.2.7")
    strangers.take("192.0.2.7")
    assert not door.opens("madeup", "192.0.2.7")
    assert not door.opens("", "192.0.2.7")
    assert door.opens("madeup", "192.0.2.8")


def test_what_strangers_do_is_not_held_against_a_member_at_their_address():
    strangers = Buckets(1, 1 / 30)
    door = Door(Buckets(1, 1 / 30), strangers)
    door.welcomed.add("amara")
    strangers.take("192.0.2.7")
    assert door.opens("amara", "192.0.2.7")
    assert not door.opens("madeup", "192.0.2.7")


def test_who_was_kept_out_comes_back_after_half_a_minute():
    now = [0.0]
    members = Buckets(limits.flooders.burst, limits.flooders.per_second, clock=lambda: now[0])
    door = Door(members, Buckets(1, 1))
    door.welcomed.add("chen")
    members.take("chen")
    now[0] = 29.0
    assert not door.opens("chen", "192.0.2.7")
    now[0] = 30.0
    assert door.opens("chen", "192.0.2.7")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """In this process; the servers hesitate."""
    monkeypatch.setattr(doors, "HESITATION", 0)


class Door:
    """KeptOut before an application that only notes who came in."""

    def __init__(self, members: Buckets, strangers: Buckets):
        self.inside: list[str] = []
        self.welcomed = Known(10)
        self.door = KeptOut(self.app, members, strangers, self.welcomed)

    async def app(self, scope, *_asgi):
        self.inside.append(doors.session_key(scope))

    def opens(self, session: str, address: str) -> bool:
        async def send(_event): ...

        before = len(self.inside)
        scope = {"client": (address, 1), "headers": [(b"cookie", f"sessionid={session}".encode())]}
        asyncio.run(self.door(scope, None, send))
        return len(self.inside) > before


async def test_a_flood_by_nobody_is_counted_for_its_address(flooded, table):
    """The connection is closed for want of a session, and goes on pouring."""
    for _ in range(25):
        with closing(RawSocket(flooded.port, "/ws/", Origin=flooded.url)) as line:
            if line.answer.startswith("HTTP/1.1 429"):
                break
            line.send(*TOO_MUCH["fragments of nothing"])
            with suppress(EOFError):
                line.rest()
    else:
        pytest.fail("a stranger may flood for ever")


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
