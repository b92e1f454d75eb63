"""How well screening and policy do on labelled messages: recall, precision, calibration, the worst errors. No Django.

A message counts as flagged when the policy opens a case for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from moderation.policy import DEFAULT, Policy, decide
from moderation.screening import LABELS, Context, Screener, Verdict

Row = dict[str, Any]  # id, text, labels; where known kind, reply_to, writer, language


@dataclass(frozen=True)
class Judged:
    """A row, what screening said, and which labels the policy acted on."""

    row: Row
    verdict: Verdict
    acted: tuple[str, ...]

    @property
    def is_flagged(self) -> bool:
        return bool(self.acted)

    @property
    def is_right(self) -> bool:
        return self.is_flagged == bool(self.row["labels"])

    @property
    def lacks(self) -> list[str]:
        """Labels that the message bears and was not flagged with, though it was with another."""
        return [label for label in self.row["labels"] if self.is_flagged and label not in self.acted]

    @property
    def strays(self) -> list[str]:
        """Labels that it was flagged with and does not bear, though it bears another."""
        return [label for label in self.acted if self.row["labels"] and label not in self.row["labels"]]

    @property
    def surest(self) -> float:
        return max(self.verdict.labels.values(), default=0.0)


@dataclass(frozen=True)
class Share:
    """``hits`` of ``all``, with the 95 % interval of Wilson's score."""

    hits: int
    all: int

    @property
    def value(self) -> float:
        return self.hits / self.all if self.all else math.nan

    def interval(self, z: float = 1.96) -> tuple[float, float]:
        if not self.all:
            return 0.0, 1.0
        p, n = self.value, self.all
        middle, width = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (middle - width) / (1 + z * z / n)), min(1.0, (middle + width) / (1 + z * z / n))

    def __str__(self) -> str:
        low, high = self.interval()
        return f"{self.value:.3f} ({low:.3f}-{high:.3f}) of {self.all}"


def judge(rows: Sequence[Row], screener: Screener, policy: Policy = DEFAULT) -> list[Judged]:
    """Screen the rows and ask the policy: one by one, as a site does. Many together are read a little otherwise."""
    verdicts = [(row, screener.screen(row["text"], Context.from_row(row))) for row in rows]
    return [Judged(row, verdict, decide(verdict, policy).labels) for row, verdict in verdicts]


def recall(judged: Iterable[Judged]) -> Share:
    """Of the messages that bear a label, those that are flagged, with whatever label."""
    bearing = [one for one in judged if one.row["labels"]]
    return Share(sum(one.is_flagged for one in bearing), len(bearing))


def precision(judged: Iterable[Judged]) -> Share:
    flagged = [one for one in judged if one.is_flagged]
    return Share(sum(bool(one.row["labels"]) for one in flagged), len(flagged))


def false_alarms(judged: Iterable[Judged]) -> Share:
    """Of the messages that bear no label, those that are flagged."""
    benign = [one for one in judged if not one.row["labels"]]
    return Share(sum(one.is_flagged for one in benign), len(benign))


def found(judged: Iterable[Judged], label: str) -> tuple[Share, Share]:
    """Of the messages that bear the label, those that are flagged at all, and those flagged with it."""
    bearing = [one for one in judged if label in one.row["labels"]]
    return (
        Share(sum(one.is_flagged for one in bearing), len(bearing)),
        Share(sum(label in one.acted for one in bearing), len(bearing)),
    )


def named(judged: Iterable[Judged], label: str) -> Share:
    """Of the messages flagged with the label, those that bear it."""
    flagged = [one for one in judged if label in one.acted]
    return Share(sum(label in one.row["labels"] for one in flagged), len(flagged))


def brier(judged: Sequence[Judged]) -> float:
    """The mean squared distance of each label's probability from what is true: 0 is perfect, 0.25 a coin.

    What screening does not speak of (card.Weighing.threshold) counts as 0.
    """
    errors = [(probability - true) ** 2 for probability, true in pairs(judged)]
    return sum(errors) / len(errors) if errors else math.nan


def pairs(judged: Iterable[Judged]) -> Iterable[tuple[float, bool]]:
    """Of each message and label its probability, and whether it holds."""
    for one in judged:
        for label in LABELS:
            yield one.verdict.labels.get(label, 0.0), label in one.row["labels"]


def reliability(judged: Iterable[Judged], bins: int = 10) -> list[tuple[float, float, int]]:
    """For each tenth of the scale: mean probability, the share that holds, how many. Empty tenths are left out."""
    sums = [[0.0, 0.0, 0] for _ in range(bins)]
    for probability, true in pairs(judged):
        into = sums[min(int(probability * bins), bins - 1)]
        into[0] += probability
        into[1] += true
        into[2] += 1
    return [(total / count, held / count, int(count)) for total, held, count in sums if count]


def worst(judged: Iterable[Judged], number: int) -> list[Judged]:
    """The errors that it was surest of: misses with the least said against them, alarms with the most."""
    wrong = [one for one in judged if not one.is_right]
    return sorted(wrong, key=lambda one: one.surest if one.row["labels"] else 1 - one.surest)[:number]


def mislabelled(judged: Iterable[Judged]) -> list[Judged]:
    """What bears a label and is flagged, but not with just the labels that it bears; what was surest first."""
    return sorted((one for one in judged if one.lacks or one.strays), key=lambda one: -one.surest)


def by(judged: Iterable[Judged], key: Callable[[Row], str]) -> dict[str, list[Judged]]:
    """In groups, by what the rows say of themselves."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(key(one.row), []).append(one)
    return dict(sorted(groups.items()))
