"""The rules' pattern language, read as regular expressions in which every repeat is bounded.

A pattern is a row of items: ``WORD`` in capitals is a concept or mark, lower case is that very word, ``a|B`` either,
``x?`` may be absent, ``..3`` up to three tokens of any kind; ``^`` stands before the first word of what is read and
``$`` after the last. A verb concept means its base form; ``RAISE_ING`` and ``RAISE_PAST`` are its other forms and
``RAISE_ANY`` all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from .lexicon.classes import CLASSES
from .tokens import Token

ALIASES = {
    "RX": ("INSULIN", "MED"),
    "DOSED": ("INSULIN", "MED", "DOSE", "UNITS", "MG", "TABLETS", "IT"),
    "LOWBARE": ("LOWNUMBER", "LOWDECIMAL"),
    "QUIT": ("STOP", "DROP"),
    "CUT": ("LOWER", "DROP"),
    "WHO": ("ME", "KIN"),
} | CLASSES
# A mark of advice may stand before any word; only a pattern that names marks takes notice of them.
MARKED = frozenset(("DO", "DONT", "NONEED"))
PASSING_MARK = r"(?: (?:DO|DONT|NONEED):)?"
LONGEST_GAP = 16
FIRST, LAST = "^", "$"
STOPS = r"(?: :[^a-z0-9 ]{1,40}){0,4}"  # a token without letters


class Item(NamedTuple):
    """A token as the compiled patterns read it, and the two names in it by which patterns are looked for."""

    text: str
    concept: str
    word: str


def item(token: Token) -> Item:
    return _item(token.concept, token.form, token.word)


@lru_cache(maxsize=8192)
def _item(concept: str, form: str, word: str) -> Item:
    named = f"{concept}_{form.upper()}" if form in ("ing", "past") else concept
    short = word[:40].replace(" ", "_")
    return Item(f" {named}:{short}", named, short)


def alternatives(spec: str) -> list[str]:
    """The concepts and words that one item of a pattern stands for."""
    found: list[str] = []
    for choice in spec.split("|"):
        if choice in ALIASES:
            found.extend(ALIASES[choice])
        elif choice.endswith("_ANY"):
            found.extend(choice.removesuffix("ANY").rstrip("_") + form for form in ("", "_ING", "_PAST"))
        else:
            found.append(choice)
    return found


def regex_of(choice: str) -> str:
    if choice.upper() == choice and choice[0].isalpha():
        return f"{choice}:[^ ]{{0,40}}"
    return f"[A-Z_]{{0,24}}:{re.escape(choice)}"


@dataclass(frozen=True)
class Pattern:
    """``needs`` are the sets of which a sentence must hold one member each before ``expression`` is asked."""

    source: str
    expression: str
    needs: tuple[frozenset[str], ...]
    words: frozenset[str]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled when it is first needed: the shipped ones take 0.3 s, which most commands do without."""
        return re.compile(self.expression)

    def possible(self, present: Iterable[str]) -> bool:
        for need in self.needs:  # noqa: SIM110  (twice as fast as all(), and asked for hundreds of patterns a message)
            if need.isdisjoint(present):
                return False
        return True


def pattern_of(source: str) -> Pattern:
    """Read one pattern; ValueError on a gap without bound or an empty pattern."""
    parts: list[str] = []
    after_mark = True
    needs: list[frozenset[str]] = []
    words: set[str] = set()
    specs = source.split()
    if FIRST in specs[1:] or LAST in specs[:-1]:
        raise ValueError(f"{FIRST} can only come first, and {LAST} last: {source!r}")
    for spec in specs:
        if spec in (FIRST, LAST):
            parts.append(rf"^{STOPS}{PASSING_MARK}" if spec == FIRST else rf"{STOPS}(?= \Z)")
            continue
        if spec.startswith(".."):
            reach = int(spec[2:])
            if not 0 < reach <= LONGEST_GAP:
                raise ValueError(f"a gap must reach 1 to {LONGEST_GAP} tokens: {spec} in {source!r}")
            parts.append(rf"(?: [^ ]{{1,80}}+){{0,{reach}}}?")
            after_mark = True
            continue
        optional = spec.endswith("?")
        choices = alternatives(spec.rstrip("?"))
        body = "|".join(regex_of(choice) for choice in choices)
        passing = "" if after_mark or not MARKED.isdisjoint(choices) else PASSING_MARK
        # Atomic: a word that two of the choices fit is not tried twice, which would double the work with every item.
        parts.append(rf"(?>{passing} (?:{body})(?= ))" + ("?" if optional else ""))
        after_mark = not MARKED.isdisjoint(choices)
        words.update(choice for choice in choices if choice.upper() != choice)
        if not optional:
            needs.append(frozenset(choices))
    if not needs:
        raise ValueError(f"a pattern needs at least one word: {source!r}")
    return Pattern(source, "".join(parts), tuple(needs), frozenset(words))
