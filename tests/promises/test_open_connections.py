"""So many sockets and no more, of a member, an address, a process; and none for whoever connects and says nothing."""

import asyncio
import resource
import socket
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, closing, suppress

import pytest
from django.conf import settings
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from chat.limits import Places
from chat.protocol import LOGGED_OUT, TOO_MANY
from chat.sockets.doors import household
from peersupport import handshakes
from tests.chat.sockets.conftest import Served, echo
from tests.support.fixtures import Sites
from tests.support.raw_socket import TEXT, Frame, RawSocket, frame

PER_MEMBER = settings.CHAT["connections_per_member"]
PER_ADDRESS = PER_MEMBER + 3
GREETED = None


# --- Of a member, of an address ---------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def crowded(tmp_path_factory, request):
    """One site for the tests that count sockets, with few places for an address."""
    with ExitStack() as stack:
        sites = Sites(request.getfixturevalue, tmp_path_factory.mktemp("crowd"), stack)
        yield sites.start(CONNECTIONS_PER_ADDRESS=str(PER_ADDRESS))


@pytest.fixture
async def crowd():
    """Whatever a test connects; closed when it is over."""
    async with AsyncExitStack() as stack:
        yield stack


async def comes(site, crowd, session: str, origin: str = "") -> tuple[ClientConnection, int | None]:
    """A new connection, and the code that it was closed with instead of being greeted. Raises InvalidStatus."""
    line = await connect(
        site.socket,
        origin=origin or site.url,
        additional_headers={"Cookie": f"sessionid={session}"},
        ping_interval=None,
    )
    crowd.push_async_callback(line.close)
    with suppress(Exception):  # it is closed
        return line, await asyncio.wait_for(line.recv(), 10) and GREETED
    return line, line.close_code


async def comes_in_the_end(site, crowd, session: str) -> ClientConnection:
    """The same, as soon as there is a place: one that left a moment ago may still be counted."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with suppress(InvalidStatus):
            line, code = await comes(site, crowd, session)
            if code is GREETED:
                return line
        await asyncio.sleep(0.1)
    raise AssertionError("no place became free")


async def lives(line: ClientConnection) -> bool:
    await line.send('{"type": "ping", "n": 7}')
    return "pong" in str(await asyncio.wait_for(line.recv(), 10))


async def test_one_connection_too_many_of_a_member_is_told_so_and_the_others_live(crowded, crowd):
    table = crowded.table()
    lines = [await comes(crowded, crowd, table.sessions["amara"]) for _ in range(PER_MEMBER)]
    assert [code for _, code in lines] == [GREETED] * PER_MEMBER
    assert (await comes(crowded, crowd, table.sessions["amara"]))[1] == TOO_MANY
    assert (await comes(crowded, crowd, table.sessions["ben"]))[1] is GREETED
    assert all([await lives(line) for line, _ in lines])
    await lines[0][0].close()
    await comes_in_the_end(crowded, crowd, table.sessions["amara"])


async def test_connections_that_are_cut_free_their_places(crowded, crowd):
    session = crowded.table().sessions["amara"]
    for _ in range(3):
        lines = [await comes_in_the_end(crowded, crowd, session) for _ in range(PER_MEMBER)]
        for line in lines:
            line.transport.abort()
    assert await lives(await comes_in_the_end(crowded, crowd, session))


async def test_an_address_that_holds_all_its_places_is_refused_at_the_door(crowded, crowd):
    table = crowded.table()
    lines = [await comes_in_the_end(crowded, crowd, table.sessions["amara"]) for _ in range(PER_MEMBER)]
    lines += [await comes_in_the_end(crowded, crowd, table.sessions["ben"]) for _ in range(PER_ADDRESS - PER_MEMBER)]
    with pytest.raises(InvalidStatus) as refused:
        await comes(crowded, crowd, table.sessions["diaz"])
    assert refused.value.response.status_code == 429
    assert int(refused.value.response.headers["Retry-After"]) > 0
    assert all([await lives(line) for line in lines])
    await lines[0].close()
    await comes_in_the_end(crowded, crowd, table.sessions["diaz"])


async def test_handshakes_that_come_to_nothing_keep_no_places(crowded, crowd):
    table = crowded.table()
    for _ in range(PER_ADDRESS + 2):
        with pytest.raises(InvalidStatus, match="403"):
            await comes(crowded, crowd, table.sessions["amara"], origin="https://elsewhere.example")
        assert (await comes(crowded, crowd, "nobody"))[1] == LOGGED_OUT
        RawSocket(crowded.port, "/ws/", Origin=crowded.url, Cookie=f"sessionid={table.sessions['amara']}").close()
    lines = [await comes_in_the_end(crowded, crowd, table.sessions["amara"]) for _ in range(PER_MEMBER)]
    assert all([await lives(line) for line in lines])


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unknown", "unknown"),
    ],
)
def test_an_address_is_counted_with_those_of_its_household(address, counted_as):
    assert household({"client": (address, 1234)}) == counted_as


def test_a_place_given_back_is_free_and_leaves_nothing_behind():
    places = Places(1)
    assert [places.take("amara"), places.take("amara"), places.take("ben")] == [True, False, True]
    for name in ("amara", "ben"):
        places.release(name)
    assert places.take("amara")
    assert len(places._taken) == 1


# --- Of a process -----------------------------------------------------------------------------------------------------
async def test_a_process_that_is_full_refuses_newcomers_and_keeps_those_it_has(crowded, crowd):
    line = await comes_in_the_end(crowded, crowd, crowded.table().sessions["amara"])
    before = resource.prlimit(crowded.process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(crowded.process.pid, resource.RLIMIT_NOFILE, (120, before[1]))
    try:
        with ExitStack() as stack:
            for _ in range(80):
                stack.enter_context(silent(crowded.port))
            with silent(crowded.port) as newcomer:
                assert newcomer.recv(100).startswith(b"HTTP/1.1 503 ")
            assert await lives(line)
        await comes_in_the_end(crowded, crowd, crowded.table().sessions["ben"])
    finally:
        resource.prlimit(crowded.process.pid, resource.RLIMIT_NOFILE, before)


def test_a_process_may_open_as_many_files_as_the_system_lets_it():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1] // 2, before[1]))
    try:
        handshakes.raise_file_limit()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == before[1]
        assert handshakes.most_sockets() < before[1]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


# --- Of whoever says nothing ------------------------------------------------------------------------------------------
HEAD = b"POST /somewhere HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n"


def silent(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


@pytest.fixture
def impatient(monkeypatch) -> Iterator[Served]:
    """A server that waits for a part of a second only."""
    for state in handshakes.PATIENCE:
        monkeypatch.setitem(handshakes.PATIENCE, state, 0.4)
    served = Served(pages_and_echo)
    yield served
    served.end()


async def pages_and_echo(scope, receive, send) -> None:
    if scope["type"] == "websocket":
        await echo(scope, receive, send)
        return
    while (event := await receive()).get("more_body"):
        continue
    if event["type"] == "http.request":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"OK"})


def ended(line: socket.socket) -> bool:
    """Whether the server ends the connection; it waits up to ten seconds."""
    try:
        return line.recv(100) == b""
    except ConnectionResetError:
        return True


def dripped(line: socket.socket, octets: bytes) -> bool:
    """Whether the server ends the connection while it is sent a byte every 100 ms."""
    line.settimeout(0.1)
    for octet in octets:
        with suppress(TimeoutError):
            line.sendall(bytes([octet]))
            return ended(line)
    return False


@pytest.mark.parametrize(
    "said", [b"", HEAD[:20], HEAD, HEAD + b"half of"], ids=["", "of a head", "no body", "of a body"]
)
def test_half_a_request_is_not_waited_for(impatient, said):
    with silent(impatient.port) as line:
        line.sendall(said)
        assert ended(line)


@pytest.mark.parametrize("before", [b"", HEAD], ids=["head", "body"])
def test_a_byte_now_and_then_wins_no_time(impatient, before):
    with silent(impatient.port) as line:
        line.sendall(before)
        assert dripped(line, HEAD[:60])


def test_the_second_request_of_a_connection_has_no_more_time_than_the_first(impatient):
    with silent(impatient.port) as line:
        line.sendall(HEAD + b"*" * 100)
        assert b"200 OK" in line.recv(1_000)
        line.sendall(HEAD[:20])
        assert ended(line)


def test_whole_requests_and_open_sockets_are_left_in_peace(impatient):
    with closing(RawSocket(impatient.port)) as talking, silent(impatient.port) as asking:
        for _ in range(3):
            time.sleep(0.3)
            asking.sendall(HEAD + b"*" * 100)
            assert b"200 OK" in asking.recv(1_000)
            talking.send(frame(TEXT, b"still here"))
            assert talking.read() == Frame(TEXT, b"still here")


def test_a_head_without_end_is_refused(impatient):
    with silent(impatient.port) as line:
        line.sendall(HEAD[:-2] + b"X-Long: " + b"*" * 100_000)
        with suppress(ConnectionResetError):  # the end may cut off what was said before it
            assert line.recv(100).startswith(b"HTTP/1.1 400 ")


UPGRADE = b"GET /ws/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(b"no colon here\r\n\r\n", id="no header"),
        pytest.param(b"Content-Length: 5\r\n\r\n", id="a body"),
        pytest.param(b"X: y\r\n" * 200 + b"\r\n", id="too many headers"),
        pytest.param(b"X: " + b"y" * 9_000 + b"\r\n\r\n", id="too long a line"),
        pytest.param(b"X: y\r\n" * 3_000, id="no end"),
        pytest.param(b"Sec-WebSocket-Version: 7\r\n\r\n", id="another version"),
    ],
)
def test_a_broken_handshake_does_not_stay_connected(impatient, more):
    with silent(impatient.port) as line:
        line.sendall(UPGRADE + more)
        with suppress(ConnectionResetError), line.makefile("rb") as answer:
            assert answer.read().startswith(b"HTTP/1.1 4")  # and the end of it: the server lets go
