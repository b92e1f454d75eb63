"""A text cut into runs, so that what fired can be marked in it. Pure."""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of the text, in code points, end not included."""

    start: int
    end: int
    label: str


class Run(NamedTuple):
    text: str
    labels: tuple[str, ...]  # empty: nothing fired here

    @property
    def is_marked(self) -> bool:
        return bool(self.labels)


def runs(text: str, spans: Iterable[Span]) -> list[Run]:
    """The text in order, cut where the labels change; spans may overlap, and are cut to the text."""
    within = [Span(max(0, start), min(len(text), end), label) for start, end, label in spans]
    marked = [span for span in within if span.start < span.end]
    cuts = sorted({0, len(text), *(span.start for span in marked), *(span.end for span in marked)})
    found: list[Run] = []
    for start, end in pairwise(cuts):
        labels = dict.fromkeys(span.label for span in marked if span.start <= start and end <= span.end)
        if found and labels.keys() == set(found[-1].labels):
            found[-1] = Run(found[-1].text + text[start:end], found[-1].labels)
        else:
            found.append(Run(text[start:end], tuple(labels)))
    return found
