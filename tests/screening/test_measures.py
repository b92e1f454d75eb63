"""An A1c is read in either scale and is never taken for a glucose; a ratio is read however it is put."""

import pytest

from moderation.screening import Context, screen
from moderation.screening.measures import percent
from moderation.screening.reading import named


def read(text, concept):
    """The values of what the text tells under this name, and the words that they were read from."""
    tokens = [token for sentence in named(text)[0] for token in sentence if token.concept == concept]
    return [round(token.value, 1) for token in tokens], [text[token.start : token.end] for token in tokens]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("my a1c is 6.8", [6.8]),
        ("A1C: 7,2", [7.2]),
        ("my a1c went from 11 down to 5.6 this year", [11.0, 5.6]),
        ("a 6.8% a1c", [6.8]),
        ("HbA1c of 48", [6.5]),
        ("came back at 53 mmol/mol", [7.0]),
        ("hba1c 53 mmol/mol at the last check", [7.0]),
        ("down to an a1c of five point nine", [5.9]),
        ("mi hemoglobina glicosilada bajó de 9 a 6,8", [9.0, 6.8]),
        ("my a1c was 7.1 and now 45", [7.1]),
        ("my a1c is 7, sugar 45", [7.0]),
        ("my a1c is 300", []),
        ("i missed my a1c appointment on the 12", []),
    ],
)
def test_an_a1c_is_read_in_percent_whatever_its_scale(text, values):
    assert read(text, "A1C")[0] == values


@pytest.mark.parametrize(("value", "told"), [(6.5, 6.5), (48, 6.542), (20, 3.98), (2, None), (195.5, None)])
def test_its_scale_is_told_by_its_size(value, told):
    assert percent(value) == (told if told is None else pytest.approx(told))


@pytest.mark.parametrize("text", ["hba1c 53 mmol/mol and so thirsty", "I'm shaking with joy: A1c 38!", "hba1c now 33"])
def test_an_a1c_is_no_glucose(text):
    assert not screen(text).flagged


def test_a_low_told_after_an_a1c_is_heard():
    assert "emergency" in screen("my a1c was 7.1 and now 45, shaking and sweating").labels


@pytest.mark.parametrize(
    ("text", "values", "words"),
    [
        ("my ratio is 1:10 at breakfast", [10], ["1:10"]),
        ("set your ratio to one to five", [5], ["one to five"]),
        ("go with a 1 to 6 ratio", [6], ["1 to 6"]),
        ("1/8 is a better ratio", [8], ["1/8"]),
        ("bolus 1 per 12 g", [12], ["1 per 12 g"]),
        ("the mix is 1 to 4, cook 20 min", [], []),
        ("a dose 1 to 2 times", [], []),
        ("take 1/4 of the dose", [], []),
    ],
)
def test_a_ratio_is_read_with_what_one_unit_is_for(text, values, words):
    assert read(text, "RATIO") == (values, words)


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("set your ratio to one to five", True),
        ("put your carb ratio at 1 to 8 for breakfast", True),
        ("cambia tu ratio a 1:6 hoy mismo", True),
        ("my endo changed my ratio to 1 to 7", False),
        ("mine is a 1 to 12 ratio, what is yours?", False),
        ("keep your A1c up around 9, it's safer than lows", True),
        ("my A1c is up around 9 again", False),
    ],
)
def test_a_ratio_or_an_a1c_for_another_is_advice(text, flagged):
    assert screen(text).flagged == flagged


def test_units_of_a_medicine_are_a_dose_and_no_reading():
    assert read("28 units of the wrong one", "UNITS") == ([28], ["28 units of"])
    sources = {found.source for found in screen("28 units of the wrong one, its 97 with arrows down").findings}
    assert not any("emergency.low" in source for source in sources)


@pytest.mark.parametrize(
    ("question", "flagged"),
    [
        ("do you take 22 units of toujeo?", False),
        ("did you double your lantus?", False),
        ("¿te pones 20 unidades de lantus?", False),
        ("do you think I should take 22 units of toujeo?", True),
        ("do you recommend doubling the lantus?", True),
    ],
)
def test_a_yes_about_ones_own_dose_advises_nothing(question, flagged):
    assert screen("yes", Context(reply_to=question)).flagged == flagged
