"""What only the database knows of how things go: the queue, the jobs and the rules, kept for some seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connections
from django.utils import timezone

from moderation import rule_book
from moderation.reading import Backlog, backlog
from peersupport.watching.models import JobRun
from peersupport.watching.probes import Probe

FRESH = 5.0  # seconds


@dataclass(frozen=True)
class Behind:
    at: datetime
    queue: Sequence[Backlog]
    jobs: Sequence[JobRun]
    broken_rules: Sequence[str] = ()


def _ask() -> Behind:
    now = timezone.now()
    try:
        return Behind(now, backlog(now), list(JobRun.objects.order_by("name")), rule_book.broken())
    finally:
        connections.close_all()


probe = Probe(_ask, keep=FRESH)
