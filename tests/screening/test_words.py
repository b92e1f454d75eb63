"""The words that the encoder was given: each is met as a message has it, and read as one."""

import re

import pytest
from tokenizers import Tokenizer

from moderation.screening import card
from moderation.screening.plain import plain
from moderation.screening.reading import VOCABULARY
from moderation.screening.training.words import GLOSSES, glosses


@pytest.fixture(scope="module")
def words() -> Tokenizer:
    return Tokenizer.from_file(str(card.FOLDER / card.WORDS))


def test_each_form_has_one_short_meaning_in_plain_english():
    lines = GLOSSES.read_text(encoding="utf-8").splitlines()
    assert len(glosses()) == len(lines) > 10_000
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9]+\t[a-z0-9' -]{1,40}", line)] == []


def test_each_form_is_written_as_a_message_is_read():
    """A form that folding or the undoing of disguises changes would never be met."""
    assert [form for form in glosses() if plain(form, VOCABULARY) != form] == []


def test_the_served_model_reads_each_form_whole(words):
    cut = [form for form in glosses() if len(words.encode(form, add_special_tokens=False).ids) != 1]
    assert cut == []


def test_advice_in_spanish_is_read_in_whole_words(words):
    advice = "Súbele dos unidades a la Lantus y dejen la metformina"
    said = words.encode(plain(advice, VOCABULARY), add_special_tokens=False)
    assert said.tokens == ["subele", "dos", "unidades", "a", "la", "lantus", "y", "dejen", "la", "metformina"]
