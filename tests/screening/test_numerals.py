"""Numbers that somebody spells out are read as figures are."""

import pytest

from moderation.screening import screen
from moderation.screening.numerals import joined
from moderation.screening.tokens import tokenise


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("thirty eight", ["38"]),
        ("thirty-eight or forty one", ["38", "41"]),
        ("two point eight", ["2.8"]),
        ("three hundred and twenty", ["320"]),
        ("a hundred and five", ["105"]),
        ("twenty two point five", ["22.5"]),
        ("treinta y ocho", ["38"]),
        ("doscientos cincuenta y uno", ["251"]),
        ("dos coma ocho", ["2.8"]),
        ("veintiocho", ["28"]),
        ("one of these days", []),
        ("at one point I was fine", []),
        ("six or seven", []),
        ("a hundred", ["100"]),
        ("hundred point", []),
        ("twenty and ten", []),
    ],
)
def test_a_number_of_several_words_is_one(text, figures):
    tokens, _all = tokenise(text, frozenset())
    assert [token.word for token in joined(tokens) if token.kind == "number"] == figures


def test_its_place_is_that_of_all_its_words():
    text = "now thirty eight, help"
    tokens, _all = tokenise(text, frozenset())
    (number,) = [token for token in joined(tokens) if token.kind == "number"]
    assert text[number.start : number.end] == "thirty eight"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("my sugar is thirty eight", "emergency"),
        ("mi azúcar está en treinta y ocho", "emergency"),
        ("my sugar is two point eight", "emergency"),
        ("take twenty two units", "dosing"),
    ],
)
def test_what_is_spelled_out_is_as_dangerous(text, label):
    assert label in screen(text).labels


@pytest.mark.parametrize("text", ["I'm thirty eight and was diagnosed last year", "thirty eight people came"])
def test_an_age_and_a_count_are_no_readings(text):
    assert not screen(text).flagged
