"""RFC 6455 by the numbers of the Autobahn test suite: 6 the UTF-8 of text messages.

The sequences are those of Markus Kuhn's "UTF-8 decoder capability and stress test", which the suite takes too.
"""

import pytest

from tests.support.raw_socket import BINARY, PING, PONG, TEXT, Frame, fragments, frame, header

NO_TEXT = 1007
COSMOS = "κ\u1f79σμε"  # with the accented letter that takes three bytes
GREEK = COSMOS.encode()
MIXED = "Hello-µ@ßöäüàá-UTF-8!!".encode()
SURROGATE, BEYOND = b"\xed\xa0\x80", b"\xf4\x90\x80\x80"  # U+D800, U+110000
AFTER = b"edited"


def echoed(line, text: bytes) -> bool:
    return line.read() == Frame(TEXT, text) and line.closes()


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([b""], id="6.1.1: empty"),
        pytest.param([b"", b"", b""], id="6.1.2: three empty fragments"),
        pytest.param([b"", b"middle", b""], id="6.1.3: two empty fragments around one"),
        pytest.param([MIXED], id="6.2.1: whole"),
        pytest.param([MIXED[:12], MIXED[12:]], id="6.2.2: between two characters"),
        pytest.param([bytes([octet]) for octet in MIXED], id="6.2.3: in single bytes"),
        pytest.param([bytes([octet]) for octet in GREEK], id="6.2.4: Greek in single bytes"),
    ],
)
def test_text_comes_back_however_it_was_cut(line, parts):
    line.send(*fragments(TEXT, *parts))
    assert echoed(line, b"".join(parts))


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([GREEK + SURROGATE + AFTER], id="6.3.1: whole"),
        pytest.param([bytes([octet]) for octet in GREEK + SURROGATE + AFTER], id="6.3.2: in single bytes"),
    ],
)
def test_what_is_no_text_ends_the_connection(line, parts):
    line.send(*fragments(TEXT, *parts))
    assert line.failed(NO_TEXT) == []


# The suite would rather have the connection end at the first wrong byte; it must at the end of the message.
PARTS = [
    pytest.param([GREEK, BEYOND, AFTER], id="6.4.1, 6.4.3: the wrong character whole"),
    pytest.param([GREEK + BEYOND[:1], BEYOND[1:2], BEYOND[2:] + AFTER], id="6.4.2, 6.4.4: the wrong character cut"),
]


@pytest.mark.parametrize("parts", PARTS)
def test_fragments_that_make_no_text_end_the_connection_not_before_the_wrong_one(line, parts):
    first, *others = fragments(TEXT, *parts)
    line.send(first, frame(PING))
    assert line.read() == Frame(PONG)
    line.send(*others)
    assert line.failed(NO_TEXT) == []


@pytest.mark.parametrize("parts", PARTS)
def test_pieces_of_a_frame_that_make_no_text_end_the_connection_not_before_the_wrong_one(line, parts):
    mask = bytes(4)  # which changes nothing
    line.send(header(TEXT, sum(map(len, parts))) + mask + parts[0])
    assert line.silent()
    for part in parts[1:]:
        line.send(part)
    assert line.failed(NO_TEXT) == []


def good(*texts: str) -> list[tuple[bool, bytes]]:
    return [(True, text.encode()) for text in texts]


def bad(*payloads: bytes) -> list[tuple[bool, bytes]]:
    return [(False, payload) for payload in payloads]


INCOMPLETE = [b"\xc0", b"\xe0\x80", b"\xf0\x80\x80", b"\xf8\x80\x80\x80", b"\xfc\x80\x80\x80\x80"]
INCOMPLETE += [b"\xdf", b"\xef\xbf", b"\xf7\xbf\xbf", b"\xfb\xbf\xbf\xbf", b"\xfd\xbf\xbf\xbf\xbf"]
STARTS = [(0xC0, 0xDF), (0xE0, 0xEF), (0xF0, 0xF7), (0xF8, 0xFB), (0xFC, 0xFD)]
HIGH = [b"\xed\xa0\x80", b"\xed\xad\xbf", b"\xed\xae\x80", b"\xed\xaf\xbf"]
LOW = [b"\xed\xb0\x80", b"\xed\xbf\xbf"]

SEQUENCES = {
    "5 text": good("hello$world", "hello¢world", "hello€world", "hello𤭢world", COSMOS),
    "6 beginnings of a text": [(end in {2, 5, 7, 9, 11}, GREEK[:end]) for end in range(1, 12)],
    "7 first of each length": good("\0", "\x80", "\u0800", "\U00010000"),
    "8 first of five and six bytes": bad(b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80"),
    "9 last of each length": good("\x7f", "\u07ff", "\uffff", "\U0010ffff"),
    "10 last beyond Unicode": bad(b"\xf7\xbf\xbf\xbf", b"\xfb\xbf\xbf\xbf\xbf", b"\xfd\xbf\xbf\xbf\xbf\xbf"),
    "11 bounds": [*good("\ud7ff", "\ue000", "\ufffd", "\U0010ffff"), *bad(BEYOND)],
    "12 continuations alone": bad(
        b"\x80", b"\xbf", *((b"\x80\xbf" * 3)[:end] for end in range(2, 7)), bytes(range(0x80, 0xC0))
    ),
    "13 starts alone": bad(*(b"".join(b"%c " % octet for octet in range(a, b + 1)) for a, b in STARTS)),
    "14 the last byte missing": bad(*INCOMPLETE),
    "15 many incomplete": bad(b"".join(INCOMPLETE)),
    "16 impossible bytes": bad(b"\xfe", b"\xff", b"\xfe\xfe\xff\xff"),
    "17 overlong slash": bad(b"\xc0\xaf", *(octets + b"\xaf" for octets in INCOMPLETE[1:5])),
    "18 longest overlong": bad(
        b"\xc1\xbf", b"\xe0\x9f\xbf", b"\xf0\x8f\xbf\xbf", b"\xf8\x87\xbf\xbf\xbf", b"\xfc\x83\xbf\xbf\xbf\xbf"
    ),
    "19 overlong zero": bad(*(octets + b"\x80" for octets in INCOMPLETE[:5])),
    "20 surrogates": bad(*HIGH, LOW[0], b"\xed\xbe\x80", LOW[1]),
    "21 pairs of surrogates": bad(*(high + low for high in HIGH for low in LOW)),
    "22 non-characters": good(*(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))),
    "23 specials": good(*map(chr, range(0xFFF9, 0x1_0000))),
}


def listed(valid: bool) -> list:
    return [
        pytest.param(payload, id=f"6.{number}.{n}: {title} {payload[:8].hex()}")
        for number, title in (name.split(" ", 1) for name in SEQUENCES)
        for n, (is_text, payload) in enumerate(SEQUENCES[f"{number} {title}"], 1)
        if is_text is valid
    ]


@pytest.mark.parametrize("text", listed(valid=True))
def test_every_character_comes_back(line, text):
    line.send(frame(TEXT, text))
    assert echoed(line, text)


@pytest.mark.parametrize("octets", listed(valid=False))
def test_bytes_that_are_no_characters_end_the_connection(line, octets):
    line.send(frame(TEXT, octets))
    assert line.failed(NO_TEXT) == []


def test_binary_messages_need_be_no_text(line):
    line.send(frame(BINARY, SURROGATE))
    assert line.read() == Frame(BINARY, SURROGATE)
    assert line.closes()
