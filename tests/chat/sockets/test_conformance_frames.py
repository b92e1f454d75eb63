"""Frames that are written straight to the transport stay whole, in order, and end where the connection does."""

import asyncio
import socket
import struct
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from threading import Event
from typing import Any

import pytest

from peersupport.floods import CLOSE_SECONDS
from peersupport.sockets import EXTENSION, PARTING, SocketProtocol
from tests.support.raw_socket import PING, PONG, TEXT, Frame, RawSocket, closing, code_of, frame

Script = Callable[[SocketProtocol, Any, Any], Awaitable[object]]
LONG = 1_000_000  # bytes; more than the kernel takes for a reader that does not read


def finished(text: bytes) -> bytes:
    """A text frame as the server writes it."""
    return frame(TEXT, text, masked=False)


def said(text: str) -> dict:
    return {"type": "websocket.send", "text": text}


@pytest.fixture(scope="module")
def stage(served) -> Iterator[Callable[[Script], tuple[RawSocket, Future]]]:
    """stage(script) plays an application's part after the handshake; gives the client's line and what came of it."""
    scripts: dict[str, tuple[Script, Future]] = {}
    lines: list[RawSocket] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        script, outcome = scripts[scope["path"]]
        await receive()
        await send({"type": "websocket.accept"})
        try:
            outcome.set_result(await script(scope["extensions"][EXTENSION], receive, send))
        except BaseException as error:
            outcome.set_exception(error)
            raise

    port = served(app)

    def play(script: Script) -> tuple[RawSocket, Future]:
        path, outcome = f"/{len(scripts)}", Future()
        scripts[path] = script, outcome
        lines.append(RawSocket(port, path))
        return lines[-1], outcome

    yield play
    for line in lines:
        line.close()


@pytest.fixture(autouse=True)
def _no_errors(caplog) -> Iterator[None]:
    """Nothing may fail on the server's side either, where no client sees it."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if record.name == "asyncio"] == []


async def filled(frames: SocketProtocol) -> int:
    """Write until much waits for a reader who does not read; gives how much."""
    for _ in range(1_000):
        if (waiting := frames.write_frames(finished(b"*" * 65_536))) >= LONG:
            return waiting
        await asyncio.sleep(0)
    raise AssertionError("somebody reads, or nobody counts")


async def left(receive: Any) -> dict:
    """Wait for the other side to be gone."""
    while (event := await receive())["type"] != "websocket.disconnect":
        pass
    return event


def vanish(line: RawSocket) -> None:
    """End the connection as a lost network does: a reset, and no close."""
    line.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def test_finished_frames_and_asgis_own_keep_their_order(stage):
    async def script(frames, receive, send):
        for number in range(0, 1_000, 4):
            frames.write_frames(finished(b"%d" % number))
            await send(said(str(number + 1)))
            frames.write_frames(finished(b"%d" % (number + 2)) + finished(b"%d" % (number + 3)))
        await left(receive)

    line, _ = stage(script)
    assert [line.read() for _ in range(1_000)] == [Frame(TEXT, b"%d" % number) for number in range(1_000)]
    assert line.closes()


def test_of_what_comes_at_once_only_a_piece_is_parsed_before_the_application_takes_it(stage):
    """So that whoever sends much at once neither fills the memory nor keeps the loop from the others."""
    many = 1_000

    async def script(frames, receive, _send):
        first = await receive()
        await asyncio.sleep(0.2)  # all has come
        waiting = len(frames.queue.events)
        return waiting, [first, *[await receive() for _ in range(many - 1)]]

    line, outcome = stage(script)
    line.send(b"".join(frame(TEXT, b"%03d" % number) for number in range(many)))
    waiting, events = outcome.result(10)
    assert [event["text"] for event in events] == [f"{number:03}" for number in range(many)]
    assert 0 < waiting < many / 2


MANY = [frame(TEXT, b"%03d" % number) for number in range(400)]  # several pieces, and less than PARTING


async def closes_amid_much(_frames, receive, send):
    await receive()
    await asyncio.sleep(0.2)  # more has come, of which nobody takes anything
    await send({"type": "websocket.close", "code": 1000})


def test_the_peers_close_is_found_behind_much_that_nobody_takes(stage):
    line, _ = stage(closes_amid_much)
    line.send(*MANY)
    assert code_of(line.read()) == 1000
    line.send(*MANY, closing(1000))
    began = time.monotonic()
    assert line.rest() == []
    assert time.monotonic() - began < CLOSE_SECONDS / 2, "the end was not found: the connection was cut off"


def test_whoever_goes_on_sending_after_our_close_is_cut_off(stage):
    floods = []

    async def script(frames, receive, send):
        frames.flooded = lambda: floods.append(True)
        await closes_amid_much(frames, receive, send)

    line, _ = stage(script)
    line.send(*MANY)
    assert code_of(line.read()) == 1000
    began = time.monotonic()
    with suppress(OSError):
        for _ in range(PARTING // 1_000 + 1_000):
            line.send(frame(TEXT, b"*" * 1_000))
            time.sleep(0.001)
    assert time.monotonic() - began < CLOSE_SECONDS / 2
    assert floods == [True]


@pytest.mark.parametrize("amiss", [frame(3), frame(TEXT, b"\xff") + closing(1000)], ids=["no frame", "no UTF-8"])
def test_what_cannot_be_parsed_in_a_later_piece_ends_the_connection(stage, amiss):
    async def script(_frames, receive, _send):
        await left(receive)

    line, outcome = stage(script)
    line.send(b"".join(MANY), amiss)
    line.rest()
    assert outcome.result(10) is None


def test_a_broken_frame_behind_a_long_head_ends_the_connection(stage, served):
    async def app(_scope, receive, _send):
        await receive()

    port = served(app)
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        head = "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        head += f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Long: {'x' * 1_000}\r\n\r\n"
        line.sendall(head.encode() + frame(3))
        with suppress(ConnectionResetError):
            while line.recv(65_536):
                pass


def test_a_pong_behind_much_that_we_do_not_take_is_waited_for(stage):
    async def script(frames, receive, _send):
        await receive()
        frames.pending_ping_payload = b"ping"
        frames.keepalive_timeout()
        return frames.close_sent

    line, outcome = stage(script)
    line.send(*MANY)
    assert outcome.result(10) is False


def test_pongs_come_between_finished_frames_and_never_within(stage):
    async def script(frames, receive, send):
        for number in range(2_000):
            frames.write_frames(finished(b"%d" % number * 100))
            if number % 20 == 0:
                await asyncio.sleep(0.001)  # so that pings are answered in between
        await left(receive)

    line, _ = stage(script)
    for number in range(40):
        line.send(frame(PING, b"%d" % number))
    came = [line.read() for _ in range(2_040)]
    assert [one for one in came if one.opcode == TEXT] == [Frame(TEXT, b"%d" % n * 100) for n in range(2_000)]
    assert [one for one in came if one.opcode == PONG] == [Frame(PONG, b"%d" % n) for n in range(40)]
    assert came.index(Frame(PONG, b"39")) < 2_039  # one of the frames at least was written after it
    assert line.closes()


def test_a_finished_frame_waits_until_the_long_one_before_it_is_out(stage):
    async def script(frames, receive, send):
        await send(said("*" * 4 * LONG))
        frames.write_frames(finished(b"after"))
        await left(receive)

    line, _ = stage(script)
    line.send(frame(PING, b"within"))
    assert line.read() == Frame(TEXT, b"*" * 4 * LONG)
    assert {line.read(), line.read()} == {Frame(TEXT, b"after"), Frame(PONG, b"within")}
    assert line.closes()


@pytest.mark.parametrize("size", [125, 126, 65_535, 65_536, LONG])
def test_finished_frames_of_every_length_come_whole(stage, size):
    async def script(frames, receive, send):
        frames.write_frames(finished(b"*" * size) + finished(b"next"))
        await left(receive)

    line, _ = stage(script)
    assert [line.read(), line.read()] == [Frame(TEXT, b"*" * size), Frame(TEXT, b"next")]
    assert line.closes()


def writes() -> int:
    """How often this thread has written so far, by the kernel's own count."""
    with open("/proc/thread-self/io") as counts:
        return next(int(line.split()[1]) for line in counts if line.startswith("syscw"))


def test_what_is_written_in_one_turn_of_the_loop_goes_out_together(stage):
    each = [finished(b"%d" % number) for number in range(1_000)]

    async def script(frames, receive, send):
        before = writes()
        for one in each:
            frames.write_frames(one)
        await left(receive)
        return writes() - before

    line, outcome = stage(script)
    assert [line.read() for _ in each] == [Frame(TEXT, b"%d" % number) for number in range(1_000)]
    assert line.closes()
    assert outcome.result(5) < 10


def test_a_reader_that_falls_behind_is_told_of_and_may_catch_up(stage):
    async def script(frames, receive, send):
        at_first = frames.write_frames(finished(b"first"))
        waiting = await filled(frames)
        await send(said("enough"))  # ASGI's own door waits for the reader
        await frames.drained()
        at_last = frames.write_frames(finished(b"last"))
        await left(receive)
        return at_first, waiting, at_last

    line, outcome = stage(script)
    assert line.read() == Frame(TEXT, b"first")
    came = []
    while (one := line.read()) != Frame(TEXT, b"enough"):
        came.append(one)
    assert set(came) == {Frame(TEXT, b"*" * 65_536)}
    assert line.read() == Frame(TEXT, b"last")
    assert line.closes()
    at_first, waiting, at_last = outcome.result(5)
    assert (at_first, at_last) == (0, 0)
    assert LONG <= waiting < LONG + 200_000


def test_a_reader_that_reads_nothing_can_be_cut_off(stage):
    async def script(frames, receive, send):
        await filled(frames)
        frames.abort()
        await left(receive)
        return frames.write_frames(finished(b"gone")), frames.transport.get_write_buffer_size()

    _line, outcome = stage(script)
    assert outcome.result(5) == (0, 0)


def test_nothing_is_written_after_our_own_close(stage):
    async def script(frames, receive, send):
        frames.write_frames(finished(b"before"))
        await send({"type": "websocket.close", "code": 4401})
        first = frames.write_frames(finished(b"after"))
        await asyncio.sleep(0.05)
        return first, frames.write_frames(finished(b"long after"))

    line, outcome = stage(script)
    assert line.read() == Frame(TEXT, b"before")
    assert code_of(line.read()) == 4401
    assert outcome.result(5) == (0, 0)
    line.send(closing(4401))
    assert line.rest() == []


@pytest.mark.parametrize(
    ("last", "code"),
    [
        pytest.param(closing(1000), 1000, id="a close"),
        pytest.param(frame(TEXT, b"\xff"), 1007, id="no text"),
        pytest.param(frame(3), 1002, id="a broken frame"),
    ],
)
def test_nothing_is_written_after_the_other_sides_last_word(stage, last, code):
    async def script(frames, receive, send):
        for number in range(50):  # before, while and after the connection ends
            frames.write_frames(finished(b"%d" % number))
            await asyncio.sleep(0.002)

    line, outcome = stage(script)
    assert line.read() == Frame(TEXT, b"0")
    line.send(last)
    *before, end = line.rest()
    assert code_of(end) == code
    assert before == [Frame(TEXT, b"%d" % number) for number in range(1, len(before) + 1)]
    assert outcome.result(5) is None


def test_writing_to_one_who_vanished_is_no_error(stage):
    async def script(frames, receive, send):
        gone = asyncio.create_task(left(receive))
        while not gone.done():
            frames.write_frames(finished(b"*" * 10_000))
            await asyncio.sleep(0)
        return frames.write_frames(finished(b"nobody reads this"))

    line, outcome = stage(script)
    line.read()
    vanish(line)
    assert outcome.result(5) == 0


def test_when_the_server_goes_away_what_was_begun_is_answered_before_the_close(stage):
    async def script(frames, receive, send):
        frames.shutdown()
        told = await left(receive)
        await asyncio.sleep(0.05)  # a commit that was under way
        frames.write_frames(finished(b"accepted"))
        await send({"type": "websocket.close", "code": told["code"]})

    line, _ = stage(script)
    assert line.read() == Frame(TEXT, b"accepted")
    assert code_of(line.read()) == 1012
    line.send(closing(1012))
    assert line.rest() == []


def test_the_server_can_go_away_while_a_slow_readers_connection_is_ending(stage):
    full = Event()

    async def script(frames, receive, send):
        await filled(frames)
        full.set()
        await left(receive)
        frames.shutdown()

    line, outcome = stage(script)
    assert full.wait(5)
    line.send(closing(1000))
    assert outcome.result(5) is None
