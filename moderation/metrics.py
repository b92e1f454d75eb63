"""What is counted of moderation's work, for Prometheus (docs/watching.md). What waits is read from the database."""

from collections.abc import Iterable

from prometheus_client import Counter

from moderation.models import Case, Urgency

CASES = Counter("moderation_cases_opened_total", "Cases opened.", ["label", "urgency"])
NUDGES = Counter(
    "moderation_nudges_total",
    "Drafts whose authors were asked to tell them as their own experience, and what came of it.",
    ["what", "came_to"],
)
FAILURES = Counter("moderation_screening_failures_total", "Messages that screening could not read, and so were held.")


def opened(cases: Iterable[Case], label: str = "") -> None:
    """Count each case once: under `label`, or what screening was surest of. To be called after the commit."""
    for case in cases:
        found: dict[str, float] = case.verdict.get("labels") or {}
        surest = max(found, key=found.__getitem__, default="unread")
        CASES.labels(label or surest, Urgency(case.urgency).name.lower()).inc()
        if case.opened == Case.Opened.FAILED:
            FAILURES.inc()
