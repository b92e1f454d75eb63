"""The status page: everything asked once and judged by lights; the heading names what is worst."""

import logging
import shutil
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chat.models import Message
from chat.protocol import TOO_SLOW
from peersupport import VERSION, background
from peersupport.watching import backlog, exposition, lights, opening, processes, stores
from peersupport.watching.counts import Counts
from peersupport.watching.lights import Light, State
from peersupport.watching.probes import Probe

log = logging.getLogger(__name__)

PERMISSION = "watching.view_status"
WAIT = 1.5  # seconds for what the database is asked beyond whether it answers
MANY = 10_000  # messages that are counted at most: those rows have no index by time


def _messages_lately() -> int:
    """How many of the latest messages are of the last hour; MANY for that many or more."""
    since = timezone.now() - timedelta(hours=1)
    try:
        latest = Message.objects.order_by("-pk").values_list("created_at", flat=True)[:MANY]
        return sum(at >= since for at in latest)
    finally:
        connections.close_all()


_lately = Probe(_messages_lately, keep=5.0)


@dataclass(frozen=True)
class Status:
    lights: list[Light]
    opening: list[Light]  # what has to be there before the first member; empty while nobody can be asked
    at: datetime
    started: datetime
    host: str
    processes: int

    @property
    def all(self) -> list[Light]:
        return self.lights + self.opening

    @property
    def worst(self) -> State:
        states = {light.state for light in self.all}
        return next((state for state in (State.BAD, State.LOOK) if state in states), State.WELL)

    @property
    def heading(self) -> str:
        if self.worst is State.WELL:
            return _("All is well.")
        return ", ".join(light.name for light in self.all if light.state is self.worst)


def status() -> Status:
    """How the site does now. Answers within five seconds, whatever hangs, and never raises for a store's sake."""
    now, started = timezone.now(), _started()
    hours = (now - started) / timedelta(hours=1)
    database, seconds, redis = stores.answers()
    count, disk = Counts(exposition.counted()), shutil.disk_usage(settings.DATA_DIR)
    rows: list[Light] = []
    first: list[Light] = []
    if database == "ok":
        try:
            rows = _from_database(now)
        except Exception:
            database, seconds = "away", None  # it stopped answering meanwhile
    if rows:
        try:
            first = opening.lights(opening.probe.within(WAIT))
        except Exception:
            log.exception("what a site lacks before its first member could not be asked")
    shown = [
        lights.database(database, seconds),
        lights.redis(redis),
        *rows,
        lights.connections(count.total("chat_connections")),
        lights.commits(*_half_and_most(count, "chat_commit_seconds")),
        lights.screening(*_half_and_most(count, "chat_screen_seconds")),
        lights.failures(count.total("moderation_screening_failures_total")),
        lights.gaps(count.total("chat_hub_gaps_repaired_total"), hours),
        lights.dropped(count.total("chat_connections_closed_total", why=str(TOO_SLOW)), hours),
        lights.space(disk.free, disk.total),
    ]
    return Status(shown, first, now, started, socket.gethostname(), len(processes.workers()))


def _from_database(now: datetime) -> list[Light]:
    """The lights that need its rows. Raises whatever asking raises, and TimeoutError."""
    behind, lately = backlog.probe.within(WAIT), _lately.within(WAIT)
    queue, work = lights.queue(behind.queue, now), lights.work(background.JOBS, behind.jobs, now)
    return [queue, lights.messages(lately, MANY), lights.rules(behind.broken_rules), *work]


def _half_and_most(count: Counts, name: str) -> tuple[float | None, float | None]:
    return count.within(name, 0.5), count.within(name, 0.99)


def _started() -> datetime:
    """When the oldest of the living server processes started: what they counted goes back that far at most."""
    seconds = Counts(exposition.of_processes()).least("process_start_time_seconds")
    return datetime.fromtimestamp(seconds, timezone.get_current_timezone())


@require_safe
def page(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """`context` is the admin site's own."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    said = {"title": _("How the site is doing"), "status": status(), "version": VERSION}
    return TemplateResponse(request, "admin/status.html", context | said)
