"""A message as a trained model reads it: folded, its disguises undone, its emoji by name. Rules read tokens instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from .normalise import fold
from .tokens import LEET, unstretch

MIXED = re.compile(r"\b(?=[a-z]{0,20}[0-9@$!][a-z])[a-z0-9@$!]{3,30}")
SPACED = re.compile(r"\b(?:[a-z][ .*_-]{1,2}){3,13}[a-z]\b")
WORD = re.compile(r"[a-z]{3,}")
GAPS = re.compile(r"[ .*_-]+")
MOST_SYMBOLS = 12  # named in a text
# What lifts a low, and how many of it: no medicine, though it is counted in tablets.
COUNT = r"(?:\d{1,2}|an?|one|two|three|four|five|un[ao]?|dos|tres|cuatro|cinco)"
SUGAR = re.compile(
    rf"\b{COUNT} ?(?:(?:-|to|or|a|o) ?{COUNT} ?)?"
    r"(?:(?:gluco(?:se|sa)|gluc|dextro(?:se|sa)?)[ -](?:tab(?:let)?s?|pills?|gels?|sweets|chews?|gummies)"
    r"|(?:tab(?:leta)?s|pastillas|comprimidos|geles|gel) de (?:glucosa|dextrosa)|glucotabs?|dextro energy)\b",
    re.IGNORECASE,
)


def plain(text: str, vocabulary: Collection[str]) -> str:
    """``text`` for a model; words that are known only once they are put right are put right."""
    folded = fold(text).text
    folded = MIXED.sub(lambda found: _known(found, found[0].translate(LEET), vocabulary), folded)
    folded = SPACED.sub(lambda found: _known(found, GAPS.sub("", found[0]), vocabulary), folded)
    folded = WORD.sub(lambda found: unstretch(found[0], vocabulary), folded)
    return folded if folded.isascii() else _spoken(folded)


def without_symbols(text: str) -> str:
    """The words alone: no emoji."""
    return text if text.isascii() else "".join([letter for letter in text if not _name(letter)])


def with_sweets(text: str) -> str:
    """Sugar tablets by the name of what they are, uncounted, so that a model does not read four of them as a dose."""
    return SUGAR.sub("some sweets", text)


def _known(found: re.Match[str], meant: str, vocabulary: Collection[str]) -> str:
    return meant if meant in vocabulary and found[0] not in vocabulary else found[0]


def _spoken(text: str) -> str:
    """Each symbol by its name, which a model may know, but only once: a row of them must not drown the words."""
    seen: set[str] = set()
    said = []
    for letter in text:
        name = _name(letter)
        if name and (letter in seen or len(seen) >= MOST_SYMBOLS):
            name = " "
        elif name:
            seen.add(letter)
        said.append(name or letter)
    return "".join(said)


@lru_cache(maxsize=8192)
def _name(letter: str) -> str:
    """Of a symbol; empty for anything else."""
    return f" {unicodedata.name(letter, '').lower()} " if unicodedata.category(letter) == "So" else ""
