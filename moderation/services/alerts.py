"""Telling clinicians of urgent cases when their queue is not open (docs/decisions/017-telling-who-is-on-duty.md).

A job tells, and not the transaction that opens a case: whatever made a case urgent, or let its claim run out, it is
found here, and a message never waits for it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from chat.access import care_team
from moderation import duty
from moderation.models import Alert, Case, LastAlert, Urgency
from peersupport.accounts import roles
from peersupport.accounts.models import User
from peersupport.notices.services import tell

KIND = "case_urgent"
APART = timedelta(minutes=3)  # what comes sooner after the last is told with the next, as a number


def alert(*, now: datetime) -> None:
    """Tell whoever is on duty of urgent cases that nobody has; the others of those that nobody there may take."""
    free = Q(claimed_by=None) | Q(claimed_until__lte=now)
    urgent = Case.objects.waiting().filter(free, urgency=Urgency.URGENT)
    waiting = list(urgent.select_related("message", "appeal__decision"))
    if not waiting:
        return
    team = care_team(User.objects.filter(groups__name=roles.CLINICIAN).values_list("pk", flat=True))
    users = list(User.objects.filter(pk__in=team).order_by("pk"))
    on_duty = duty.clinicians(now, team)
    here = [user for user in users if user.pk in on_duty]
    left = [case for case in waiting if not any(_may_take(user, case) for user in here)]
    for user in users:
        theirs = [case for case in (waiting if user in here else left) if _may_take(user, case)]
        if theirs:
            _alert(user, theirs, on_duty=user in here, others=bool(here), now=now)


def _may_take(user: User, case: Case) -> bool:
    return case.message.author_id != user.pk and not case.was_decided_by(user)


@transaction.atomic
def _alert(user: User, waiting: Sequence[Case], *, on_duty: bool, others: bool, now: datetime) -> None:
    """Once for each case, and once more when it is late; both may fall together.

    `others`: whether somebody is on duty, if not this user.
    """
    if not User.objects.select_for_update(of=("self",), no_key=True).filter(pk=user.pk, is_active=True):
        return  # closed meanwhile
    known = Alert.objects.filter(clinician=user, case__in=waiting)
    told = set((known.filter(on_duty=True) if on_duty else known).values_list("case_id", "late"))
    late = [case for case in waiting if case.due_at <= now]
    due = [(case, False) for case in waiting] + [(case, True) for case in late]
    news = [Alert(case=case, clinician=user, late=is_late, on_duty=on_duty, at=now) for case, is_late in due]
    news = [one for one in news if (one.case_id, one.late) not in told]
    if news and _take_turn(user, now):
        Alert.objects.bulk_create(news)
        data = {"count": len(waiting), "late": len(late), "on_duty": on_duty, "url": reverse("moderation:queue")}
        tell(user.pk, KIND, data | ({"others": True} if others and not on_duty else {}), now=now)


def _take_turn(user: User, now: datetime) -> bool:
    LastAlert.objects.bulk_create([LastAlert(clinician=user)], ignore_conflicts=True)
    over = Q(at=None) | Q(at__lte=now - APART)
    return bool(LastAlert.objects.filter(over, pk=user.pk).update(at=now))
