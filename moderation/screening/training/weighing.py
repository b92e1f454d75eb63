"""How much network, n-grams and rules each count, and what then is a probability: fitted on the validation voices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from ..engine import Screener
from ..verdict import LABELS, Context
from .corpus import Line

READERS = ("network", "ngrams", "rules")
# Where the model begins to speak: chosen on the validation voices, so that 5 % of the hard benign lines and 1 % of the
# ordinary ones are flagged. Danger to life is worth more false alarms than the rest.
THRESHOLD, URGENT = 0.85, {"emergency": 0.8, "self_harm": 0.7}
Told = Mapping[str, np.ndarray]  # reader -> (lines, labels)


def by_rules(lines: Sequence[Line]) -> np.ndarray:
    """(lines, labels): the rules' scores, 0 where they find nothing."""
    verdicts = Screener().screen_all([(line.text, Context(reply_to=line.reply_to)) for line in lines])
    return np.array([[verdict.labels.get(label, 0.0) for label in LABELS] for verdict in verdicts])


def weigh(told: Told, lines: Sequence[Line]) -> dict[str, dict[str, float]]:
    """Label -> the fields of moderation.screening.card.Weighing. A reader that is not told counts for nothing."""
    return {
        label: _weighed(told, at, [label in line.labels for line in lines])
        | {"threshold": URGENT.get(label, THRESHOLD)}
        for at, label in enumerate(LABELS)
    }


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
