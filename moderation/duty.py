"""Whether a clinician is on duty now, as members and the clinician are told."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from moderation.models import DutyHours, DutyTurn
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


def turn_of(user: User, now: datetime) -> DutyTurn | None:
    """The turn that the clinician is taking now."""
    return DutyTurn.objects.filter(clinician=user, since__lte=now, until__gt=now).first()
