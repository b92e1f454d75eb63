"""RFC 6455 by the numbers of the Autobahn test suite: 9 limits, 12 and 13 compression.

The suite's messages of up to 16 MB are scaled down to the 64 KiB that the server takes; above that, it says 1009.
"""

import time

import pytest

from tests.chat.sockets.conftest import MOST
from tests.support.raw_socket import (
    BINARY,
    CONTINUED,
    PING,
    PONG,
    TEXT,
    Frame,
    RawSocket,
    fragments,
    frame,
    header,
)

TOO_BIG, BROKEN = 1009, 1002
KINDS = pytest.mark.parametrize("opcode", [TEXT, BINARY], ids=["text", "binary"])
POWERS = [2**power for power in range(6, 17)]
MANY = 250  # messages or fragments at once; a server may take more for a flood


def cut(opcode: int, octets: bytes, size: int) -> list[bytes]:
    return fragments(opcode, *(octets[start : start + size] for start in range(0, len(octets), size)))


@KINDS
@pytest.mark.parametrize("size", POWERS, ids=lambda size: f"9.1-9.2: {size} bytes")
def test_messages_of_growing_size_come_back(line, opcode, size):
    line.send(frame(opcode, b"*" * size))
    assert line.read() == Frame(opcode, b"*" * size)
    assert line.closes()


@KINDS
@pytest.mark.parametrize("size", POWERS[2:], ids=lambda size: f"9.3-9.4: {size} bytes a fragment")
def test_a_message_of_the_longest_comes_back_whatever_the_fragments(line, opcode, size):
    line.send(*cut(opcode, b"*" * MOST, size))
    assert line.read() == Frame(opcode, b"*" * MOST)
    assert line.closes()


@KINDS
@pytest.mark.parametrize("chop", POWERS[:6], ids=lambda chop: f"9.5-9.6: {chop} bytes a chop")
def test_a_message_of_the_longest_comes_back_whatever_the_chops(line, opcode, chop):
    line.send(frame(opcode, b"*" * MOST), chop=chop)
    assert line.read() == Frame(opcode, b"*" * MOST)
    assert line.closes()


@KINDS
@pytest.mark.parametrize("size", [0, 16, 64, 256, 1_024, 4_096], ids=lambda size: f"9.7-9.8: {size} bytes")
def test_many_messages_one_after_another_all_come_back(line, opcode, size):
    for number in range(100):
        text = b"%d" % number * size
        line.send(frame(opcode, text[:size]))
        assert line.read() == Frame(opcode, text[:size])
    assert line.closes()


def test_many_messages_in_one_piece_all_come_back_in_order(line):
    texts = [b"%d" % number for number in range(MANY)]
    line.send(*(frame(TEXT, text) for text in texts))
    assert [line.read() for _ in texts] == [Frame(TEXT, text) for text in texts]
    assert line.closes()


@KINDS
@pytest.mark.parametrize("size", [MOST + 1, 2**31, 2**63 - 1], ids=lambda size: f"{size} bytes")
def test_a_frame_too_long_ends_the_connection_before_it_has_come(line, opcode, size):
    line.send(header(opcode, size), b"mask")
    assert line.failed(TOO_BIG) == []


@pytest.mark.parametrize("size", [MOST // MANY, 1_300, MOST - 1], ids=lambda size: f"fragments of {size} bytes")
def test_fragments_that_are_too_long_together_end_the_connection(line, size):
    parts = cut(TEXT, b"*" * MOST, size)
    parts[-1] = frame(CONTINUED, b"*" * (MOST % size or size), fin=False)
    line.send(*parts, frame(PING))
    assert line.read() == Frame(PONG)  # as much as it may be, and not yet too much
    line.send(frame(CONTINUED, b"*"))
    assert line.failed(TOO_BIG) == []


def test_one_that_sends_too_much_costs_the_others_nothing(line, echo_port):
    other = RawSocket(echo_port)
    other.send(header(TEXT, 2**40), b"mask", b"*" * 100_000)
    began = time.monotonic()
    line.send(frame(TEXT, b"still here"))
    assert line.read() == Frame(TEXT, b"still here")
    assert time.monotonic() - began < 1
    assert other.failed(TOO_BIG) == []
    other.close()


OFFERS = ["permessage-deflate", "permessage-deflate; client_max_window_bits; server_no_context_takeover"]


@pytest.mark.parametrize("offer", OFFERS, ids=["12", "13"])
def test_compression_is_not_agreed_to_however_it_is_offered(echo_port, offer):
    line = RawSocket(echo_port, Sec_WebSocket_Extensions=offer)
    assert "101" in line.answer.splitlines()[0]
    assert "sec-websocket-extensions" not in line.answer.lower()
    line.send(frame(TEXT, b"plain"))
    assert line.read() == Frame(TEXT, b"plain")
    line.send(frame(TEXT, b"\xf2\x48\xcd\xc9\xc9\x07\x00", rsv=1))  # "Hello", deflated
    assert line.failed(BROKEN) == []
    line.close()
