"""Writing down that a job ran."""

import logging
import socket

from django.utils import timezone

from peersupport.watching.models import JobRun

log = logging.getLogger(__name__)


def record(name: str, seconds: float, failed: bool) -> None:
    """Keep the run as the job's latest. Never raises: a database that is away must not stop the next job."""
    now = timezone.now()
    run = {"ended_at": now, "seconds": seconds, "failed": failed, "host": socket.gethostname()}
    if not failed:
        run["succeeded_at"] = now
    try:
        JobRun.objects.update_or_create(name=name, defaults=run)
    except Exception:
        log.exception("the run of the job %r could not be written down", name)
