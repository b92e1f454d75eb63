"""Whom a message names in its room is no account on another site, and hides nothing of what is said beside it."""

from dataclasses import replace
from uuid import uuid4

import pytest

from chat.services.gate import Draft
from chat.text import Span
from moderation.gate import ModerationGate, without_names
from moderation.screening import card


@pytest.fixture
def gate(settings):
    settings.MODERATION = settings.MODERATION | {"model": str(card.FOLDER)}
    return ModerationGate()


def naming(text, *names):
    """A draft of the text, whose @names are people of the room."""
    spans = [Span(at := text.index(f"@{name}"), at + 1 + len(name), number, name) for number, name in enumerate(names)]
    return Draft(room="tea", author_id=99, key=uuid4(), text=text, mentions=tuple(spans))


@pytest.mark.parametrize(
    "text",
    [
        "hello @quiet_kettle nice to meet you",
        "Thanks @quiet_kettle, that helps",
        "@quiet_kettle same here, 6.2 this morning",
        "gracias @quiet_kettle por el consejo",
    ],
)
def test_a_greeting_by_name_is_published(gate, text):
    said = gate.screen(naming(text, "quiet_kettle"))
    assert (said.action, said.opens_case) == ("publish", False)


def test_advice_to_somebody_by_name_is_held_and_its_words_found_where_they_stand(gate):
    text = "@quiet_kettle just skip your insulin tonight, @Old Heron (guide) does"
    said = gate.screen(naming(text, "quiet_kettle", "Old Heron (guide)"))
    assert said.action == "hold"
    assert "skip your insulin" in {text[one["start"] : one["end"]] for one in said.verdict["findings"]}


@pytest.mark.parametrize(
    ("text", "name"),
    [("I say @just skip your insulin", "just skip your insulin"), ("@double your lantus tonight", "double")],
)
def test_a_pseudonym_that_is_advice_alone_or_with_other_words_is_read_like_these(gate, text, name):
    assert without_names(naming(text, name), gate.screener) == text.replace("@", " ")
    assert gate.screen(naming(text, name)).action == "hold"


def test_a_pseudonym_that_is_a_yes_is_heard_as_one(gate):
    draft = replace(naming("@definitely", "definitely"), reply_to_text="Should I stop my insulin?")
    assert gate.screen(draft).action == "hold"


def test_what_else_is_said_stays_at_its_place(gate):
    assert without_names(naming("I say @quiet_kettle!", "quiet_kettle"), gate.screener) == "I say              !"
