"""A fault of ours gets a coded error, and the connection lives on."""

import asyncio
import logging

import pytest
from structlog.contextvars import get_contextvars

from chat.sockets import arrivals, pages


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


@pytest.mark.django_db(transaction=True)
def test_what_is_logged_of_a_connection_names_it_and_its_person_by_number(line_of, ben, room, monkeypatch):
    told = []

    class Ear(logging.Handler):
        def emit(self, record):
            told.append(get_contextvars())

    monkeypatch.setattr(arrivals, "own_of", lambda *_: 1 / 0)
    ear, line = Ear(), line_of(ben)
    logging.getLogger("chat.sockets.consumers").addHandler(ear)
    try:
        asyncio.run(line.run({"type": "join", "room": room.slug}, until=lambda sent: len(sent) >= 2))
    finally:
        logging.getLogger("chat.sockets.consumers").removeHandler(ear)
    assert told[0]["user"] == ben.pk
    assert len(told[0]["connection_id"]) == 12
