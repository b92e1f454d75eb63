"""A text as a trained model reads it, and which language it is in."""

import pytest

from moderation.screening.language import language_of
from moderation.screening.plain import MOST_SYMBOLS, plain, without_symbols

VOCABULARY = frozenset(("insulin", "stop", "lantus", "need"))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Stop your INSULIN", "stop your insulin"),
        ("1nsul1n and l4ntus", "insulin and lantus"),
        ("s t o p it", "stop it"),
        ("s.t.o.p it", "stop it"),
        ("you neeeeed it", "you need it"),
        ("ｓｔｏｐ", "stop"),
        ("take 10u at 9pm", "take 10u at 9pm"),
        ("mañana", "manana"),
        ("a 💉 b", "a  syringe  b"),
        ("💉💉 a 💉", " syringe   a  "),
    ],
)
def test_disguises_fall_away_and_the_rest_stays(text, read):
    assert plain(text, VOCABULARY) == read


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I was so tired after the night shift that I forgot to eat", "en"),
        ("mi hermana no quiere ir al doctor y ya le duele mucho el pie", "es"),
        ("im so done w this pump fr fr it keep beeping all night", "en"),
        ("Je ne sais pas quoi faire avec ma glycémie du matin", "fr"),
        ("no puedo más, adiós a todos", "es"),
        ("vete a morirte a otro lado, diabético de mierda", "es"),
        ("meu médico me disse que eu tenho que tomar a metformina todos os dias com a comida", "pt"),
        ("buongiorno a tutti, oggi la mia glicemia è alta e non so cosa fare con la cena di stasera", "it"),
        ("just stop your insulin tonight you don't need it o os as um uma e ou mas", "en"),
        ("糖尿病の薬をやめてもいいですか", ""),
        ("мой сахар сегодня очень высокий", ""),
        ("ok", "?"),
        ("", "?"),
    ],
)
def test_a_language_is_told_by_its_small_words(text, language):
    assert language_of(text) == language


def test_only_some_symbols_of_a_text_are_named():
    many = "".join(chr(0x1F300 + at) for at in range(100))
    assert len(plain(many, VOCABULARY)) < 100 + MOST_SYMBOLS * 60
    assert without_symbols(f"I want {many} to die") == "I want  to die"
