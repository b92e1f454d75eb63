"""Going on duty besides the roster, until a time that is known, and off again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from moderation import audit
from moderation.duty import TURNS
from moderation.errors import Invalid
from moderation.models import DutyTurn
from peersupport.accounts.models import User


@transaction.atomic
def go_on_duty(hours: int, *, by: User, now: datetime) -> DutyTurn:
    """From now for so many hours (one of moderation.duty.TURNS); a turn that goes on ends here. Raises Invalid."""
    if hours not in TURNS:
        raise Invalid(hours=_("Choose for how long."))
    _end(by, now)
    turn = DutyTurn.objects.create(clinician=by, since=now, until=now + timedelta(hours=hours))
    audit.append("duty.began", turn, {"hours": hours}, by=by, now=now)
    return turn


@transaction.atomic
def go_off_duty(*, by: User, now: datetime) -> None:
    for turn in _end(by, now):
        audit.append("duty.ended", turn, {}, by=by, now=now)


def _end(by: User, now: datetime) -> list[DutyTurn]:
    going_on = list(DutyTurn.objects.select_for_update().filter(clinician=by, since__lte=now, until__gt=now))
    DutyTurn.objects.filter(pk__in=[turn.pk for turn in going_on]).update(until=now)
    return going_on
