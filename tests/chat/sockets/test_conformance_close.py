"""RFC 6455 by the numbers of the Autobahn test suite: 7 closing."""

import pytest

from tests.support.raw_socket import CLOSE, PING, TEXT, Frame, closing, code_of, fragments, frame

HELLO = b"Hello, world!"
BROKEN, NO_TEXT = 1002, 1007
VALID = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999]
INVALID = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999]
# What RFC 6455 leaves open; the suite only writes down what happens.
OUTSIDE = {"7.13.1": 5000, "7.13.2": 65_535}


def test_a_message_before_the_close_is_answered_first(line):
    """Case 7.1.1."""
    line.send(frame(TEXT, HELLO))
    assert line.read() == Frame(TEXT, HELLO)
    assert line.closes()


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(closing(1000), id="7.1.2: another close"),
        pytest.param(frame(PING), id="7.1.3: a ping"),
        pytest.param(frame(TEXT, HELLO), id="7.1.4: a message"),
    ],
)
def test_what_comes_after_the_close_is_not_answered(line, after):
    line.send(closing(1000), after)
    assert [code_of(last) for last in line.rest()] == [1000]


@pytest.mark.xfail(
    strict=True,
    reason="websockets answers such a close with 1002, as a protocol error; RFC 6455 says only that one 'typically "
    "echos' the code. A client that closes in the midst of its message is told 1002 and sees the connection end.",
)
def test_a_close_within_a_message_is_echoed(line):
    """Case 7.1.5."""
    first, second = fragments(TEXT, HELLO, HELLO)
    line.send(first, closing(1000), second)
    assert [code_of(last) for last in line.rest()] == [1000]


def test_a_close_within_a_message_ends_the_connection(line):
    first, second = fragments(TEXT, HELLO, HELLO)
    line.send(first, closing(1000), second)
    assert line.failed(BROKEN) == []


def test_a_long_message_just_before_the_close_is_answered_whole_or_not_at_all(line):
    """Case 7.1.6, for which the suite takes any outcome; its message is scaled down to the longest that is taken."""
    text = b"BAsd7&jh23" * 6_000
    line.send(frame(TEXT, text), frame(TEXT, HELLO), closing(1000), frame(PING))
    *before, last = line.rest()
    assert code_of(last) == 1000
    assert before in ([], [Frame(TEXT, text)], [Frame(TEXT, text), Frame(TEXT, HELLO)])


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"", id="7.3.1: empty"),
        pytest.param(b"\x03\xe8", id="7.3.3: a code"),
        pytest.param(b"\x03\xe8" + HELLO, id="7.3.4: a code and a reason"),
        pytest.param(b"\x03\xe8" + b"*" * 123, id="7.3.5: the longest reason"),
    ],
)
def test_a_close_is_answered_with_the_same(line, payload):
    line.send(frame(CLOSE, payload))
    assert line.rest() == [Frame(CLOSE, payload)]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        pytest.param(b"\x03", BROKEN, id="7.3.2: half a code"),
        pytest.param(b"\x03\xe8" + b"*" * 124, BROKEN, id="7.3.6: a reason too long"),
        pytest.param(b"\x03\xe8\xce\xba\xe1\xbd\xb9\xed\xa0\x80edited", NO_TEXT, id="7.5.1: a reason that is no text"),
    ],
)
def test_a_broken_close_is_answered_with_what_is_wrong(line, payload, code):
    line.send(frame(CLOSE, payload))
    assert line.failed(code) == []


@pytest.mark.parametrize("code", [pytest.param(code, id=f"7.7.{n}: {code}") for n, code in enumerate(VALID, 1)])
def test_a_code_that_may_be_sent_comes_back(line, code):
    line.send(closing(code))
    assert [code_of(last) for last in line.rest()] == [code]


@pytest.mark.parametrize(
    "code",
    [pytest.param(code, id=f"7.9.{n}: {code}") for n, code in enumerate(INVALID, 1)]
    + [pytest.param(code, id=f"{number}: {code}") for number, code in OUTSIDE.items()],
)
def test_a_code_that_may_not_be_sent_is_a_protocol_error(line, code):
    line.send(closing(code))
    assert line.failed(BROKEN) == []
