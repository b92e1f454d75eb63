"""Learning the n-grams' weights: one logistic regression a label, over what occurs often enough."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from ..ngrams import BUCKETS, Ngrams, counted
from ..verdict import LABELS
from .corpus import Line

LEAST = 3  # lines that have a feature before it counts
STRENGTH = 10.0  # inverse of the regularisation


def learn(lines: Sequence[Line]) -> Ngrams:
    rarity = _rarity(lines)
    rows = matrix(lines, rarity)
    weights, bias = np.zeros((BUCKETS, len(LABELS)), dtype=np.float32), np.zeros(len(LABELS), dtype=np.float32)
    for at, label in enumerate(LABELS):
        truth = [label in line.labels for line in lines]
        fitted = LogisticRegression(C=STRENGTH, max_iter=500, class_weight="balanced").fit(rows, truth)
        weights[:, at], bias[at] = fitted.coef_[0], fitted.intercept_[0]
    return Ngrams(weights, rarity, bias)


def matrix(lines: Sequence[Line], rarity: np.ndarray) -> csr_matrix:
    found = [counted(line.text, line.reply_to, rarity) for line in lines]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in found)])
    buckets, values = (np.concatenate(part) for part in zip(*found, strict=True))
    return csr_matrix((values, buckets, ends), shape=(len(lines), BUCKETS))


def _rarity(lines: Sequence[Line]) -> np.ndarray:
    """The usual inverse document frequency; 0 for what is too rare."""
    often = np.zeros(BUCKETS)
    every = np.ones(BUCKETS, dtype=np.float32)
    for line in lines:
        often[np.unique(counted(line.text, line.reply_to, every)[0])] += 1
    return np.where(often >= LEAST, np.log((1 + len(lines)) / (1 + often)) + 1, 0).astype(np.float32)
