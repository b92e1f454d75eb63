"""The demo's samples of what nobody flagged: one that two clinicians have read, and one that they are reading."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chat.models import Message
from moderation import blind, services
from moderation.models import Case, Sample, Sampled
from moderation.services.decisions import Judgement
from moderation.services.samples import monday
from moderation.services.training import gather
from peersupport.accounts.models import User
from peersupport.accounts.services import let_help

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
SIZES = (80, 30)
BEGUN = (12, 6)  # how many of the second sample each has read
HELPING = ("tallgrass", "beetroot", "patient")  # whose messages may help to improve screening


def fill(people: Mapping[str, User], lines: Mapping[int, dict[str, Any]], now: datetime) -> int:
    """Draw and read them, once; `lines` are the demo's by the number of their message. Gives how many samples."""
    if Sample.objects.exists():
        return 0
    for name in HELPING:
        let_help(people[name], True, now=now - A_WEEK)
    clinicians = (people["clinician"], people["clinician2"])
    # The talk is not a week old, so the first sample takes last week's place in the middle of this one.
    first = services.draw(now=now - 3 * A_DAY, size=SIZES[0], week=monday(now) - A_WEEK)
    if first:
        _read_whole(first, clinicians, lines, now)
    second = services.draw(now=now, size=SIZES[1])
    if second:
        for clinician, number in zip(clinicians, BEGUN, strict=True):
            for _ in range(number):
                _read_next(clinician, now)
    gather(now=now)
    return Sample.objects.count()


def _read_whole(
    sample: Sample, clinicians: tuple[User, User], lines: Mapping[int, dict[str, Any]], now: datetime
) -> None:
    for sampled in Sampled.objects.filter(sample=sample):
        told = lines[sampled.message_id].get("blind", {"found": [[], []]})
        readers = [who for who in clinicians if who.pk != sampled.message.author_id]
        for clinician, labels in zip(readers, told["found"], strict=False):
            services.read(sampled.pk, labels, by=clinician, now=now - 2 * A_DAY)
        if "settled" in told:
            services.read(sampled.pk, told["settled"], by=clinicians[1], now=now - A_DAY)
        if case := Case.objects.filter(message_id=sampled.message_id, closed_at=None).first():
            _decide(case, told, clinicians[0], now - 2 * A_DAY + timedelta(minutes=20))


def _decide(case: Case, told: dict[str, Any], by: User, at: datetime) -> None:
    revision = Message.objects.values_list("revision", flat=True).get(pk=case.message_id)
    given = {name: told.get(name, "") for name in ("action", "reason", "note", "correction")}
    services.decide(case.pk, Judgement(revision=revision, **given), by=by, now=at)


def _read_next(clinician: User, now: datetime) -> None:
    if item := blind.stack(clinician, now).next:
        services.read(item.pk, [], by=clinician, now=now)
