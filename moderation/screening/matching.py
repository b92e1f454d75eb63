"""Match a message against the rules, and tell what each found and where."""

from __future__ import annotations

from .index import RuleIndex
from .pattern import Pattern
from .reading import Message, Reading
from .rules import RULES, Rule
from .verdict import Finding

# A rule that fits ten sentences has said what there is to say; one message must not fill a case with findings.
MOST_FINDINGS = 10
BY_SENTENCE = RuleIndex(rule for rule in RULES if rule.scope == "sentence")
BY_MESSAGE = RuleIndex(rule for rule in RULES if rule.scope == "message")


def findings_in(message: Message) -> list[Finding]:
    """What the rules find: each at most once a sentence, and in the first few of the sentences that it fits."""
    found: dict[str, list[Finding]] = {}
    accompanied: dict[str, bool] = {}
    for index, readings in ((BY_SENTENCE, message.sentences), (BY_MESSAGE, (message.whole,))):
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
