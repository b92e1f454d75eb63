"""What asking before sending has done: counted as the message is stored, shown beside what is missed."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override
from prometheus_client import REGISTRY

from chat import services as chat
from chat.protocol import Edit
from chat.services import drafts, editing
from chat.services.gate import Draft
from moderation import nudges, services
from moderation.models import NudgeTally
from peersupport.wiring import gate

ADVICE = "just double your lantus tonight, works for me"
OWN = "What I did, with my own care team's plan: I took a little less before my walk."


@pytest.fixture
def send(room, amara, now):
    def sent(text, nudge="", key=None):
        draft = Draft(room=room.slug, author_id=amara.pk, key=key or uuid4(), text=text, nudge=nudge)
        [outcome] = chat.post([(draft, gate.screen(draft))], gate=gate, now=now)
        return outcome

    return sent


def test_what_they_did_and_what_screening_said_then_is_counted_once_a_message(send, now):
    for _ in range(4):
        services.nudged(now)
    key = uuid4()
    for _ in range(2):  # a send that is repeated is one message
        send(OWN, "rewritten", key)
    send(ADVICE + " so", "rewritten")
    send(ADVICE, "as_it_was")
    send("good morning")
    found = nudges.lately(now)
    assert (found.nudged, found.anew, found.same, found.unsent) == (4, 2, 1, 1)
    assert found.rewritten == {"publish": 1, "hold": 1}
    assert found.as_it_was == {"hold": 1}
    assert (found.cleared.hits, found.cleared.all) == (1, 2)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_frame_that_the_page_offers_makes_no_story_of_an_order_or_a_yes(room, amara, language):
    with override(language):
        frame = gettext(nudges.FRAME)
    draft = Draft(room=room.slug, author_id=amara.pk, key=uuid4(), text=f"{frame} {ADVICE}")
    said = gate.screen(draft)
    assert (said.action, said.advice) == ("hold", True)
    [found, *_] = said.verdict["findings"]
    assert found["start"] >= len(frame)
    yes = replace(draft, text=f"{frame} 👍", reply_to_text="Should I stop my insulin?")
    assert gate.screen(yes).action == "hold"
    assert gate.screen(replace(draft, text=f"{frame} I took a little less before my walk.")).action == "publish"


def test_the_page_offers_that_frame(room):
    assert f">{nudges.FRAME}<" in render_to_string("chat/_nudge.html", {"room": room})


def test_new_words_for_a_message_are_counted_as_a_message_is(send, room, amara, now):
    services.nudged(now)
    message = send("good morning").message
    frame = Edit(room=room.slug, id=message.pk, text=ADVICE, nudge="as_it_was")
    for _ in range(2):
        draft = drafts.rewritten(amara, frame)
        editing.edit(message.pk, draft, gate.screen(draft), gate=gate, now=now)
    assert nudges.lately(now).as_it_was == {"hold": 1}


def test_who_sent_it_after_the_question_was_asked_even_if_the_page_could_not_tell_so(send, now):
    send(OWN, "rewritten")
    found = nudges.lately(now)
    assert (found.nudged, found.anew, found.unsent) == (1, 1, 0)


def test_the_count_knows_days_and_nobody(db, now):
    services.nudged(now)
    assert {field.name for field in NudgeTally._meta.fields} == {"id", "day", "what", "came_to", "count"}
    services.nudged(now - timedelta(days=nudges.DAYS))
    assert nudges.lately(now).nudged == 1


def test_prometheus_hears_of_it_after_the_commit(db, now, django_capture_on_commit_callbacks):
    def told():
        return REGISTRY.get_sample_value("moderation_nudges_total", {"what": "nudged", "came_to": ""}) or 0

    before = told()
    with django_capture_on_commit_callbacks(execute=True):
        services.nudged(now)
        assert told() == before
    assert told() == before + 1


def test_the_figure_stands_on_the_page_of_what_screening_misses(client_of, farah, amara, send, now):
    page = reverse("moderation:misses")
    assert "Asked before sending" in client_of(farah).get(page).content.decode()
    services.nudged(now)
    send(OWN, "rewritten")
    assert "1 draft" in client_of(farah).get(page).content.decode()
    assert client_of(amara).get(page).status_code == 404
