"""What a rule is: data that a clinician can read, with the examples that prove it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..pattern import Pattern, pattern_of
from ..verdict import LABELS, SEVERITIES

FEWEST_EXAMPLES = 3
# Somebody else's words, a warning or a pointer to the care team: said, but not urged.
NOT_URGED = frozenset({"question", "doubt", "danger", "referral"})
# Over and done with, or never happened.
NOT_NOW = frozenset({"past", "resolved", "was", "if", "hypothetical", "doubt"})


@dataclass(frozen=True)
class Rule:
    """Flags a sentence (or, with ``scope="message"``, a whole message) that any of ``patterns`` fits.

    It stays silent where the sentence is meant in one of the ways ``unless_meant``, or where ``unless`` fits;
    ``also`` asks for a second thing anywhere in the message. ``reason`` is shown to the clinician.
    """

    id: str
    label: str
    severity: str
    score: float
    reason: str
    patterns: tuple[str, ...]
    match: tuple[str, ...]
    clean: tuple[str, ...]
    unless_meant: frozenset[str] = frozenset()
    unless: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    scope: str = "sentence"
    version: str = "1"
    owner: str = "clinical lead"
    any_of: tuple[Pattern, ...] = field(init=False, repr=False, compare=False)
    none_of: tuple[Pattern, ...] = field(init=False, repr=False, compare=False)
    also_any_of: tuple[Pattern, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.label not in LABELS:
            raise ValueError(f"rule {self.id}: unknown label {self.label!r}")
        if self.severity not in SEVERITIES:
            raise ValueError(f"rule {self.id}: unknown severity {self.severity!r}")
        if not 0 < self.score <= 1:
            raise ValueError(f"rule {self.id}: score {self.score} is not in (0, 1]")
        if self.scope not in ("sentence", "message"):
            raise ValueError(f"rule {self.id}: unknown scope {self.scope!r}")
        if min(len(self.match), len(self.clean)) < FEWEST_EXAMPLES or not self.reason or not self.patterns:
            raise ValueError(f"rule {self.id}: needs patterns, a reason and {FEWEST_EXAMPLES} examples each way")
        object.__setattr__(self, "any_of", tuple(pattern_of(source) for source in self.patterns))
        object.__setattr__(self, "none_of", tuple(pattern_of(source) for source in self.unless))
        object.__setattr__(self, "also_any_of", tuple(pattern_of(source) for source in self.also))

    @property
    def words(self) -> frozenset[str]:
        """The literal words of its patterns."""
        return frozenset(word for pattern in self._every for word in pattern.words)

    def compile(self) -> None:
        """Make its patterns ready, so that no message waits for one. Raises re.error for one that cannot be."""
        for pattern in self._every:
            pattern.regex  # noqa: B018  (kept by the pattern)

    @property
    def _every(self) -> tuple[Pattern, ...]:
        return self.any_of + self.none_of + self.also_any_of
