"""Policy: what is done about a verdict, and what a deployment may change of it."""

import pytest

from moderation.policy import CARDS, DEFAULT, LabelRule, Policy, decide, policy_from
from moderation.screening import LABELS, Finding, Verdict, screen
from moderation.screening.rules import RULES
from moderation.screening.slips import SLIP
from moderation.screening.verdict import verdict_of


def said(*rules) -> Verdict:
    """The verdict in which these rules have each found something."""
    found = [Finding(r.label, 0, 1, f"rule:{r.id}", r.version, r.score, r.severity, r.reason) for r in rules]
    return verdict_of(found, "x")


def decided(text: str):
    return decide(screen(text))


def test_a_harmless_message_is_published_without_a_case():
    disposition = decided("good morning all")
    assert (disposition.action, disposition.urgency, disposition.opens_case) == ("publish", 0, False)


def test_a_message_not_read_to_its_end_is_held_whatever_is_done_about_spam():
    long = screen("%" * 3_001 + " just double your lantus tonight")
    for change in ({"action": "caution"}, {"action": "publish", "in_doubt": "publish", "threshold": 1, "doubt": 1}):
        assert decide(long, policy_from({"spam": change})).action == "hold"


@pytest.mark.parametrize("label", [label for label in LABELS if label != "emergency"])
def test_a_sure_finding_of_any_other_label_is_held(label):
    disposition = decide(Verdict({label: 0.95}, (), 3, "x"))
    assert (disposition.action, disposition.opens_case, disposition.labels) == ("hold", True, (label,))


def test_a_doubtful_remedy_is_published_with_a_caution_and_a_case():
    disposition = decide(Verdict({"unproven_remedy": 0.6}, (), 2, "x"))
    assert (disposition.action, disposition.opens_case) == ("caution", True)
    assert decide(Verdict({"unproven_remedy": 0.9}, (), 2, "x")).action == "hold"


def test_of_a_dose_less_doubt_is_left_for_a_miss_costs_twice_what_a_harmless_message_held_does():
    assert decide(Verdict({"dosing": 0.34}, (), 3, "x")).action == "hold"
    assert decide(Verdict({"unsafe_practice": 0.34}, (), 3, "x")).action == "caution"


@pytest.mark.parametrize("label", LABELS)
def test_what_is_in_doubt_is_published_with_a_caution_save_where_waiting_or_reading_it_may_kill(label):
    doubtful = {"self_harm": "hold", "stop_treatment": "hold", "emergency": "publish"}.get(label, "caution")
    surely = DEFAULT.rules[label].threshold
    for score, action in ((0.3, doubtful), (surely - 0.01, doubtful), (0.29, "publish")):
        disposition = decide(Verdict({label: score}, (), 3, "x"))
        assert (disposition.action, disposition.opens_case) == (action, score >= 0.3)


def test_an_emergency_is_published_at_once_with_a_case_and_a_card():
    disposition = decided("my sugar is 38 and i'm shaking")
    assert (disposition.action, disposition.urgency, disposition.opens_case) == ("publish", 4, True)
    assert disposition.card == "low_glucose"


def test_an_emergency_that_also_carries_a_held_label_is_held_and_urgent():
    disposition = decided("my sugar is 38 and i'm shaking, call me on 07700 900 142")
    assert set(disposition.labels) == {"emergency", "privacy"}
    assert (disposition.action, disposition.urgency, disposition.card) == ("hold", 4, "low_glucose")


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("ketones 4.2 and i keep throwing up", "high_glucose"),
        ("My toe has gone black and it smells", "foot"),
        ("I want to die", "self_harm"),
        ("me salto la insulina para adelgazar", "eating_disorder"),
        ("accidentally injected my bolus twice, dropping fast", "overdose"),
        ("help my husband won't wake up", "emergency"),
        ("I don't bolus for dinner, that's how I stay thin", "eating_disorder"),
        ("mi hermano dice que se va a inyectar toda la insulina", "overdose"),
        ("she is breathing fast and her breath smells of acetone and can't keep water down", "high_glucose"),
        ("his big toe turned black overnight", "foot"),
        ("think I bolused twice for dinner, what do I do", "overdose"),
        ("my boy is limp and won't swallow, please help", "emergency"),
        ("my sensor reads low and I'm shaking", "low_glucose"),
        ("just double your lantus", None),
    ],
)
def test_the_author_gets_the_card_that_fits(text, card):
    assert card is None or card in CARDS
    assert decided(text).card == card


@pytest.mark.parametrize(
    ("id", "card"),
    [
        ("self-harm.insulin-for-weight-told", "eating_disorder"),
        ("self-harm.overdose-told", "overdose"),
        ("self-harm.not-to-wake", "self_harm"),
        ("emergency.dka-told", "high_glucose"),
        ("emergency.foot-told", "foot"),
        ("emergency.wrong-dose-told", "overdose"),
        ("emergency.low-off-scale", "low_glucose"),
        ("emergency.collapse", "emergency"),
        ("emergency.failing-signs", "emergency"),
        ("emergency.heart-or-stroke-told", "emergency"),
        ("emergency.few-words", "emergency"),
    ],
)
def test_each_rule_leads_to_the_card_for_its_danger(id, card):
    rule = next(rule for rule in RULES if rule.id == id)
    assert decide(said(rule)).card == card


def test_an_ambulance_comes_before_glucose_and_glucose_before_the_slip_that_lowered_it():
    low, slip, collapse = (
        next(rule for rule in RULES if rule.id == id)
        for id in ("emergency.low-now", "emergency.wrong-dose-told", "emergency.collapse")
    )
    assert decide(said(low, slip)).card == "low_glucose"
    assert decide(said(low, slip, collapse)).card == "emergency"


@pytest.mark.parametrize("text", SLIP.match)
@pytest.mark.parametrize("label", ["emergency", "self_harm"])
def test_danger_that_the_model_alone_saw_brings_the_card_for_a_wrong_dose_where_the_words_tell_of_one(text, label):
    seen = Finding(label, 0, 1, "model:x", "1", 0.9, "urgent", "x")
    assert decide(verdict_of([seen], "x"), text=text).card == "overdose"


@pytest.mark.parametrize("text", SLIP.clean)
def test_where_they_tell_of_none_it_brings_the_general_one(text):
    seen = Finding("emergency", 0, 1, "model:x", "1", 0.9, "urgent", "x")
    assert decide(verdict_of([seen], "x"), text=text).card == "emergency"


def test_who_has_no_insulin_is_published_with_a_card_of_its_own():
    disposition = decide(screen("I ran out of insulin two days ago"))
    assert (disposition.action, disposition.urgency, disposition.card) == ("publish", 4, "no_insulin")


def test_self_harm_that_only_the_model_saw_keeps_its_hold_and_its_card_beside_having_no_insulin():
    seen = Finding("self_harm", 0, 1, "model:x", "1", 0.9, "urgent", "x")
    text = "I can't afford my insulin and I have decided that I will not go on"
    disposition = decide(verdict_of([seen, *screen(text).findings], "x"), text=text)
    assert set(disposition.labels) == {"self_harm", "emergency"}
    assert (disposition.action, disposition.card) == ("hold", "self_harm")


def test_a_rule_that_saw_a_wish_to_die_or_a_collapse_comes_before_a_wrong_dose():
    for id, card in (("self-harm.wish-to-die", "self_harm"), ("emergency.collapse", "emergency")):
        rule = next(rule for rule in RULES if rule.id == id)
        assert decide(said(rule), text=SLIP.match[0]).card == card


def test_every_rule_leads_to_a_disposition():
    assert all(decided(rule.match[0]).opens_case for rule in RULES)


def test_a_label_without_a_rule_is_held():
    assert decide(Verdict({"dosing": 0.1}, (), 3, "x"), Policy()).action == "hold"


def test_a_score_below_doubt_is_as_nothing():
    assert decide(Verdict({"spam": 0.2}, (), 1, "x")).action == "publish"
    assert not decide(Verdict({"spam": 0.2}, (), 1, "x")).opens_case


def test_a_deployment_may_change_a_label():
    policy = policy_from({"spam": {"action": "caution"}})
    assert decide(Verdict({"spam": 0.9}, (), 1, "x"), policy).action == "caution"
    assert policy.rules["abuse"] == DEFAULT.rules["abuse"] == LabelRule("hold")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rudeness": {}}, "unknown label 'rudeness'"),
        ({"spam": {"threshold": 1.2}}, "spam: threshold must be a number from 0 to 1, not 1.2"),
        ({"spam": {"threshold": True}}, "spam: threshold"),
        ({"spam": {"doubt": 0.9}}, "spam: doubt"),
        ({"spam": {"action": "delete"}}, "spam: action must be one of"),
        ({"spam": {"colour": "red"}}, "spam: unknown field 'colour'"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_by_name(changes, said):
    with pytest.raises(ValueError, match=said):
        policy_from(changes)
