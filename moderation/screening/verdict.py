"""What goes into screening and what comes out: context, findings, verdict; each as plain data that JSON can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

LABELS = (
    "dosing",
    "stop_treatment",
    "unproven_remedy",
    "unsafe_practice",
    "emergency",
    "self_harm",
    "abuse",
    "privacy",
    "spam",
)
UNREAD_SOURCE = "engine:unread"  # of the finding that a text's end was not read by the rules
SEVERITIES = ("low", "medium", "high", "urgent")


@dataclass(frozen=True)
class Context:
    """What is known around a message; every field may be empty.

    ``glucose_unit`` is what the author's meter shows: "mg/dL" or "mmol/L".
    ``reply_to`` is the text of the message replied to: it says what "it" is, and what a bare "yes, do it" assents to.
    ``diabetes_type`` and ``treatment`` are the author's own, as they stated them: insulin.py says which count.
    """

    diabetes_type: str = ""
    treatment: str = ""
    glucose_unit: str = ""
    reply_to: str = ""

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Context:
        """Of a row of data, which may hold any of the fields, and others."""
        return cls(**{known.name: row[known.name] for known in fields(cls) if row.get(known.name)})


@dataclass(frozen=True)
class Finding:
    """One thing found: the label, the words (offsets into the original text), what found it, and why it matters."""

    label: str
    start: int
    end: int
    source: str
    version: str
    score: float
    severity: str
    reason: str


@dataclass(frozen=True)
class Verdict:
    """All that screening says of a message; ``urgency`` runs from 0 (none) to 4 (now).

    ``labels`` holds the probability of each label that is worth speaking of. ``notes`` are codes of what there is to
    know of the reading itself (engine.UNKNOWN_LANGUAGE, engine.UNREAD_BY_MODEL). ``shadow`` is what
    rules on trial found: it counts nowhere else.
    """

    labels: dict[str, float] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    urgency: int = 0
    version: str = ""
    notes: tuple[str, ...] = ()
    shadow: tuple[Finding, ...] = ()

    @property
    def flagged(self) -> bool:
        return bool(self.labels)

    def noted(self, note: str) -> Verdict:
        return replace(self, notes=(*self.notes, note))

    def with_findings(self, more: Sequence[Finding]) -> Verdict:
        """Its labels stay what they are."""
        added = verdict_of([*self.findings, *more], self.version, self.labels)
        return replace(added, notes=self.notes, shadow=self.shadow) if more else self

    def to_dict(self) -> dict[str, Any]:
        """The verdict as JSON-ready data, for a row beside the case."""
        return {
            "labels": dict(self.labels),
            "findings": [asdict(finding) for finding in self.findings],
            "urgency": self.urgency,
            "version": self.version,
            "notes": list(self.notes),
            "shadow": [asdict(finding) for finding in self.shadow],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Verdict:
        """The verdict that ``to_dict`` wrote."""
        return cls(
            labels=dict(data["labels"]),
            findings=tuple(Finding(**finding) for finding in data["findings"]),
            urgency=data["urgency"],
            version=data["version"],
            notes=tuple(data.get("notes", ())),
            shadow=tuple(Finding(**finding) for finding in data.get("shadow", ())),
        )


def urgency_of(severity: str) -> int:
    """1 for low up to 4 for urgent."""
    return SEVERITIES.index(severity) + 1


def verdict_of(findings: list[Finding], version: str, labels: dict[str, float] | None = None) -> Verdict:
    """Gather findings. A label's probability is what ``labels`` says, else its best finding's.

    The urgency is that of the gravest finding.
    """
    ordered = sorted(findings, key=lambda found: (found.start, found.end, found.label, found.source))
    if labels is None:
        scores = {label: [found.score for found in ordered if found.label == label] for label in LABELS}
        labels = {label: max(found) for label, found in scores.items() if found}
    urgency = max((urgency_of(found.severity) for found in ordered), default=0)
    return Verdict(labels, tuple(ordered), urgency, version)
