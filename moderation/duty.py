"""Whether a clinician is on duty now, as members and the clinician are told; and who is, for whom it concerns."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from moderation.models import Case, DutyHours, DutyTurn, Urgency
from moderation.rota import Duty, Hours, duty
from peersupport.accounts import roles
from peersupport.accounts.models import User

TURNS = (1, 2, 4, 8, 12)  # hours for which a clinician may go on duty at once


def at(now: datetime) -> Duty | None:
    """None when nothing was entered: then members are told nothing, rather than something wrong.

    What was entered for somebody who is no clinician any more does not count.
    """
    theirs = Q(clinician__is_active=True, clinician__groups__name=roles.CLINICIAN)
    roster = DutyHours.objects.filter(theirs | Q(clinician=None)).values_list("weekday", "starts", "ends").distinct()
    turns = DutyTurn.objects.filter(theirs, since__lte=now, until__gt=now).values_list("until", flat=True)
    return duty([Hours(*row) for row in roster], list(turns), timezone.get_default_timezone(), now)


def is_busy(now: datetime) -> bool:
    """Whether an urgent case is late: then whoever is on duty cannot be promised to be quick."""
    return Case.objects.filter(closed_at=None, urgency=Urgency.URGENT, due_at__lte=now).exists()


def line(now: datetime) -> dict[str, Any]:
    """What the line on duty says (templates/moderation/_duty_words.html)."""
    found = at(now)
    return {"duty": found, "busy": found is not None and found.now and is_busy(now)}


def clinicians(now: datetime, team: Collection[int]) -> set[int]:
    """Who of the team is on duty; in the hours of nobody by name, all of it."""
    zone, turns = timezone.get_default_timezone(), DutyTurn.objects.filter(since__lte=now, until__gt=now)
    there = set(turns.values_list("clinician_id", flat=True))
    for row in DutyHours.objects.all():
        of_it = duty([Hours(row.weekday, row.starts, row.ends)], [], zone, now)
        if of_it and of_it.now:
            there |= set(team) if row.clinician_id is None else {row.clinician_id}
    return there & set(team)


def turn_of(user: User, now: datetime) -> DutyTurn | None:
    """The turn that the clinician is taking now."""
    return DutyTurn.objects.filter(clinician=user, since__lte=now, until__gt=now).first()
