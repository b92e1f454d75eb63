"""What is done from time to time without being asked for: inside the served process, or by `manage.py work`."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread
from time import monotonic

from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext_noop

log = logging.getLogger(__name__)

Record = Callable[[str, float, bool], None]  # told of each run: the job's name, its seconds, whether it failed


@dataclass(frozen=True)
class Job:
    """Something done at the start and then `every` so often. Several processes may do it at once: it is idempotent."""

    name: str
    every: timedelta
    run: Callable[[], None]


def forget_expired_sessions() -> None:
    """Each in a transaction of its own: its end locks its person's inbox, and several have to be locked in order."""
    from django.contrib.sessions.models import Session

    over = Session.objects.filter(expire_date__lt=timezone.now())
    for key in over.values_list("pk", flat=True):
        over.filter(pk=key).delete()


def forget_unconfirmed() -> None:
    """Whose address nobody has confirmed: the pseudonym is free again.

    After two days: a link holds for one, and on the first day a log-in has it sent anew.
    """
    from peersupport.accounts import services

    since, failed = timezone.now() - timedelta(days=2), None
    for user_id in services.unconfirmed().filter(date_joined__lt=since).order_by("pk").values_list("pk", flat=True):
        try:
            services.forget(user_id)
        except Exception as error:  # it keeps no other
            failed = error
    if failed:
        raise failed


def draw_sample() -> None:
    """Once a week, whoever asks first."""
    from moderation.services import draw

    draw(now=timezone.now())


def gather_texts() -> None:
    from moderation.services.training import gather

    gather(now=timezone.now())


def tell_overdue() -> None:
    """A new day: what is to be reviewed since yesterday leaves the shelf, and the cards in open rooms."""
    from education.services import tell_overdue

    tell_overdue(now=timezone.now())


def forget_hits() -> None:
    """Of rules in shadow."""
    from moderation.services import forget_hits

    forget_hits(now=timezone.now())


def alert_clinicians() -> None:
    """Of urgent cases that nobody has."""
    from moderation.services import alert

    alert(now=timezone.now())


def tell_of_rooms() -> None:
    """What happened in rooms, and which live hours begin soon."""
    from chat.services import events

    now = timezone.now()
    events.remind(now=now)
    events.tell(now=now)


def send_notices() -> None:
    """To devices and by mail."""
    from peersupport.notices.sending import send_due

    send_due()


def send_digests() -> None:
    from peersupport.digest import send_due

    send_due(now=timezone.now())


def finish_closings() -> None:
    """What is left to do of accounts that were closed: much, where somebody wrote much."""
    from peersupport.privacy.closing import finish

    finish(now=timezone.now())


JOBS = (
    Job(gettext_noop("tell clinicians of urgent cases"), timedelta(seconds=15), alert_clinicians),
    Job(gettext_noop("tell what happens in rooms"), timedelta(seconds=15), tell_of_rooms),
    Job(gettext_noop("send notices"), timedelta(seconds=15), send_notices),
    Job(gettext_noop("clear closed accounts"), timedelta(minutes=1), finish_closings),
    Job(gettext_noop("send summaries by e-mail"), timedelta(minutes=5), send_digests),
    Job(gettext_noop("take what is overdue off the shelf"), timedelta(minutes=5), tell_overdue),
    Job(gettext_noop("forget expired sessions"), timedelta(days=1), forget_expired_sessions),
    Job(gettext_noop("forget accounts that nobody confirmed"), timedelta(hours=1), forget_unconfirmed),
    Job(gettext_noop("draw the week's sample"), timedelta(hours=1), draw_sample),
    Job(gettext_noop("gather texts for training"), timedelta(hours=1), gather_texts),
    Job(gettext_noop("count up old hits of rules in shadow"), timedelta(days=1), forget_hits),
)


def work(stop: Event, record: Record, jobs: Sequence[Job] = JOBS) -> None:
    """Do each job when it is due, until `stop` is set. `record` must not raise."""
    due = dict.fromkeys(jobs, monotonic())
    while not stop.is_set():
        for job in jobs:
            if due[job] <= monotonic():
                due[job] = monotonic() + job.every.total_seconds()
                _attempt(job, record)
        stop.wait(min(due.values()) - monotonic())


def start(record: Record) -> Event:
    """Work in a thread of this process; set the event to end it."""
    stop = Event()
    Thread(target=work, args=(stop, record), name="background", daemon=True).start()
    return stop


def _attempt(job: Job, record: Record) -> None:
    """A job that fails is logged and comes again when it is next due; it never stops the others."""
    begun, failed = monotonic(), True
    try:
        job.run()
        failed = False
    except Exception:
        log.exception("the job %r failed", job.name)
    finally:
        record(job.name, monotonic() - begun, failed)
        connections.close_all()
