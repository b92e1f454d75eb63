"""The plain reader beside the network: which words, pairs of words and pieces of words a text has, each with a weight.

It knows only what it has seen, but knows that well: slang, drug names, Spanish, of which the network knows little.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from zlib import crc32

import numpy as np

from .plain import plain
from .reading import VOCABULARY

BUCKETS = 1 << 18  # features share them by hash; the corpus has about half as many that count
PIECES = range(2, 6)  # letters of a piece of a word, its edges counted
LONGEST = 40  # letters of a word that are cut into pieces
SPACE, FACTOR = np.uint32(ord(" ")), np.uint32(0x9E3779B1)  # the factor spreads the letters over all 32 bits
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
    groups = [_weighed(np.array(words, dtype=np.int64), rarity), _weighed(pieces_of(folded), rarity)]
    return np.concatenate([group[0] for group in groups]), np.concatenate([group[1] for group in groups])


def words_of(text: str, mark: str) -> Iterator[int]:
    """The buckets of words and pairs of neighbours."""
    words = WORD.findall(text)
    for word in words:
        yield _bucket(f"{mark} {word}")
    for one, next_ in pairwise(words):
        yield _bucket(f"{mark} {one} {next_}")


def pieces_of(text: str) -> np.ndarray:
    """The buckets of all pieces of words: twenty times as many as words, so NumPy hashes all of a size at once."""
    edged = "".join([f" {word[:LONGEST]} " for word in text.split()])
    letters = np.frombuffer(edged.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    gap = (letters[:-1] == SPACE) & (letters[1:] == SPACE)
    gaps_before = np.concatenate([[0], np.cumsum(gap)]) if len(letters) else np.zeros(0, dtype=np.int64)
    found = [np.zeros(0, dtype=np.int64)]
    for size in PIECES:
        many = len(letters) - size + 1
        if many < 1:
            break
        hashed = np.full(many, size, dtype=np.uint32)
        for at in range(size):
            hashed = hashed * FACTOR + letters[at : at + many]
        hashed ^= hashed >> 15
        within = gaps_before[size - 1 :] == gaps_before[:many]  # of one word
        found.append((hashed * FACTOR >> 12)[within].astype(np.int64) % BUCKETS)
    return np.concatenate(found)


def _bucket(feature: str) -> int:
    return crc32(feature.encode("utf-8", "surrogatepass")) % BUCKETS


def _weighed(found: np.ndarray, rarity: np.ndarray) -> Counted:
    buckets, counts = np.unique(found, return_counts=True)
    values = (1 + np.log(counts, dtype=np.float32)) * rarity[buckets].astype(np.float32)
    return buckets, values / (float(np.linalg.norm(values)) or 1.0)
