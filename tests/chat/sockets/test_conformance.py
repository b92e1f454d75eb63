"""RFC 6455 by the numbers of the Autobahn test suite: 1 framing, 2 pings and pongs, 3 reserved bits, 4 opcodes.

Where that suite calls an outcome "non-strict", both outcomes pass here too: of messages that come in one piece
with a broken frame, a server may answer those before it or none.
"""

import pytest

from tests.support.raw_socket import BINARY, CLOSE, PING, PONG, TEXT, Frame, frame

HELLO = b"Hello, world!"
ECHOED = Frame(TEXT, HELLO)
WHOLE, OCTETS = 0, 1  # how what is sent is chopped up: not at all, or into single bytes
BROKEN = 1002

SIZES = {1: 0, 2: 125, 3: 126, 4: 127, 5: 128, 6: 65_535, 7: 65_536}


# --- 1 framing --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [pytest.param(size, id=f"1.x.{n}: {size} bytes") for n, size in SIZES.items()])
@pytest.mark.parametrize(
    ("opcode", "octet"), [pytest.param(TEXT, b"*", id="1.1: text"), pytest.param(BINARY, b"\xfe", id="1.2: binary")]
)
def test_a_message_comes_back_as_it_was(line, opcode, octet, size):
    line.send(frame(opcode, octet * size))
    assert line.read() == Frame(opcode, octet * size)
    assert line.closes()


@pytest.mark.parametrize("opcode", [pytest.param(TEXT, id="1.1.8: text"), pytest.param(BINARY, id="1.2.8: binary")])
def test_a_message_in_chops_comes_back_as_it_was(line, opcode):
    line.send(frame(opcode, b"*" * 65_536), chop=997)
    assert line.read() == Frame(opcode, b"*" * 65_536)
    assert line.closes()


# --- 2 pings and pongs ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("payload", "chop"),
    [
        pytest.param(b"", WHOLE, id="2.1: empty"),
        pytest.param(HELLO, WHOLE, id="2.2: text"),
        pytest.param(b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff", WHOLE, id="2.3: no UTF-8"),
        pytest.param(b"\xfe" * 125, WHOLE, id="2.4: the longest"),
        pytest.param(b"\xfe" * 125, OCTETS, id="2.6: the longest in single bytes"),
    ],
)
def test_a_ping_is_answered_with_its_payload(line, payload, chop):
    line.send(frame(PING, payload), chop=chop)
    assert line.read() == Frame(PONG, payload)
    assert line.closes()


def test_a_ping_too_long_ends_the_connection(line):
    """Case 2.5."""
    line.send(frame(PING, b"\xfe" * 126))
    assert line.failed(BROKEN) == []


@pytest.mark.parametrize("payload", [pytest.param(b"", id="2.7: empty"), pytest.param(HELLO, id="2.8: with payload")])
def test_a_pong_nobody_asked_for_is_passed_over(line, payload):
    line.send(frame(PONG, payload))
    assert line.closes()


def test_a_ping_after_a_pong_nobody_asked_for_is_answered(line):
    """Case 2.9."""
    line.send(frame(PONG, b"unsolicited"), frame(PING, HELLO))
    assert line.read() == Frame(PONG, HELLO)
    assert line.closes()


@pytest.mark.parametrize("chop", [pytest.param(WHOLE, id="2.10: at once"), pytest.param(OCTETS, id="2.11: in bytes")])
def test_ten_pings_are_answered_in_order(line, chop):
    payloads = [f"payload-{number}".encode() for number in range(10)]
    line.send(*(frame(PING, payload) for payload in payloads), chop=chop)
    assert [line.read() for _ in payloads] == [Frame(PONG, payload) for payload in payloads]
    assert line.closes()


# --- 3 reserved bits --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(frame(TEXT, HELLO, rsv=1), id="3.1: text"),
        pytest.param(frame(BINARY, b"\x00\xff\xfe", rsv=5), id="3.5: binary"),
        pytest.param(frame(PING, HELLO, rsv=6), id="3.6: ping"),
        pytest.param(frame(CLOSE, rsv=7), id="3.7: close"),
    ],
)
def test_a_reserved_bit_ends_the_connection(line, broken):
    line.send(broken)
    assert line.failed(BROKEN) == []


@pytest.mark.parametrize(
    ("broken", "chop"),
    [
        pytest.param(frame(TEXT, HELLO, rsv=2), WHOLE, id="3.2: bit 2"),
        pytest.param(frame(TEXT, HELLO, rsv=3), 19, id="3.3: bits 2 and 3, a frame a time"),
        pytest.param(frame(TEXT, HELLO, rsv=4), OCTETS, id="3.4: bit 1, in single bytes"),
        pytest.param(frame(5), WHOLE, id="4.1.3: opcode 5"),
        pytest.param(frame(6, HELLO), WHOLE, id="4.1.4: opcode 6 with payload"),
        pytest.param(frame(7, HELLO), OCTETS, id="4.1.5: opcode 7 in single bytes"),
        pytest.param(frame(13), WHOLE, id="4.2.3: opcode 13"),
        pytest.param(frame(14, HELLO), WHOLE, id="4.2.4: opcode 14 with payload"),
        pytest.param(frame(15, HELLO), OCTETS, id="4.2.5: opcode 15 in single bytes"),
    ],
)
def test_after_a_broken_frame_nothing_is_answered(line, broken, chop):
    line.send(frame(TEXT, HELLO), broken, frame(PING), chop=chop)
    assert line.failed(BROKEN) in ([ECHOED], [])


# --- 4 opcodes --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(frame(3), id="4.1.1: opcode 3"),
        pytest.param(frame(4, HELLO), id="4.1.2: opcode 4 with payload"),
        pytest.param(frame(11), id="4.2.1: opcode 11"),
        pytest.param(frame(12, HELLO), id="4.2.2: opcode 12 with payload"),
    ],
)
def test_a_reserved_opcode_ends_the_connection(line, broken):
    line.send(broken)
    assert line.failed(BROKEN) == []


# --- beside the suite -------------------------------------------------------------------------------------------------
def test_a_message_answered_before_a_broken_frame_stays_answered(line):
    line.send(frame(TEXT, HELLO))
    assert line.read() == ECHOED
    line.send(frame(TEXT, HELLO, rsv=4))
    assert line.failed(BROKEN) == []


@pytest.mark.parametrize("opcode", [TEXT, BINARY, PING, CLOSE], ids=["text", "binary", "ping", "close"])
def test_a_client_that_masks_nothing_is_not_heard(line, opcode):
    line.send(frame(opcode, b"", masked=False))
    assert line.failed(BROKEN) == []
