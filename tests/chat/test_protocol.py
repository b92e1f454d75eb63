"""Frames of the client: the good are parsed, the others get a code."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.protocol import BadFrame, Join, Ping, Post, parse

KEY = "0b0f4e0a-6f0e-4a5e-9d3c-8a4f4c1d2e3f"


def test_each_frame_is_known_by_its_type():
    assert isinstance(parse('{"type":"join","room":"a"}'), Join)
    assert isinstance(parse('{"type":"ping","n":3}'), Ping)
    assert isinstance(parse(json.dumps({"type": "post", "room": "a", "key": KEY, "text": "hi"})), Post)


def test_unknown_fields_are_ignored():
    assert parse('{"type":"join","room":"a","later":1}').room == "a"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "hello",
        "[]",
        "{}",
        '{"type":"dance"}',
        '{"type":"join"}',
        '{"type":"join","room":7}',
        '{"type":"join","room":"a","since":-1}',
        '{"type":"join","room":"a","since":99999999999999999999}',
        '{"type":"post","room":"a","key":"no","text":"x"}',
        '{"type":"post","room":"a","key":"' + KEY + '","text":["x"]}',
        b"\xff\xfe\x00",
        "[" * 5000,
    ],
)
def test_anything_else_is_a_bad_frame(raw):
    with pytest.raises(BadFrame) as refused:
        parse(raw)
    assert refused.value.code == "bad_frame"


def test_a_frame_over_sixteen_kibibytes_is_too_large():
    fits = json.dumps({"type": "join", "room": "a", "pad": "x" * 16_000})
    assert parse(fits).room == "a"
    with pytest.raises(BadFrame) as refused:
        parse(json.dumps({"type": "join", "room": "a", "pad": "x" * 16_400}))
    assert refused.value.code == "too_large"


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200)))
def test_nothing_that_can_arrive_raises_anything_else(raw):
    with suppress(BadFrame):
        parse(raw)
