"""What is counted of moderation's work, for Prometheus (docs/watching.md). What waits is read from the database."""

from collections.abc import Iterable

from prometheus_client import Counter

from moderation.models import Case, Urgency

CASES = Counter("moderation_cases_opened_total", "Cases opened.", ["label", "urgency"])
FAILURES = Counter("moderation_screening_failures_total", "Messages that screening could not read, and so were held.")


def opened(cases: Iterable[Case], label: str = "") -> None:
    """Count the cases, each once: under `label`, or under what screening was surest of. To be called after the commit."""
    for case in cases:
        found = case.verdict.get("labels") or {}
        CASES.labels(label or max(found, key=found.get, default="unread"), Urgency(case.urgency).name.lower()).inc()
        if case.opened == Case.Opened.FAILED:
            FAILURES.inc()
