"""Reading what was counted, for a page: sums and shares, over all server processes of this start."""

from collections.abc import Iterable

from prometheus_client.metrics_core import Metric
from prometheus_client.samples import Sample


class Counts:
    def __init__(self, metrics: Iterable[Metric]):
        self._samples: list[Sample] = [sample for metric in metrics for sample in metric.samples]

    def total(self, name: str, /, **labels: str) -> float:
        """The sum of the samples of the name that carry the labels; 0 when there is none."""
        return sum(sample.value for sample in self._of(name) if labels.items() <= sample.labels.items())

    def least(self, name: str) -> float:
        """The smallest of the samples of the name. Raises ValueError when there is none."""
        return min(sample.value for sample in self._of(name))

    def within(self, name: str, share: float) -> float | None:
        """The bound, as near as the histogram's buckets tell, that this share of what was observed stayed within.

        None when nothing was observed; infinity when the bound lies above the last bucket.
        """
        buckets = sorted((float(sample.labels["le"]), sample.value) for sample in self._of(f"{name}_bucket"))
        most = buckets[-1][1] if buckets else 0
        return next((bound for bound, count in buckets if most and count >= share * most), None)

    def _of(self, name: str) -> Iterable[Sample]:
        return (sample for sample in self._samples if sample.name == name)
