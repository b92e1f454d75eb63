"""Arithmetic of the benchmark: percentiles, medians with their spread, a straight line through measurements. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import linear_regression, median


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` % of the values do not exceed (nearest rank). Raises on no values."""
    if not values:
        raise ValueError("no values, so no percentile")
    ranked = sorted(values)
    rank = -(-len(ranked) * percent // 100)  # rounded up
    return ranked[max(int(rank), 1) - 1]


def percentiles(values: Sequence[float]) -> dict[str, float] | None:
    """p50, p95, p99 and max of the values, in their own unit; None when there are none."""
    if not values:
        return None
    return {f"p{percent}": percentile(values, percent) for percent in (50, 95, 99)} | {"max": max(values)}


@dataclass(frozen=True)
class Spread:
    """A figure measured several times: the median, and the lowest and highest that were seen."""

    median: float
    low: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    return Spread(median(values), min(values), max(values))


def line(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """(a, b) of the straight line y = a + b·x nearest to the points, by least squares."""
    slope, intercept = linear_regression([x for x, _ in points], [y for _, y in points])
    return intercept, slope
