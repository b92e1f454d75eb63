"""The demo's talk: only what the story leaves waiting waits, whatever screening takes for a danger besides."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chat.models import Message
from moderation.gate import ModerationGate
from moderation.models import Case, Decision
from peersupport.demo import fill

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Wary(ModerationGate):
    """Takes one harmless text for advice on a dose, as the model takes some of the demo's."""

    def __init__(self, text):
        self.text = text

    def screen(self, draft):
        return super().screen(replace(draft, text="just double your lantus") if draft.text == self.text else draft)


@pytest.mark.django_db
def test_an_ordinary_message_that_is_held_by_mistake_was_read_long_ago_and_could_be_answered(monkeypatch):
    lines = {line["id"]: line for line in fill._lines("talk.jsonl")}
    answer = next(line for line in lines.values() if "reply_to" in line)
    first = lines[answer["reply_to"]]
    waiting = next(line for line in lines.values() if line["expect"] == "held" and "outcome" not in line)
    monkeypatch.setattr(fill, "gate", Wary(first["text"]))
    monkeypatch.setattr(fill, "_lines", lambda name: [first, answer, waiting])
    people = fill._people(NOW)
    fill._rooms(people, NOW)

    fill._talk(people, {}, NOW)

    held, answered = Message.objects.get(text=first["text"]), Message.objects.get(text=answer["text"])
    assert Decision.objects.get(case__message=held).at < answered.created_at
    assert answered.reply_to == held
    assert [case.message.text for case in Case.objects.filter(closed_at=None)] == [waiting["text"]]
