"""Counting what came of asking members to tell a draft as their own story: by the day, so that none is a person."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chat.models import Message
from chat.services.gate import Screened
from moderation import metrics
from moderation.models import NudgeTally


@transaction.atomic
def nudged(now: datetime) -> None:
    """Somebody was asked."""
    _count(NudgeTally.What.NUDGED, "", 1, now)


def record_nudges(stored: Sequence[tuple[Message, Screened]], now: datetime) -> None:
    """Of the messages, those whose authors had been asked: what they did, and what screening said then.

    In the transaction that stores the messages.
    """
    told = Counter((screened.nudge, screened.action) for _, screened in stored if screened.nudge)
    for (what, came_to), number in sorted(told.items()):
        _count(what, came_to, number, now)


def _count(what: str, came_to: str, number: int, now: datetime) -> None:
    """The update locks the day's row until the transaction ends: late in the order of locks (moderation.services)."""
    key = {"day": timezone.localdate(now), "what": what, "came_to": came_to}
    row = NudgeTally.objects.filter(**key)
    if not row.update(count=F("count") + number):
        NudgeTally.objects.bulk_create([NudgeTally(**key)], ignore_conflicts=True)
        row.update(count=F("count") + number)
    transaction.on_commit(partial(metrics.NUDGES.labels(what, came_to).inc, number), robust=True)
