"""A fault of ours gets a coded error, and the connection lives on."""

import asyncio

import pytest

from chat import arrivals, pages


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("where", "what"), [(arrivals, "own_of"), (pages, "page_before")])
def test_a_frame_that_fails_here_gets_try_again_and_the_next_one_its_answer(
    line_of, ben, room, monkeypatch, where, what
):
    monkeypatch.setattr(where, what, lambda *_: 1 / 0)
    line = line_of(ben)
    steps = [{"type": "join", "room": room.slug}, {"type": "ping", "n": 1}]
    asyncio.run(line.run(*steps, until=lambda sent: sent[-1:] and sent[-1]["type"] == "pong"))
    assert [frame.get("code", frame["type"]) for frame in line.sent] == ["hello", "try_again", "pong"]
