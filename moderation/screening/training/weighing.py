"""How much network, n-grams and rules each count, and what then is a probability: fitted on the validation voices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from ..engine import Screener
from ..verdict import LABELS, Context
from .corpus import Line

READERS = ("network", "ngrams", "rules")
Told = Mapping[str, np.ndarray]  # reader -> (lines, labels)

# What false alarms may cost, as shares of the validation voices' benign lines: a clinician who is called for nothing
# too often stops looking. Within that the thresholds catch as much as they can, by what a miss of each label costs.
# Where a miss may cost a life they are chosen first, with an allowance of their own: else a single ordinary line, of
# some three hundred, decides how many cries for help are heard.
GRAVEST = ("emergency", "self_harm")
ALLOWED_FOR_GRAVEST = {"hard": 0.02, "ordinary": 0.01}
ALLOWED = {"hard": 0.05, "ordinary": 0.015}  # all labels together
COST_OF_A_MISS = dict.fromkeys(LABELS, 1.0) | {"emergency": 4.0, "self_harm": 4.0, "dosing": 2.0, "spam": 0.5}
STEPS = np.round(np.arange(0.98, 0.29, -0.01), 2)  # from where it is sure down to where the policy stops listening


def by_rules(lines: Sequence[Line]) -> np.ndarray:
    """(lines, labels): the rules' scores, 0 where they find nothing."""
    verdicts = Screener().screen_all([(line.text, Context(reply_to=line.reply_to)) for line in lines])
    return np.array([[verdict.labels.get(label, 0.0) for label in LABELS] for verdict in verdicts])


def weigh(told: Told, lines: Sequence[Line]) -> dict[str, dict[str, float]]:
    """Label -> the fields of moderation.screening.card.Weighing. A reader that is not told counts for nothing."""
    weights = {label: _weighed(told, at, [label in line.labels for line in lines]) for at, label in enumerate(LABELS)}
    chosen = thresholds(probabilities(weights, told), lines)
    return {label: weights[label] | {"threshold": chosen[label]} for label in LABELS}


def thresholds(probable: np.ndarray, lines: Sequence[Line]) -> dict[str, float]:
    """Label -> from which probability on a message bears it; `probable` is (lines, labels).

    All begin where next to nothing is wrong. Then, again and again, the one is lowered that catches most for the false
    alarms it costs, for as long as these stay within what is allowed: the gravest labels first, then all.
    """
    chosen = dict.fromkeys(LABELS, 0)
    for labels, allowed in ((GRAVEST, ALLOWED_FOR_GRAVEST), (LABELS, ALLOWED)):
        chosen = _lowered_together(chosen, labels, allowed, probable, lines)
    return {label: float(STEPS[step]) for label, step in chosen.items()}


def _lowered_together(
    chosen: Mapping[str, int],
    labels: Sequence[str],
    allowed: Mapping[str, float],
    probable: np.ndarray,
    lines: Sequence[Line],
) -> dict[str, int]:
    """Label -> step: `chosen`, with those of `labels` as low as is worth it and allowed."""
    worth = np.array([max((COST_OF_A_MISS[label] for label in line.labels), default=0.0) for line in lines])
    benign = [(np.array([line.group == group for line in lines]), share) for group, share in allowed.items()]
    lowered = dict(chosen)
    caught = _at(probable, lowered)
    while True:
        found = [
            (worth[after & ~caught].sum() / (spent(after, benign) - spent(caught, benign) + 0.01), label, step)
            for label in labels
            for step, after in _lowered(probable[:, LABELS.index(label)], lowered[label], caught, benign)
        ]
        gain, label, step = max(found, default=(0.0, "", 0))
        if not gain:
            return lowered
        lowered[label] = step
        caught = _at(probable, lowered)


Benign = Sequence[tuple[np.ndarray, float]]  # (lines,) which they are, and the share of them that may be flagged


def spent(caught: np.ndarray, benign: Benign) -> float:
    """How much of what is allowed: 1 for each group that is used up."""
    return sum(float(caught[are].mean()) / allowed for are, allowed in benign if are.any())


def _lowered(probable: np.ndarray, before: int, caught: np.ndarray, benign: Benign) -> Iterator[tuple[int, np.ndarray]]:
    """Each step below that is still allowed, and what is caught then."""
    for step in range(before + 1, len(STEPS)):
        after = caught | (probable >= STEPS[step])
        if any(after[are].mean() > allowed for are, allowed in benign if are.any()):
            return
        yield step, after


def _at(probable: np.ndarray, chosen: Mapping[str, int]) -> np.ndarray:
    return np.any(probable >= [STEPS[chosen[label]] for label in LABELS], axis=1)


def flagged(weighing: Mapping[str, Mapping[str, float]], probable: np.ndarray) -> np.ndarray:
    """(lines,): which bear any label; `probable` is (lines, labels)."""
    return np.any(probable >= [weighing[label]["threshold"] for label in LABELS], axis=1)


def _weighed(told: Told, at: int, truth: Sequence[bool]) -> dict[str, float]:
    used = [reader for reader in READERS if reader in told]
    while used:
        fitted = LogisticRegression(C=1.0).fit(np.stack([told[reader][:, at] for reader in used], axis=1), truth)
        weights = dict(zip(used, map(float, fitted.coef_[0]), strict=True))
        if min(weights.values()) >= 0:
            found = {reader: round(weights.get(reader, 0.0), 4) for reader in READERS}
            return {**found, "bias": round(float(fitted.intercept_[0]), 4)}
        used = [reader for reader in used if weights[reader] >= 0]  # none counts against what it speaks for
    share = float(np.clip(np.mean(truth), 0.001, 0.999))
    return {**dict.fromkeys(READERS, 0.0), "bias": round(float(np.log(share / (1 - share))), 4)}


def probabilities(weighing: Mapping[str, Mapping[str, float]], told: Told) -> np.ndarray:
    """(lines, labels)"""
    columns = []
    for at, label in enumerate(LABELS):
        some = weighing[label]
        sums = some["bias"] + sum(some[reader] * found[:, at] for reader, found in told.items())
        columns.append(1 / (1 + np.exp(-np.clip(sums, -50, 50))))
    return np.stack(columns, axis=1)
