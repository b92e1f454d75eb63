"""What an author's diabetes and treatment change: a glucose that others sit out, and nothing else."""

import json

import pytest

from moderation.policy import decide
from moderation.screening import Context, Screener, screen
from moderation.screening.insulin import GRAVER
from moderation.screening.rules import RULES
from tests.screening.conftest import DATA

TAKING = [
    Context(diabetes_type="type_1"),
    Context(treatment="insulin"),
    Context(treatment="both", diabetes_type="type_2"),
    Context(treatment="pump"),
]
OTHERS = [
    Context(),
    Context(diabetes_type="type_2"),
    Context(diabetes_type="gestational", treatment="none"),
    Context(treatment="tablets"),
]
SICK = [
    "throwing up since last night and my sugar is 240",
    "my bg is 14.2 mmol and i keep vomiting",
    "estoy vomitando y tengo la glucosa en 230",
]
FALLING = ["my sugar is 62 and dropping, i'm shaking", "bg 3.6 mmol and still falling, i'm dizzy"]


def said(text, context):
    return decide(screen(text, context))


@pytest.mark.parametrize("context", TAKING)
@pytest.mark.parametrize("text", SICK)
def test_sick_with_a_glucose_that_is_high_for_who_takes_insulin_is_an_emergency(text, context):
    found = said(text, context)
    assert (found.action, found.urgency, found.card) == ("publish", 4, "high_glucose")


@pytest.mark.parametrize("context", TAKING)
@pytest.mark.parametrize("text", FALLING)
def test_a_low_that_still_falls_is_an_emergency_for_who_takes_insulin(text, context):
    found = said(text, context)
    assert (found.action, found.urgency, found.card) == ("publish", 4, "low_glucose")


@pytest.mark.parametrize("context", OTHERS)
@pytest.mark.parametrize("text", [*SICK, *FALLING])
def test_neither_is_for_anybody_else(text, context):
    assert not screen(text, context).flagged


@pytest.mark.parametrize("context", TAKING)
@pytest.mark.parametrize(
    "text",
    [
        "my sugar is 240 after that pizza",
        "was vomiting last week with my sugar at 240, all fine now",
        "throwing up since last night, my sugar is 140",
        "should I worry if I am vomiting and my sugar is 240?",
        "my sugar is 62, having juice, a bit shaky",
        "my sugar was 62 and dropping last night, all good now",
        "my sugar is 75 and dropping, i'm shaking",
        "deep breathing helped, my sugar is 210 now",
        "I weigh 240 pounds and have been vomiting",
    ],
)
def test_who_takes_insulin_may_still_tell_of_an_ordinary_day(text, context):
    assert not screen(text, context).flagged


@pytest.mark.parametrize(
    ("reading", "flagged"),
    [
        ("200", True),
        ("199", False),
        ("11.2 mmol", True),
        ("11.1", False),
        ("11.2", True),
        ("12", True),
        ("299 mg/dl", True),
    ],
)
def test_from_200_on_it_is_high_in_either_unit(reading, flagged):
    assert screen(f"throwing up since last night and my sugar is {reading}", TAKING[0]).flagged == flagged


@pytest.mark.parametrize(
    ("reading", "flagged"), [("69", True), ("70", False), ("3.8 mmol", True), ("3.9", False), ("55 mg/dl", True)]
)
def test_below_70_it_is_low_in_either_unit(reading, flagged):
    assert screen(f"my sugar is {reading} and dropping, i'm shaking", TAKING[0]).flagged == flagged


def test_the_finding_names_the_rule_and_says_why_the_author_matters():
    [found] = screen(SICK[0], TAKING[0]).findings
    assert found.source == "rule:emergency.dka-signs+insulin"
    assert "takes insulin" in found.reason
    assert found.version == next(rule.version for rule in RULES if rule.id == "emergency.dka-signs")


@pytest.mark.parametrize(
    "text",
    [
        "been vomiting since last night, bg 480, can't keep water down",
        "been vomiting since last night, bg 480 now and 240 an hour ago",
    ],
)
def test_what_is_found_whoever_writes_is_told_as_it_always_was(text):
    assert screen(text).flagged
    assert screen(text, TAKING[0]) == screen(text)


def test_a_rule_that_a_site_silenced_stays_silent():
    left = [rule for rule in RULES if rule.id not in GRAVER[0].rules]
    assert not Screener(rules=left).screen(SICK[0], TAKING[0]).flagged


def test_the_rules_that_it_goes_by_are_there():
    assert {rule_id for kind in GRAVER for rule_id in kind.rules} <= {rule.id for rule in RULES}


def test_no_text_of_the_measured_sets_is_flagged_for_its_author_alone():
    """They were written without an author in mind: of hundreds of harmless ones none may become an emergency."""
    lines = [json.loads(line) for file in DATA.glob("*.jsonl") for line in file.read_text().splitlines()]
    harmless = [line["text"] for line in lines if not line["labels"]]
    assert len(harmless) > 400
    assert [text for text in harmless if screen(text, TAKING[0]) != screen(text)] == []
