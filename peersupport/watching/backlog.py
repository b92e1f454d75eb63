"""What only the database knows of how things go: the queue and the jobs, in two queries, kept for some seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connections
from django.utils import timezone

from moderation.reading import Backlog, backlog
from peersupport.watching.models import JobRun
from peersupport.watching.probes import Probe

FRESH = 5.0  # seconds


@dataclass(frozen=True)
class Behind:
    at: datetime
    queue: Sequence[Backlog]
    jobs: Sequence[JobRun]


def _ask() -> Behind:
    now = timezone.now()
    try:
        return Behind(now, backlog(now), list(JobRun.objects.order_by("name")))
    finally:
        connections.close_all()


probe = Probe(_ask, keep=FRESH)
