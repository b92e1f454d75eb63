"""What a figure means for the person on duty: a light, a sentence, and what to do when it is not well.

Each function takes figures and gives a Light; none asks anything itself (peersupport.watching.status does).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from math import isinf

from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moderation.reading import Backlog
from peersupport.background import Job
from peersupport.watching.models import JobRun
from peersupport.watching.stores import Database, Redis

SLOW_DATABASE = 0.1  # seconds for the simplest question
SLOW_COMMIT, STUCK_COMMIT = 0.25, 1.0  # seconds that 99 of 100 commits stay within
SLOW_SCREENING, STUCK_SCREENING = 0.1, 0.5  # the same of screening; above one second a message is held
MANY_GAPS, MANY_DROPPED = 60, 30  # an hour
LITTLE_SPACE, NO_SPACE = 0.15, 0.05  # free share of the disk


class State(Enum):
    WELL = ("well", "●", gettext_lazy("Well"))
    LOOK = ("look", "▲", gettext_lazy("Look at this"))
    BAD = ("bad", "✖", gettext_lazy("Not well"))
    NONE = ("none", "○", gettext_lazy("Nothing to tell"))

    @property
    def slug(self) -> str:
        return self.value[0]

    @property
    def symbol(self) -> str:
        return self.value[1]

    @property
    def word(self) -> str:
        return str(self.value[2])


@dataclass(frozen=True)
class Light:
    name: str
    state: State
    sentence: str
    advice: str = ""


def _by(value: float, look: float, bad: float) -> State:
    return State.BAD if value >= bad else State.LOOK if value >= look else State.WELL


def _ms(seconds: float) -> str:
    """Milliseconds as the reader's language writes them: a decimal below ten, where it says something."""
    ms = seconds * 1_000
    return number_format(ms, 1 if ms < 10 and round(ms, 1) % 1 else 0)


def database(says: Database, seconds: float | None) -> Light:
    name = _("Database")
    if says == "away" or seconds is None:
        advice = _("Start it, or see whether its disk is full. Nothing that was acknowledged is lost meanwhile.")
        return Light(name, State.BAD, _("It does not answer. Nobody can post or read."), advice)
    if says == "migrations missing":
        return Light(name, State.BAD, _("Its tables are not up to date."), _("Run: manage.py migrate"))
    sentence = _("It answers within %(ms)s ms.") % {"ms": _ms(seconds)}
    if seconds >= SLOW_DATABASE:
        return Light(name, State.LOOK, sentence, _("See what keeps it busy: other programs, or a slow disk."))
    return Light(name, State.WELL, sentence)


def redis(says: Redis) -> Light:
    if says == "none":
        return Light("Redis", State.NONE, _("This site runs without one: one server process needs none."))
    if says == "ok":
        return Light("Redis", State.WELL, _("It answers."))
    advice = _("Start it again. Nothing is lost: messages between server processes take up to two seconds meanwhile.")
    return Light("Redis", State.LOOK, _("It does not answer."), advice)


def work(jobs: Sequence[Job], runs: Sequence[JobRun], now: datetime) -> list[Light]:
    """A light for each job: well when it succeeded within twice its time."""
    known = {run.name: run for run in runs}
    return [_job(job, known.get(job.name), now) for job in jobs]


def _job(job: Job, run: JobRun | None, now: datetime) -> Light:
    name = _("Background work: %(job)s") % {"job": _(job.name)}
    if run is None:
        return Light(name, State.LOOK, _("It has not run yet."), _start_worker())
    at = date_format(localtime(run.ended_at), "DATETIME_FORMAT")
    if run.failed:
        sentence = _("Its latest run failed, on %(at)s.") % {"at": at}
        return Light(name, State.BAD, sentence, _("The log of %(host)s says why.") % {"host": run.host})
    sentence = _("It last ran on %(at)s, on %(host)s.") % {"at": at, "host": run.host}
    if now - run.ended_at > 2 * job.every:
        return Light(name, State.BAD, sentence + " " + _("It should have run again by now."), _start_worker())
    return Light(name, State.WELL, sentence)


def _start_worker() -> str:
    return _("See that the worker runs: manage.py work, or the service “worker”.")


def connections(count: float) -> Light:
    """Whether so many are good or bad only a person can say."""
    sentence = _("Open connections of members: %(count)s.") % {"count": int(count)}
    return Light(_("Connections"), State.WELL if count else State.NONE, sentence)


def messages(count: int, most: int) -> Light:
    words = _("In the last hour: %(count)s or more.") if count >= most else _("In the last hour: %(count)s.")
    return Light(_("Messages"), State.WELL if count else State.NONE, words % {"count": count})


def commits(half: float | None, most: float | None) -> Light:
    name = _("Storing messages")
    if half is None or most is None:
        return Light(name, State.NONE, _("No message was stored since the start."))
    state = _by(most, SLOW_COMMIT, STUCK_COMMIT)
    advice = _("The database's disk is slow, or something holds its locks.")
    return Light(name, state, _spread(half, most), "" if state is State.WELL else advice)


def screening(half: float | None, most: float | None) -> Light:
    name = _("Screening")
    if half is None or most is None:
        return Light(name, State.NONE, _("No message was screened since the start."))
    state = _by(most, SLOW_SCREENING, STUCK_SCREENING)
    advice = _("The processor is too busy. What takes over a second waits for a clinician.")
    return Light(name, state, _spread(half, most), "" if state is State.WELL else advice)


def _spread(half: float, most: float) -> str:
    if isinf(most):
        return _("Half take at most %(half)s ms; some took longer than any that we count apart.") % {"half": _ms(half)}
    said = {"half": _ms(half), "most": _ms(most)}
    return _("Half take at most %(half)s ms, 99 of 100 at most %(most)s ms.") % said


def failures(count: float) -> Light:
    name = _("Messages that screening could not read")
    sentence = _("Since the start: %(count)s.") % {"count": int(count)}
    if count:
        return Light(name, State.LOOK, sentence, _("Each is held and waits in the queue. The log says what failed."))
    return Light(name, State.WELL, sentence)


def rules(broken: Sequence[str]) -> Light:
    name = _("Screening rules")
    if not broken:
        return Light(name, State.WELL, _("Every rule that clinicians signed is in force."))
    sentence = _("These cannot be used: %(rules)s. Each is left as it was before, or as it was shipped.")
    advice = _("Ask a clinician to write the rule anew. The log says what is wrong with it.")
    return Light(name, State.BAD, sentence % {"rules": ", ".join(broken)}, advice)


def queue(rows: Sequence[Backlog], now: datetime) -> Light:
    waiting, overdue = sum(row.waiting for row in rows), sum(row.overdue for row in rows)
    name, oldest = _("Queue"), min((row.oldest for row in rows if row.oldest), default=None)
    if oldest is None:
        return Light(name, State.WELL, _("No case waits."))
    said = {"waiting": waiting, "overdue": overdue, "minutes": int((now - oldest) / timedelta(minutes=1))}
    words = ngettext(
        "Cases that wait: %(waiting)s; past their time: %(overdue)s. The oldest waits %(minutes)s minute.",
        "Cases that wait: %(waiting)s; past their time: %(overdue)s. The oldest waits %(minutes)s minutes.",
        said["minutes"],
    )
    if overdue:
        return Light(name, State.BAD, words % said, _("Call a clinician to the queue."))
    return Light(name, State.WELL, words % said)


def gaps(count: float, hours: float) -> Light:
    sentence = _("Since the start: %(count)s. Each was read from the database.") % {"count": int(count)}
    name = _("Gaps repaired")
    if count / max(hours, 1) >= MANY_GAPS:
        return Light(name, State.LOOK, sentence, _("The server processes do not hear each other well: see to Redis."))
    return Light(name, State.WELL, sentence)


def dropped(count: float, hours: float) -> Light:
    sentence = _("Since the start: %(count)s. Each could come back at once and catch up.") % {"count": int(count)}
    name = _("Slow readers dropped")
    if count / max(hours, 1) >= MANY_DROPPED:
        return Light(name, State.LOOK, sentence, _("See whether the network or the proxy is slow."))
    return Light(name, State.WELL, sentence)


def space(free: int, total: int) -> Light:
    share = free / total
    state = State.BAD if share < NO_SPACE else State.LOOK if share < LITTLE_SPACE else State.WELL
    said = {"free": filesizeformat(free), "total": filesizeformat(total)}
    advice = _("Make room, or give DATA_DIR a larger disk, before it is full.")
    sentence = _("Free: %(free)s of %(total)s.") % said
    return Light(_("Disk"), state, sentence, "" if state is State.WELL else advice)
