"""The plain reader beside the network: which words, pairs of words and pieces of words a text has, each with a weight.

It knows only what it has seen, but knows that well: slang, drug names, Spanish, of which the network knows little.
"""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from zlib import crc32

import numpy as np

from .plain import plain
from .reading import VOCABULARY

BUCKETS = 1 << 18  # features share them by hash; the corpus has about half as many that count
PIECES = range(2, 6)  # letters of a piece of a word, its edges counted
WORD = re.compile(r"\w+")
MOST = 6_000  # letters of a text that are read; more than a message may have
Counted = tuple[np.ndarray, np.ndarray]  # buckets, and how much each counts


class Ngrams:
    """What was learned: a weight for each bucket and label, and how rare each bucket is."""

    def __init__(self, weights: np.ndarray, rarity: np.ndarray, bias: np.ndarray):
        self.weights, self.rarity, self.bias = weights, rarity, bias

    def logits(self, text: str, reply_to: str = "") -> np.ndarray:
        """(labels,)"""
        buckets, values = counted(text, reply_to, self.rarity)
        return values @ self.weights[buckets].astype(np.float32) + self.bias

    def to_bytes(self) -> bytes:
        file = io.BytesIO()
        np.savez_compressed(
            file, weights=self.weights.astype(np.float16), rarity=self.rarity.astype(np.float16), bias=self.bias
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Ngrams:
        with np.load(io.BytesIO(content), allow_pickle=False) as told:
            return cls(told["weights"], told["rarity"], told["bias"])


def counted(text: str, reply_to: str, rarity: np.ndarray) -> Counted:
    """Words and pieces apart each have length 1 together, so that long texts say no more than short ones."""
    folded = plain(text[:MOST], VOCABULARY)
    words = [*words_of(folded, "w"), *words_of(plain(reply_to[:MOST], VOCABULARY), "r")]
    groups = [_weighed(Counter(words), rarity), _weighed(Counter(pieces_of(folded)), rarity)]
    return np.concatenate([group[0] for group in groups]), np.concatenate([group[1] for group in groups])


def words_of(text: str, mark: str) -> Iterator[int]:
    """The buckets of words and pairs of neighbours."""
    words = WORD.findall(text)
    for word in words:
        yield _bucket(f"{mark} {word}")
    for one, next_ in pairwise(words):
        yield _bucket(f"{mark} {one} {next_}")


def pieces_of(text: str) -> Iterator[int]:
    """The buckets of all pieces of words."""
    for word in text.split():
        edged = f" {word[:40]} "
        for size in PIECES:
            for start in range(len(edged) - size + 1):
                yield _bucket(edged[start : start + size])


def _bucket(feature: str) -> int:
    return crc32(feature.encode()) % BUCKETS


def _weighed(counts: Counter[int], rarity: np.ndarray) -> Counted:
    buckets = np.fromiter(counts, dtype=np.int64, count=len(counts))
    often = np.fromiter((1 + math.log(count) for count in counts.values()), dtype=np.float32, count=len(counts))
    values = often * rarity[buckets].astype(np.float32)
    return buckets, values / (float(np.linalg.norm(values)) or 1.0)
