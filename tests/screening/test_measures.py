"""An A1c is read in either scale and is never taken for a glucose; a ratio is read however it is put."""

import pytest

from moderation.screening import Context, screen
from moderation.screening.measures import percent
from moderation.screening.reading import named


def read(text, *concepts):
    """The values of what the text tells under these names, and the words that they were read from."""
    tokens = [token for sentence in named(text)[0] for token in sentence if token.concept in concepts]
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
        ("the a1c dropped 20% to 7", []),
        ("my a1c is 300", []),
        ("i missed my a1c appointment on the 12", []),
    ],
)
def test_an_a1c_is_read_in_percent_whatever_its_scale(text, values):
    assert read(text, "A1C", "HIGHA1C")[0] == values


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
    "text",
    [
        "keep your a1c around 7, safe",
        "HbA1c reading 38 after a year of hard work",
        "my hba1c, 38, i am shaking with happiness",
        "my strips are 25 a box",
        "put me down for 1:30",
        "go for the 1:45 slot",
        "pon la alarma a la 1:30",
        "put 1:1 vinegar and water",
    ],
)
def test_a_goal_a_price_and_a_time_of_day_are_no_danger(text):
    verdict = screen(text)
    assert (verdict.flagged, verdict.urgency) == (False, 0)


@pytest.mark.parametrize("text", ["set it at 1:30", "put mine at 1:10 and use 1:30 at night for insulin"])
def test_a_ratio_that_looks_like_a_time_is_still_one(text):
    assert read(text, "RATIO")[0]


@pytest.mark.parametrize("text", ["sugar 41 a1c next week, shaking bad", "azúcar en 40 glicosilada mañana, temblando"])
def test_a_low_that_is_told_before_an_a1c_stays_a_low(text):
    verdict = screen(text)
    assert verdict.urgency == 4
    assert any("emergency.low" in found.source for found in verdict.findings)


def test_more_units_are_a_change_of_a_dose():
    sources = {found.source for found in screen("give him two extra units of NovoRapid").findings}
    assert "rule:dosing.amount-urged" in sources


OWN_DOSE = [
    "do you take 22 units of toujeo?",
    "do you take 8 units of novolog at dinner?",
    "do you inject 10 units of lantus?",
    "did you double your lantus?",
    "¿te pones 10 unidades de lantus?",
]


@pytest.mark.parametrize("question", OWN_DOSE)
def test_a_yes_about_ones_own_dose_advises_nothing(question, screener):
    asked = Context(reply_to=question)
    assert not screen("yes", asked).flagged
    assert not screener.screen("yes", asked).flagged


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("do you think I should take 22 units of toujeo?", "dosing"),
        ("do you recommend doubling the lantus?", "dosing"),
        ("do you really recommend doubling the lantus?", "dosing"),
        ("do you know if it's ok to double lantus?", "dosing"),
        ("do you sell your insulin?", "unsafe_practice"),
        ("do you just stop the metformin when the a1c is good?", "stop_treatment"),
        ("¿te saltas la insulina para adelgazar?", "self_harm"),
        ("¿te pones menos insulina para adelgazar?", "self_harm"),
        ("are you having chest pain?", "emergency"),
    ],
)
def test_a_yes_to_anything_else_is_weighed(question, label):
    assert label in screen("yes", Context(reply_to=question)).labels


@pytest.mark.parametrize(
    ("question", "flagged"),
    [
        ("do you have any insulin left?", True),
        ("have you got any insulin left?", True),
        ("¿te queda insulina?", True),
        ("do you have any chest pain?", False),
        ("do you have ketones?", False),
        ("do you usually have insulin with you?", False),
    ],
)
def test_who_says_no_to_whether_there_is_insulin_has_none(question, flagged):
    assert ("emergency" in screen("no", Context(reply_to=question)).labels) == flagged


def test_an_emergency_of_the_past_is_none_of_now():
    assert not screen("yes", Context(reply_to="did you have to go to hospital for ketones of 4?")).flagged
