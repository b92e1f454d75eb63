"""Bounded everywhere: what may be sent over a socket or plain HTTP, what waits to be stored, what is read at once."""

import asyncio
import json
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat import limits
from chat.models import Message
from chat.reading import history
from chat.services.gate import Draft
from chat.sockets import writer
from tests.chat.gates import WordGate


@pytest.mark.django_db(transaction=True)
def test_a_flood_of_frames_is_slowed_down_and_the_connection_lives(line_of, ben, settings):
    line = line_of(ben)
    settings.CHAT = settings.CHAT | {"frame_burst": 3, "frame_per_second": 0.001}
    asyncio.run(line.run(*[{"type": "ping"}] * 5, until=lambda sent: len(sent) >= 6))
    assert [frame.get("code", frame["type"]) for frame in line.sent[1:]] == ["pong"] * 3 + ["slow_down"] * 2
    assert line.sent[-1]["retry_after"] > 0


@pytest.mark.django_db(transaction=True)
def test_a_flood_over_plain_http_is_refused_with_the_time_to_come_back(client_of, amara, room, monkeypatch):
    monkeypatch.setattr(limits.posts, "burst", 2)
    monkeypatch.setattr(limits.posts, "per_second", 0.001)
    limits.posts._levels.clear()
    address, browser = reverse("chat:messages", args=[room.slug]), client_of(amara)
    bodies = [json.dumps({"key": str(uuid4()), "room": room.slug, "text": "hello"}) for _ in range(3)]
    answers = [browser.post(address, body, content_type="application/json") for body in bodies]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["retry_after"] > 0
    assert Message.objects.count() == 2


async def test_when_too_much_waits_to_be_stored_the_sender_is_asked_to_try_again(monkeypatch):
    monkeypatch.setattr(writer, "WAITING", 1)
    busy = writer.Writer(WordGate())
    busy.working = True  # it stores nothing for now
    draft = Draft(room="kitchen-table", author_id=1, key=uuid4(), text="hello")
    waits = asyncio.create_task(busy.write(draft, WordGate().screen(draft)))
    await asyncio.sleep(0)
    refused = await busy.write(replace(draft, key=uuid4()), WordGate().screen(draft))
    assert (refused.code, refused.retry_after > 0, waits.done()) == ("try_again", True, False)
    waits.cancel()


@pytest.mark.parametrize("before", [None, 9])
def test_a_page_of_history_asks_the_database_for_one_page(send, amara, room, settings, before):
    settings.CHAT = settings.CHAT | {"page": 2}
    for number in range(6):
        send(amara, f"message {number}")
    with CaptureQueriesContext(connection) as asked:
        page, more = history.page_before(room, before)
    assert ([state["position"] for state in page], more) == ([5, 6], True)
    assert "LIMIT 3" in asked.captured_queries[0]["sql"]


def test_a_frame_of_changes_holds_so_many_and_no_more(send, amara, room, settings):
    settings.CHAT = settings.CHAT | {"page": 3}
    for number in range(5):
        send(amara, f"message {number}")
    first = history.changes(room.pk, 0, 5)
    assert (first.from_, first.to, len(first.messages)) == (1, 3, 3)


def test_only_the_latest_of_ones_own_unseen_messages_are_listed(send, amara, room, monkeypatch):
    monkeypatch.setattr(history, "OWN", 2)
    held = [send(amara, f"hold {number}").message.pk for number in range(4)]
    assert [own["id"] for own in history.own(amara, room)] == held[2:]
