"""A look at words before they are sent: who may ask, what is said, and that nothing of them stays."""

import json
import logging
import time

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from chat import limits, services
from chat.models import Message
from chat.web import draft_check
from moderation.models import Case, NudgeTally
from peersupport.wiring import gate as real_gate
from tests.support import cast

ADVICE = "just double your lantus tonight, works for me"


@pytest.fixture(autouse=True)
def fresh_limits():
    limits.drafts._levels.clear()


@pytest.fixture
def ask(client_of, amara, room):
    """ask(text, **fields) gives the answer to Amara; by=… to another, room=… about another room."""

    def asked(text, *, by=amara, room=room.slug, **fields):
        where = reverse("chat:draft_check", args=[room])
        return client_of(by).post(where, {"text": text, **fields}, content_type="application/json")

    return asked


@pytest.mark.parametrize(
    "text", [ADVICE, "stop taking your metformin, you don't need it", "deja la metformina ya, no la necesitas"]
)
def test_words_that_tell_others_what_to_take_are_advice(ask, text):
    assert ask(text).json() == {"advice": True}


def test_nobody_is_asked_to_tell_it_as_their_own_story_to_the_care_team(ask, amara, now):
    thread = services.ask_care_team(by=amara, now=now)
    assert ask(ADVICE, room=thread.slug).json() == {"advice": False}
    assert ask(ADVICE).json() == {"advice": True}


@pytest.mark.parametrize(
    "text",
    [
        "I took my lantus and went for a walk",
        "i don't want to be here any more, i have a plan",
        "my sugar is 38 and i'm shaking. just double your lantus tonight",
        "i want to die. just double your lantus tonight, works for me",
        "you stupid idiot, shut up and go away",
        "",
        "x" * 5_000,
    ],
)
def test_talk_and_whatever_is_graver_or_something_else_is_none(ask, text):
    assert ask(text).json() == {"advice": False}


def test_nothing_of_the_words_is_stored_or_logged(ask, caplog):
    caplog.set_level(logging.DEBUG)
    assert ask(f"{ADVICE} quagga").json() == {"advice": True}
    assert Message.objects.count() == Case.objects.count() == 0
    assert "quagga" not in caplog.text
    with connection.cursor() as cursor:
        kept = [table for table in connection.introspection.table_names(cursor) if _holds(cursor, table, "quagga")]
    assert kept == []


def _holds(cursor, table, word):
    cursor.execute(f'SELECT * FROM "{table}"')
    return word in str(cursor.fetchall())


def test_only_a_question_that_was_shown_is_counted(ask, amara, now):
    ask(ADVICE)
    assert not NudgeTally.objects.exists()
    assert ask("", shown=True).json() == {"advice": False}
    thread = services.ask_care_team(by=amara, now=now)
    ask("", shown=True, room=thread.slug)  # nobody is asked there
    assert list(NudgeTally.objects.values_list("what", "came_to", "count")) == [("nudged", "", 1)]


def test_a_stranger_and_an_absent_room_are_answered_alike(ask, chen):
    answers = [ask(ADVICE, by=chen), ask(ADVICE, room="nowhere")]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_visitor_is_sent_to_log_in_and_a_page_of_another_site_is_refused(client, room, amara):
    where = reverse("chat:draft_check", args=[room.slug])
    assert client.post(where, {"text": ADVICE}, content_type="application/json").status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amara)
    assert strict.post(where, {"text": ADVICE}, content_type="application/json").status_code == 403
    assert cast.client_of(amara).get(where).status_code == 405


@pytest.mark.usefixtures("no_refill")
def test_it_is_bounded_in_size_and_in_number(ask):
    assert ask("x" * 17_000).json()["code"] == "too_large"
    assert ask(None).json()["code"] == "bad_frame"
    statuses = [ask("hello").status_code for _ in range(20)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    assert ask(ADVICE).json() == {"advice": False}


def test_screening_that_fails_or_is_slow_stands_in_nobodys_way(ask, monkeypatch):
    assert ask(ADVICE).json() == {"advice": True}
    monkeypatch.setattr(draft_check, "ANSWER_IN", 0.05)
    monkeypatch.setattr(real_gate, "_screened", lambda draft: time.sleep(0.5))
    begun = time.monotonic()
    assert ask(ADVICE).json() == {"advice": False}
    assert time.monotonic() - begun < 0.4
    monkeypatch.setattr(real_gate, "_screened", lambda draft: 1 / 0)
    assert ask(ADVICE).json() == {"advice": False}


def test_what_is_asked_is_screened_again_when_it_is_sent(ask, client_of, amara, room):
    assert ask("good morning").json() == {"advice": False}
    post = {"room": room.slug, "key": "8f0c6a0e-3c1e-4b0c-9d0e-000000000001", "text": ADVICE, "nudge": "as_it_was"}
    where = reverse("chat:messages", args=[room.slug])
    answer = client_of(amara).post(where, json.dumps(post), content_type="application/json")
    assert answer.json()["state"] == "held"
