"""Fail to a person: a gate that breaks or hangs holds the message; a gate that is merely busy does not."""

import asyncio
import threading
import time
from dataclasses import replace
from uuid import uuid4

import pytest

from chat.services.gate import UNREAD, Draft, Screened, screened

FINE = Screened("publish", 0, opens_case=False)


def draft(text="hello"):
    return Draft(room="kitchen-table", author_id=1, key=uuid4(), text=text)


class Gate:
    def __init__(self, answer):
        self.answer = answer

    def screen(self, draft):
        return self.answer(draft)

    def unread(self, draft):
        return UNREAD


@pytest.fixture(autouse=True)
def no_database(monkeypatch):
    monkeypatch.setattr("chat.services.gate.close_old_connections", lambda: None)


async def test_what_the_gate_says_counts():
    assert await screened(Gate(lambda draft: FINE), draft()) is FINE


async def test_a_gate_that_breaks_holds_the_message_for_a_person():
    def broken(draft):
        raise RuntimeError("the model is missing")

    said = await screened(Gate(broken), draft())
    assert said is UNREAD
    assert (said.action, said.opens_case, said.failed) == ("hold", True, True)


async def test_a_thread_whose_connection_cannot_be_looked_at_says_so_at_once(settings, monkeypatch, caplog):
    def broken():
        raise RuntimeError("the connection is in a state that nobody foresaw")

    monkeypatch.setattr("chat.services.gate.close_old_connections", broken)
    settings.CHAT = settings.CHAT | {"screen_seconds": 60}
    async with asyncio.timeout(5):  # long before the gate's own time is up
        assert await screened(Gate(lambda draft: FINE), draft()) is UNREAD
    assert "nobody foresaw" in caplog.text


async def test_a_gate_that_hangs_holds_the_message_for_a_person(settings):
    settings.CHAT = settings.CHAT | {"screen_seconds": 0.05}
    assert await screened(Gate(lambda draft: time.sleep(0.3)), draft()) is UNREAD


class Hanging(Gate):
    """Hangs until it is let go, and `unread` too unless it is given what that says at once."""

    def __init__(self, unread=None):
        self.let_go = threading.Event()
        super().__init__(lambda draft: self.let_go.wait(10))
        self.unread = (lambda draft: unread) if unread else self.answer


@pytest.fixture
def hanging(settings):
    settings.CHAT = settings.CHAT | {"screen_seconds": 0.05}
    gates = []

    def make(unread=None):
        gates.append(Hanging(unread))
        return gates[-1]

    yield make
    for gate in gates:
        gate.let_go.set()


async def test_a_gate_that_hangs_still_has_the_card_for_who_is_in_danger(hanging):
    danger = replace(UNREAD, urgency=4, card={"kind": "emergency"})
    assert await screened(hanging(danger), draft()) is danger


async def test_a_gate_that_hangs_for_the_card_too_keeps_nobody_waiting(hanging):
    assert await screened(hanging(), draft()) is UNREAD


async def test_waiting_for_ones_turn_is_no_reason_to_be_held(settings):
    settings.CHAT = settings.CHAT | {"screen_seconds": 0.5}

    def slow(draft):
        time.sleep(0.1)
        return FINE

    assert await asyncio.gather(*(screened(Gate(slow), draft()) for _ in range(16))) == [FINE] * 16
