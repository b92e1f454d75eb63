"""A message that screening flags comes to a clinician, with what was found."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from chat.models import Message
from chat.services.gate import UNREAD, Draft, Screened
from moderation import gate as gates
from moderation.gate import ModerationGate
from moderation.models import Case, Queue
from moderation.services.cases import new_case
from tests.moderation.conftest import RISKY, verdict

pytestmark = pytest.mark.django_db


def test_a_flagged_message_opens_a_case_and_a_plain_one_does_not(say, amara, ben, held):
    plain = say(ben, "Walked to the lake today.")
    assert Case.objects.filter(message=held, closed_at=None).count() == 1
    assert not Case.objects.filter(message=plain).exists()


def test_the_flag_names_rule_version_words_and_reason(case):
    flag = case.flags.get()
    assert (flag.source, flag.source_id, flag.version) == ("rule", "dosing.plain", "3")
    assert flag.words == RISKY[14:32] == "double your lantus"
    assert flag.reason == "Tells somebody else to change a dose."


@pytest.mark.parametrize(("urgency", "minutes"), [(4, 5), (3, 15), (2, 60), (1, 240)])
def test_the_urgency_sets_when_the_case_is_due(say, amara, now, urgency, minutes):
    message = say(amara, screened=Screened("hold", urgency, True, verdict=verdict()))
    assert Case.objects.get(message=message).due_at == now + timedelta(minutes=minutes)


def test_a_message_that_screening_could_not_read_is_held_with_a_case(say, amara):
    message = say(amara, screened=UNREAD)
    assert message.state == Message.State.HELD
    assert Case.objects.get(message=message).opened == Case.Opened.FAILED


def test_a_message_has_one_open_case_at_most(case, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        new_case(case.message, Case.Opened.REPORTED, 1, now).save()
    Case.objects.filter(pk=case.pk).update(closed_at=now)
    new_case(case.message, Case.Opened.REPORTED, 1, now).save()
    assert case.message.cases.count() == 2


def test_a_new_case_moves_the_queue_on_and_a_plain_message_does_not(say, amara, held):
    before = Queue.objects.get().revision
    say(amara, "Good morning!")
    assert Queue.objects.get().revision == before
    say(amara, screened=UNREAD)
    assert Queue.objects.get().revision == before + 1


def draft(room, author, text):
    return Draft(room.slug, author.pk, "00000000-0000-4000-8000-000000000001", text, country=author.country)


def test_the_gate_holds_a_dose_given_as_advice_and_lets_a_walk_pass(room, amara):
    screened = ModerationGate().screen(draft(room, amara, "just double your lantus tonight, works for me"))
    assert (screened.action, screened.opens_case) == ("hold", True)
    assert screened.verdict["findings"][0]["label"] == "dosing"
    assert ModerationGate().screen(draft(room, amara, "Walked to the lake today.")).action == "publish"


def test_a_site_may_choose_another_policy(room, amara, settings):
    risky = draft(room, amara, "just double your lantus tonight, works for me")
    assert ModerationGate().screen(risky).action == "hold"
    settings.MODERATION = settings.MODERATION | {"policy": {"dosing": {"action": "caution"}}}
    assert ModerationGate().screen(risky).action == "caution"


def test_the_gate_holds_when_screening_breaks(room, amara, monkeypatch):
    plain = draft(room, amara, "Walked to the lake today.")
    assert ModerationGate().screen(plain).action == "publish"
    monkeypatch.setattr(gates.Screener, "screen", lambda *_: 1 / 0)
    screened = ModerationGate().screen(plain)
    assert (screened.action, screened.opens_case, screened.failed) == ("hold", True, True)


def test_what_the_rules_alone_see_goes_to_the_clinician_where_screening_breaks(room, amara, say, monkeypatch):
    monkeypatch.setattr(gates.Screener, "screen", lambda *_: 1 / 0)
    text = "just double your lantus tonight, works for me"
    screened = ModerationGate().screen(draft(room, amara, text))
    assert (screened.action, screened.urgency, screened.failed, screened.card) == ("hold", 3, True, None)
    case = Case.objects.get(message=say(amara, text, screened=screened))
    assert (case.opened, case.flags.get().label) == (Case.Opened.FAILED, "dosing")


def test_who_is_in_danger_gets_the_card_though_screening_breaks(room, amara, monkeypatch):
    monkeypatch.setattr(gates.Screener, "screen", lambda *_: 1 / 0)
    screened = ModerationGate().screen(draft(room, amara, "I want to die"))
    assert (screened.action, screened.urgency, screened.failed) == ("hold", 4, True)
    assert screened.card["kind"] == "self_harm"
    assert list(screened.verdict["labels"]) == ["self_harm"]
    monkeypatch.setattr(gates, "screen", lambda *_: 1 / 0)
    assert ModerationGate().screen(draft(room, amara, "I want to die")) == UNREAD
