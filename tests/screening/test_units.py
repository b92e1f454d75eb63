"""A low in mg/dL may be a high in mmol/L: nobody gets the card for a low unless the reading is surely one."""

import pytest

from moderation.policy import decide
from moderation.screening import Context, screen


def card(text, meter=""):
    return decide(screen(text, Context(glucose_unit=meter))).card


@pytest.mark.parametrize(
    ("text", "meter"),
    [
        ("my sugar is 38 and i'm shaking and can't see straight", "mg/dL"),
        ("my sugar is 38 mg/dl and i'm shaking", "mmol/L"),
        ("my bg is 2.4 mmol and still going down", ""),
        ("my sugar is 2.4 and i'm shaking", "mmol/L"),
    ],
)
def test_a_sure_low_brings_the_card_for_a_low(text, meter):
    assert card(text, meter) == "low_glucose"


@pytest.mark.parametrize(
    ("text", "meter"),
    [
        ("my sugar is 38 and i'm shaking and can't see straight", "mmol/L"),
        ("my sugar is 28 and i'm shaking and can't see straight", ""),
        ("my sugar is 38, throwing up and breathing fast", "mg/dL"),
    ],
)
def test_a_reading_whose_unit_is_in_doubt_brings_the_card_to_call(text, meter):
    assert card(text, meter) == "emergency"
    assert "engine:unit-in-doubt" in {found.source for found in screen(text, Context(glucose_unit=meter)).findings}


@pytest.mark.parametrize(
    "text",
    [
        "meter says 28, throwing up and breathing fast",
        "my sugar is 38 mmol/L and i can't see straight",
        "24 on the meter, ketones 3.6, throwing up for two hours",
    ],
)
@pytest.mark.parametrize("meter", ["", "mg/dL", "mmol/L"])
def test_a_high_never_brings_the_card_that_says_to_take_sugar(text, meter):
    assert card(text, meter) != "low_glucose"


@pytest.mark.parametrize("text", ["I am 2.4 ketones 0.3 feeling shaky and confused", "my sugar is 2.4 and ketones 0.3"])
def test_a_low_told_beside_its_ketones_is_a_low(text):
    assert card(text, "mmol/L") == "low_glucose"


def test_high_ketones_told_beside_the_glucose_are_high_ketones():
    assert card("sugar 18.2, ketones 3.4, feeling sick", "mmol/L") == "high_glucose"
    assert card("ketones 3.4 and sugar 18.2, feeling sick", "mmol/L") == "high_glucose"


def test_in_doubt_it_is_urgent_all_the_same():
    said = decide(screen("my sugar is 38 and i'm shaking", Context(glucose_unit="mmol/L")))
    assert (said.action, said.urgency) == ("publish", 4)


def test_a_reading_in_the_meters_own_unit_is_no_low():
    assert screen("my sugar is 24 right now", Context(glucose_unit="mg/dL")).flagged
    assert not screen("my sugar is 24 right now", Context(glucose_unit="mmol/L")).flagged
