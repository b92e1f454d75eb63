"""Find the rules that a stretch of text could fit by the words it holds, so that all the others cost nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from .pattern import Pattern
from .rules import Rule

Entry = tuple[Rule, Pattern]


class RuleIndex:
    """Patterns by the words and concepts of their *key*: that one of a pattern's needs which fewest patterns share."""

    def __init__(self, rules: Iterable[Rule]):
        self._entries: list[Entry] = [(rule, pattern) for rule in rules for pattern in rule.any_of]
        shared = Counter(name for _, pattern in self._entries for need in pattern.needs for name in need)
        self._by_name: dict[str, list[int]] = {}
        for number, (_, pattern) in enumerate(self._entries):
            key = min(pattern.needs, key=lambda need: (max(shared[name] for name in need), len(need)))
            for name in key:
                self._by_name.setdefault(name, []).append(number)

    def possible(self, present: frozenset[str]) -> Iterator[tuple[Rule, list[Pattern]]]:
        """The rules of which a pattern could fit, each with those patterns, both in the order in which they stand."""
        keyed = {number for name in present for number in self._by_name.get(name, ())}
        entries = (self._entries[number] for number in sorted(keyed))
        fitting = (entry for entry in entries if entry[1].possible(present))
        for _, group in groupby(fitting, key=lambda entry: entry[0].id):
            together = list(group)
            yield together[0][0], [pattern for _, pattern in together]
