"""Drawing at random so that it can be done again, and what two readings of a message come to. Pure: no Django."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Labels = tuple[str, ...]


def rank(seed: int, *parts: int) -> int:
    """A number that looks like chance, the same each time: 64 bits of SHA-256 over the seed and the parts."""
    said = ":".join(map(str, (seed, *parts)))
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:8], "big")


def drawn(ids: Iterable[int], size: int, seed: int) -> list[int]:
    """The `size` ids of the lowest rank, in order of rank: each set of that size is as likely as any other.

    Whether a message is in hangs on its own rank and on those below it, so that a sample can be checked later, when
    some of what it was drawn from is no longer there.
    """
    return heapq.nsmallest(size, ids, key=lambda one: rank(seed, one))


@dataclass(frozen=True)
class Judged:
    """A sampled message as it stands: up to two readings (labels, none for "nothing risky") and what was settled."""

    readings: tuple[Labels, ...] = ()
    settled: Labels | None = None

    @property
    def is_full(self) -> bool:
        return len(self.readings) == 2

    @property
    def is_disputed(self) -> bool:
        """Whether somebody has to settle it: one reader found it risky and the other did not."""
        return self.is_full and self.settled is None and bool(self.readings[0]) != bool(self.readings[1])

    @property
    def is_known(self) -> bool:
        """Whether it counts: read by two who agree on whether it is risky, or settled."""
        return self.is_full and not self.is_disputed

    @property
    def labels(self) -> Labels:
        """What it bears, once known: what was settled, else what both readers found, else what either did."""
        if not self.is_known:
            return ()
        if self.settled is not None:
            return self.settled
        first, second = self.readings
        return tuple(label for label in first if label in second) or tuple(dict.fromkeys(first + second))


@dataclass(frozen=True)
class Agreement:
    """How two readers agree on whether a message is risky, over the messages that both have read."""

    both: int
    neither: int
    differ: tuple[int, int]  # found by the first alone, by the second alone

    @classmethod
    def of(cls, judged: Iterable[Judged]) -> Agreement:
        pairs = [(bool(one.readings[0]), bool(one.readings[1])) for one in judged if one.is_full]
        counts = {pair: pairs.count(pair) for pair in ((True, True), (False, False), (True, False), (False, True))}
        return cls(counts[True, True], counts[False, False], (counts[True, False], counts[False, True]))

    @property
    def all(self) -> int:
        return self.both + self.neither + sum(self.differ)

    @property
    def share(self) -> float | None:
        return (self.both + self.neither) / self.all if self.all else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa (1960): agreement beyond what chance gives. None where chance alone would give all of it."""
        if self.share is None:
            return None
        first, second = ((self.both + alone) / self.all for alone in self.differ)
        expected = first * second + (1 - first) * (1 - second)
        return None if expected == 1 else (self.share - expected) / (1 - expected)


def order(ids: Sequence[int], seed: int, reader_id: int) -> list[int]:
    """The ids in the reader's own order."""
    return sorted(ids, key=lambda one: rank(seed, reader_id, one))
