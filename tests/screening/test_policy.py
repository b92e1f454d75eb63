"""Policy: what is done about a verdict, and what a deployment may change of it."""

import pytest

from moderation.policy import CARDS, DEFAULT, LabelRule, Policy, decide, policy_from
from moderation.screening import LABELS, Verdict, screen
from moderation.screening.rules import RULES


def decided(text: str):
    return decide(screen(text))


def test_a_harmless_message_is_published_without_a_case():
    disposition = decided("good morning all")
    assert (disposition.action, disposition.urgency, disposition.opens_case) == ("publish", 0, False)


@pytest.mark.parametrize("label", [label for label in LABELS if label != "emergency"])
def test_a_sure_finding_of_any_other_label_is_held(label):
    disposition = decide(Verdict({label: 0.95}, (), 3, "x"))
    assert (disposition.action, disposition.opens_case, disposition.labels) == ("hold", True, (label,))


def test_a_doubtful_remedy_is_published_with_a_caution_and_a_case():
    disposition = decide(Verdict({"unproven_remedy": 0.6}, (), 2, "x"))
    assert (disposition.action, disposition.opens_case) == ("caution", True)
    assert decide(Verdict({"unproven_remedy": 0.9}, (), 2, "x")).action == "hold"


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
        ("just double your lantus", None),
    ],
)
def test_the_author_gets_the_card_that_fits(text, card):
    assert card is None or card in CARDS
    assert decided(text).card == card


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
    assert policy.rules["dosing"] == DEFAULT.rules["dosing"] == LabelRule("hold")


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
