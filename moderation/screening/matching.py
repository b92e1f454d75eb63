"""Match a message against the rules, and tell what each found and where."""

from __future__ import annotations

from collections.abc import Iterable

from .index import RuleIndex
from .pattern import Pattern
from .reading import VOCABULARY, Message, Reading
from .rules import RULES, Rule
from .verdict import Finding

# A rule that fits ten sentences has said what there is to say; one message must not fill a case with findings.
MOST_FINDINGS = 10


class RuleSet:
    """Rules made ready to be matched together; no two have one id. `vocabulary` is what a text must be read with."""

    def __init__(self, rules: Iterable[Rule]):
        self.rules = tuple(rules)
        self.by_sentence = RuleIndex(rule for rule in self.rules if rule.scope == "sentence")
        self.by_message = RuleIndex(rule for rule in self.rules if rule.scope == "message")
        words = frozenset().union(*(rule.words for rule in self.rules))
        # One object for all that add no word: what is remembered of words is remembered by vocabulary.
        self.vocabulary = VOCABULARY if words <= VOCABULARY else VOCABULARY | words

    def findings_in(self, message: Message) -> list[Finding]:
        """What the rules find: each at most once a sentence, and in the first few of the sentences that it fits."""
        found: dict[str, list[Finding]] = {}
        accompanied: dict[str, bool] = {}
        for index, readings in ((self.by_sentence, message.sentences), (self.by_message, (message.whole,))):
            for reading in readings:
                for rule, patterns in index.possible(reading.present):
                    before = found.setdefault(rule.id, [])
                    if reading.ways & rule.unless_meant or len(before) == MOST_FINDINGS:
                        continue
                    if rule.id not in accompanied:
                        accompanied[rule.id] = not rule.also_any_of or message.whole.holds(rule.also_any_of)
                    if accompanied[rule.id] and (span := fit(rule, patterns, reading)):
                        before.append(finding(rule, span))
        return [one for findings in found.values() for one in findings]


def fit(rule: Rule, patterns: list[Pattern], reading: Reading) -> tuple[int, int] | None:
    """Where the first of the rule's ``patterns`` fits, unless the rule excuses what is said there."""
    spans = (reading.find(pattern) for pattern in patterns)
    span = next((span for span in spans if span), None)
    return None if span and reading.holds(rule.none_of) else span


def finding(rule: Rule, span: tuple[int, int]) -> Finding:
    return Finding(rule.label, *span, f"rule:{rule.id}", rule.version, rule.score, rule.severity, rule.reason)


SHIPPED = RuleSet(RULES)
