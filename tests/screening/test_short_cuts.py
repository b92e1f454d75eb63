"""The short cuts of the screening hide nothing: with each of them taken out, every text is read the same."""

import re
import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening import Context, advice, reading, screen, tokens
from moderation.screening.normalise import fold, fold_letter
from moderation.screening.rules import RULES
from tests.screening.conftest import DATA, rows

ROOT = Path(__file__).resolve().parents[2]
WITHOUT = re.compile(tokens.SHAPES.pattern.replace(f"{tokens.PLAIN_WORD}\n  | ", ""), re.VERBOSE)
# What begins or ends one shape or another, among words.
PIECES = st.sampled_from(
    [
        *"abtz 0127.,:;!?'\"@#$%/+-_()\n",
        "www.",
        "http",
        "https://",
        ".com",
        "bob",
        "t1",
        "glp1",
        "2nite",
        "#1234",
        "'s",
        "é",
    ]
)


class Everything:
    def __contains__(self, word):
        return True


def texts():
    """Every text that the screening is measured by, and each rule's own examples."""
    told = [row["text"] for file in sorted(DATA.glob("*.jsonl")) for row in rows(file)]
    return told + [text for rule in RULES for text in (*rule.match, *rule.clean)]


def shapes(pattern, text):
    found = ((match.lastgroup, match.span()) for match in pattern.finditer(text))
    return [("word" if kind == "plain" else kind, span) for kind, span in found]


def test_the_pattern_without_the_short_cut_is_another_one():
    assert [match.lastgroup for match in tokens.SHAPES.finditer("so it is")] == ["plain"] * 3
    assert [match.lastgroup for match in WITHOUT.finditer("so it is")] == ["word"] * 3


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=1500, deadline=None)
def test_a_plain_word_is_nothing_else(text):
    assert shapes(tokens.SHAPES, text) == shapes(WITHOUT, text)


def test_no_plain_word_in_the_measured_texts_is_anything_else():
    for text in texts():
        assert shapes(tokens.SHAPES, fold(text).text) == shapes(WITHOUT, fold(text).text)


def test_ascii_folds_as_its_letters_do():
    text = "".join(map(chr, range(128)))
    folded, long_way = fold(text), fold(text + "é")
    assert folded.text == "".join(map(fold_letter, text)) == long_way.text[:-1]
    assert list(folded.origins) == list(long_way.origins[:-1])


def test_no_frame_of_advice_ends_where_none_is_looked_for(monkeypatch):
    before = [reading.read(reading.named(text)[0]).whole.tokens for text in texts()]
    monkeypatch.setattr(advice, "FRAME_ENDS", Everything())
    assert [reading.read(reading.named(text)[0]).whole.tokens for text in texts()] == before


def test_what_is_remembered_of_words_changes_no_verdict():
    first = [screen(text, Context(glucose_unit="mg/dL")) for text in texts()]
    for remembered in (tokens.spelled_out, reading.LEXICON.misspelt):
        assert remembered.cache_info().hits
        remembered.cache_clear()
    assert [screen(text, Context(glucose_unit="mg/dL")) for text in reversed(texts())] == first[::-1]


COLD = """
from moderation.screening import Screener
from moderation.screening.rules import RULES

def ready():
    return [f"{rule.id}: {one.source}" for rule in RULES for one in rule.any_of + rule.none_of + rule.also_any_of
            if "regex" in vars(one)]

assert ready() == [], ready()
Screener().warm_up()
assert len(ready()) == sum(len(rule.patterns + rule.unless + rule.also) for rule in RULES) > 1_000
"""


def test_who_screens_nothing_compiles_no_pattern_and_a_server_has_them_all_ready():
    subprocess.run([sys.executable, "-c", COLD], cwd=ROOT, check=True)
