"""What is wrong with a rule that somebody writes: a code for each fault, beside the field, with what it is about.

The shipped rules are held to less (rules/base.py): whoever writes those runs the tests, whoever writes one on a site
sees only what is said here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import prod
from typing import Any

from .contacts import KINDS
from .lexicon import LEXICON
from .lexicon.actions import ACTIONS
from .matching import RuleSet
from .pattern import ALIASES, FIRST, LAST, LONGEST_GAP, MARKED
from .quantities import UNITS
from .reading import named
from .rules import Rule
from .rules.base import FEWEST_EXAMPLES
from .speech import WAY_OF_CONCEPT
from .trial import Trial, trials, words_of
from .verdict import LABELS, SEVERITIES

WAYS = (
    "question",
    "doubt",
    "danger",
    "past",
    "was",
    "resolved",
    "if",
    "hypothetical",
    "reported",
    "doctor",
    "referral",
)
SCOPES = ("sentence", "message")
QUANTITIES = (
    *("NUMBER", "DOSE", "GLOW", "GMID", "GHIGH", "KLOW", "KHIGH", "LOWNUMBER", "LOWDECIMAL", "HIGHNUMBER"),
    *("A1C", "HIGHA1C", "IT", "HOTLINE", "OFFICE"),
)
# Everything in capitals that a pattern may name.
CONCEPTS = frozenset(
    (
        *LEXICON.concepts,
        *ALIASES,
        *MARKED,
        *QUANTITIES,
        *UNITS.values(),
        *WAY_OF_CONCEPT.values(),
        *(kind.upper() for kind in KINDS),
        *(f"{verb}{form}" for verb in ACTIONS for form in ("_ING", "_PAST", "_ANY")),
    )
)
# A pattern's gaps and optional words multiply the ways in which it can be tried: more would let one text starve others.
MOST_WAYS, MOST_WAYS_TOGETHER = 1_000, 4_000  # of one pattern, and of all that a rule adds
LONGEST_PATTERN, MOST_PATTERNS = 300, 60
LONGEST_EXAMPLE, MOST_EXAMPLES = 1_000, 60
PATTERNS = ("patterns", "unless", "also")


@dataclass(frozen=True)
class Fault:
    """``code`` with the ``words`` that it is about; ``near`` is what may have been meant."""

    field: str
    code: str
    words: str = ""
    near: str = ""
    trial: Trial | None = dataclasses.field(default=None, compare=False)


def faults(content: Mapping[str, Any], inherited: frozenset[str] = frozenset()) -> list[Fault]:
    """All that is wrong with the fields of a rule (rules/base.py::Rule), in the order of the fields; or nothing.

    ``inherited`` are patterns of the shipped rule that it is to replace, which are taken as they are.
    """
    found = [*_closed(content), *_patterns(content, inherited)]
    found += _examples(content, "match")
    found += _examples(content, "clean")
    if found:
        return found
    rule = rule_of(content)
    return [*_missed(rule), *_caught(rule)]


def sources(rule: Rule) -> frozenset[str]:
    """All its patterns as they are written."""
    return frozenset((*rule.patterns, *rule.unless, *rule.also))


def rule_of(content: Mapping[str, Any], id: str = "site.draft", version: str = "draft") -> Rule:
    """The rule itself, ready to be matched. Raises ValueError, or re.error for a name that none can have."""
    fields: dict[str, Any] = {name: tuple(content[name]) for name in (*PATTERNS, "match", "clean")}
    fields |= {name: content[name] for name in ("label", "severity", "score", "reason", "scope")}
    rule = Rule(id=id, version=version, unless_meant=frozenset(content["unless_meant"]), **fields)
    rule.compile()
    return rule


def _closed(content: Mapping[str, Any]) -> Iterator[Fault]:
    for name, allowed in (("label", LABELS), ("severity", SEVERITIES), ("scope", SCOPES)):
        if content[name] not in allowed:
            yield Fault(name, "choose")
    if not isinstance(content["score"], int | float) or not 0 < content["score"] <= 1:
        yield Fault("score", "score")
    if not content["reason"].strip():
        yield Fault("reason", "empty")
    if not set(content["unless_meant"]) <= set(WAYS):
        yield Fault("unless_meant", "choose")


def _patterns(content: Mapping[str, Any], inherited: frozenset[str]) -> Iterator[Fault]:
    together = 0
    for name in PATTERNS:
        if len(content[name]) > MOST_PATTERNS:
            yield Fault(name, "too_many", str(MOST_PATTERNS))
        for source in content[name]:
            if source in inherited:
                continue
            found = list(_pattern(name, source))
            yield from found
            if not found:
                together += _ways(source)
                if together > MOST_WAYS_TOGETHER:
                    yield Fault(name, "too_wide_together", source)
    if not content["patterns"]:
        yield Fault("patterns", "empty")


def _pattern(name: str, source: str) -> Iterator[Fault]:
    if len(source) > LONGEST_PATTERN:
        yield Fault(name, "too_long", f"{source[:40]} …")
        return
    some = False
    specs = source.split()
    if FIRST in specs[1:] or LAST in specs[:-1]:
        yield Fault(name, "ends", source)
        return
    for spec in specs:
        if spec in (FIRST, LAST):
            continue
        if spec.startswith(".."):
            if not spec[2:].isdecimal() or not 0 < int(spec[2:]) <= LONGEST_GAP:
                yield Fault(name, "gap", spec)
                return
            continue
        some = some or not spec.endswith("?")
        yield from _choices(name, spec.removesuffix("?"))
    if not some:
        yield Fault(name, "no_word", source)
    elif _ways(source) > MOST_WAYS:
        yield Fault(name, "too_wide", source)


def _ways(source: str) -> int:
    """In how many ways a pattern whose gaps are right can be tried from one word on."""
    specs = source.split()
    return prod(int(spec[2:]) + 1 if spec.startswith("..") else 1 + spec.endswith("?") for spec in specs)


def _choices(name: str, spec: str) -> Iterator[Fault]:
    for choice in spec.split("|"):
        if not choice:
            yield Fault(name, "empty_choice", spec)
        elif choice != choice.removeprefix(FIRST).removesuffix(LAST) and any(map(str.isalpha, choice)):
            yield Fault(name, "joined", choice, choice.replace(FIRST, f"{FIRST} ").replace(LAST, f" {LAST}"))
        elif choice.upper() == choice and choice[0].isalpha():
            if choice not in CONCEPTS:
                yield Fault(name, "unknown", choice, next(iter(get_close_matches(choice, sorted(CONCEPTS), 1)), ""))
        elif choice.lower() != choice:
            yield Fault(name, "case", choice)
        elif (read := _as_read(choice)) != choice:
            yield Fault(name, "unreadable", choice, read)


def _as_read(word: str) -> str:
    """The word as the reader gives it to patterns; words that it takes apart, with spaces between."""
    if not any(letter.isalpha() for letter in word):
        return word  # a number or a sign
    sentences, _ = named(word.replace("_", " "), vocabulary=frozenset((*LEXICON.words, word)))
    return " ".join(words_of([token for sentence in sentences for token in sentence]))


def _examples(content: Mapping[str, Any], name: str) -> Iterator[Fault]:
    given = content[name]
    if len(set(given)) < FEWEST_EXAMPLES:
        yield Fault(name, "too_few", str(FEWEST_EXAMPLES))
    if len(given) > MOST_EXAMPLES:
        yield Fault(name, "too_many", str(MOST_EXAMPLES))
    yield from (Fault(name, "too_long", f"{text[:40]} …") for text in given if len(text) > LONGEST_EXAMPLE)


def _missed(rule: Rule) -> Iterator[Fault]:
    """Examples that it must flag and does not; with what came nearest."""
    for text, said in _tried(rule, rule.match):
        if not any(trial.fires for trial in said):
            near = next((trial for trial in said if trial.pattern), None)
            yield Fault("match", "missed", text, trial=near)


def _caught(rule: Rule) -> Iterator[Fault]:
    """Examples that it must leave alone and does not."""
    for text, said in _tried(rule, rule.clean):
        fired = next((trial for trial in said if trial.fires), None)
        if fired:
            yield Fault("clean", "caught", text, text[slice(*fired.span)], fired)


def _tried(rule: Rule, texts: Iterable[str]) -> Iterator[tuple[str, Sequence[Trial]]]:
    vocabulary = RuleSet([rule]).vocabulary
    return ((text, trials(rule, vocabulary, text)) for text in texts)
