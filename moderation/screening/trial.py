"""Try one rule on one text, and say why it fits or does not: what its writer needs to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .assent import assented
from .matching import RuleSet
from .pattern import Pattern
from .reading import Message, Reading, named, names_medicine, read
from .rules import Rule
from .tokens import Token


@dataclass(frozen=True)
class Trial:
    """A sentence (or the whole message) before the rule: what was read, what fits, and what keeps the rule silent.

    ``read`` are the words as patterns see them, "INSULIN:lantus" or ":tonight"; ``pattern`` is the one that fits at
    ``span``. ``meant``, ``excused`` and ``lacking`` say why it is silent all the same: the ways in which it is
    meant, the ``unless`` that fits, or that nothing of ``also`` is in the message.
    """

    read: tuple[str, ...]
    ways: frozenset[str]
    pattern: str = ""
    span: tuple[int, int] = (0, 0)
    meant: frozenset[str] = frozenset()
    excused: str = ""
    lacking: bool = False

    @property
    def fires(self) -> bool:
        return bool(self.pattern) and not (self.meant or self.excused or self.lacking)


def tried(rule: Rule, text: str, reply_to: str = "", glucose_unit: str = "") -> list[Trial]:
    """The rule on each sentence of the text, or on all of it, as its scope is."""
    return trials(rule, RuleSet([rule]).vocabulary, text, reply_to, glucose_unit)


def trials(
    rule: Rule, vocabulary: frozenset[str], text: str, reply_to: str = "", glucose_unit: str = ""
) -> list[Trial]:
    replied, _ = named(reply_to, vocabulary=vocabulary)
    cut, _ = named(text, glucose_unit, vocabulary)
    message = read(cut, names_medicine(replied))
    stretches = message.sentences if rule.scope == "sentence" else (message.whole,)
    return [_trial(rule, reading, message) for reading in stretches if reading.tokens]


def answers(rule: Rule, text: str, reply_to: str) -> bool:
    """Whether the text says by a yes or no to a question what the rule flags."""
    rules = RuleSet([rule])
    replied, cut = (named(words, vocabulary=rules.vocabulary)[0] for words in (reply_to, text))
    return bool(assented(text, cut, reply_to, replied, rules))


def _trial(rule: Rule, reading: Reading, message: Message) -> Trial:
    seen = Trial(tuple(entry.text.strip() for entry in reading.items), reading.ways)
    fitting = _first(rule.any_of, reading)
    if fitting is None:
        return seen
    pattern, span = fitting
    excuse = _first(rule.none_of, reading)
    return Trial(
        seen.read,
        seen.ways,
        pattern.source,
        span,
        reading.ways & rule.unless_meant,
        excuse[0].source if excuse else "",
        bool(rule.also_any_of) and not message.whole.holds(rule.also_any_of),
    )


def _first(patterns: Sequence[Pattern], reading: Reading) -> tuple[Pattern, tuple[int, int]] | None:
    found = ((pattern, reading.find(pattern)) for pattern in patterns)
    return next(((pattern, span) for pattern, span in found if span), None)


def words_of(tokens: Sequence[Token]) -> list[str]:
    """The tokens as a pattern must write them."""
    return [token.word[:40].replace(" ", "_") for token in tokens]
