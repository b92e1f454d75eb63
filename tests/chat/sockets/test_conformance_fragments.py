"""RFC 6455 by the numbers of the Autobahn test suite: 5 fragmentation, 10 auto-fragmentation."""

import pytest

from tests.support.raw_socket import CONTINUED, PING, PONG, TEXT, Frame, fragments, frame

ONE, TWO, THREE, FOUR, FIVE = (f"fragment{number}".encode() for number in range(1, 6))
BROKEN = 1002
WHOLE, FRAMES, OCTETS = "at once", "a frame a time", "in single bytes"


def say(line, frames: list[bytes], how: str) -> None:
    if how == FRAMES:
        for one in frames:
            line.send(one)
    else:
        line.send(*frames, chop=how == OCTETS)


@pytest.mark.parametrize("opcode", [pytest.param(PING, id="5.1: ping"), pytest.param(PONG, id="5.2: pong")])
def test_a_control_frame_in_fragments_ends_the_connection(line, opcode):
    line.send(*fragments(opcode, ONE, TWO))
    assert line.failed(BROKEN) == []


@pytest.mark.parametrize("how", [WHOLE, FRAMES, OCTETS], ids=lambda how: f"5.3-5.5: {how}")
def test_a_message_in_two_fragments_comes_back_whole(line, how):
    say(line, fragments(TEXT, ONE, TWO), how)
    assert line.read() == Frame(TEXT, ONE + TWO)
    assert line.closes()


@pytest.mark.parametrize("how", [WHOLE, FRAMES, OCTETS], ids=lambda how: f"5.6-5.8: {how}")
def test_a_ping_between_two_fragments_is_answered_first(line, how):
    first, second = fragments(TEXT, ONE, TWO)
    say(line, [first, frame(PING, b"ping"), second], how)
    assert [line.read(), line.read()] == [Frame(PONG, b"ping"), Frame(TEXT, ONE + TWO)]
    assert line.closes()


@pytest.mark.parametrize("how", [WHOLE, FRAMES, OCTETS])
@pytest.mark.parametrize(
    "fin", [pytest.param(True, id="5.9-5.11: the last"), pytest.param(False, id="5.12-5.14: not the last")]
)
def test_a_fragment_of_no_message_ends_the_connection(line, fin, how):
    say(line, [frame(CONTINUED, ONE, fin=fin), frame(TEXT, TWO)], how)
    assert line.failed(BROKEN) == []


def test_a_fragment_after_the_last_one_ends_the_connection(line):
    """Case 5.15; of what came before in the same piece, the answer may be given or not."""
    line.send(*fragments(TEXT, ONE, TWO), frame(CONTINUED, THREE, fin=False), frame(TEXT, FOUR))
    assert line.failed(BROKEN) in ([Frame(TEXT, ONE + TWO)], [])


@pytest.mark.parametrize("fin", [pytest.param(False, id="5.16: not the last"), pytest.param(True, id="5.17: the last")])
def test_fragments_of_no_message_between_messages_end_the_connection(line, fin):
    line.send(*[frame(CONTINUED, ONE, fin=fin), frame(TEXT, TWO)] * 2)
    assert line.failed(BROKEN) == []


def test_a_second_message_within_the_first_ends_the_connection(line):
    """Case 5.18."""
    line.send(frame(TEXT, ONE, fin=False), frame(TEXT, TWO))
    assert line.failed(BROKEN) == []


@pytest.mark.parametrize("how", [WHOLE, FRAMES], ids=["5.19: at once", "5.20: a frame a time"])
def test_pings_are_answered_while_a_message_is_not_yet_whole(line, how):
    parts = fragments(TEXT, ONE, TWO, THREE, FOUR, FIVE)
    say(line, [*parts[:2], frame(PING, b"ping 1")], how)
    assert line.read() == Frame(PONG, b"ping 1")
    assert line.silent()
    say(line, [*parts[2:4], frame(PING, b"ping 2"), parts[4]], how)
    assert [line.read(), line.read()] == [Frame(PONG, b"ping 2"), Frame(TEXT, ONE + TWO + THREE + FOUR + FIVE)]
    assert line.closes()


def test_a_long_message_in_many_fragments_comes_back_whole(line):
    """Case 10.1.1: 65,536 bytes in frames of 1,300."""
    text = b"*" * 65_536
    line.send(*fragments(TEXT, *(text[start : start + 1_300] for start in range(0, len(text), 1_300))))
    assert line.read() == Frame(TEXT, text)
    assert line.closes()
