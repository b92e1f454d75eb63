"""The lease on a case: taken by one conditional update, so that of two clinicians exactly one gets it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from moderation import audit
from moderation.errors import CaseClosed, Clash, OwnDecision, OwnMessage
from moderation.models import Case, ClaimEvent
from moderation.services.cases import closed, queue_changed
from peersupport.accounts.models import User


@transaction.atomic
def claim(case_id: int, *, by: User, now: datetime) -> Case:
    """Take the case for settings.MODERATION claim_minutes; the holder's own claim is extended.

    Raises Clash (with holder and end of the lease), CaseClosed, OwnMessage, OwnDecision, Case.DoesNotExist.
    """
    event = take(case_id, by=by, now=now)
    queue_changed()
    audit.append(f"case.{event.kind}", event.case, {}, by=by, now=now)
    return event.case


@transaction.atomic
def release(case_id: int, *, by: User, now: datetime) -> bool:
    """Give the case back. Returns whether `by` held it."""
    mine = Case.objects.filter(pk=case_id, claimed_by=by, claimed_until__gt=now, closed_at=None)
    if not mine.update(claimed_by=None, claimed_at=None, claimed_until=None):
        return False
    event = ClaimEvent.objects.create(case_id=case_id, kind=ClaimEvent.Kind.RELEASED, by=by, at=now)
    queue_changed()
    audit.append("case.released", event.case, {}, by=by, now=now)
    return True


def take(case_id: int, *, by: User, now: datetime) -> ClaimEvent:
    """Move the lease and keep the step; the caller counts the queue's change and writes the audit entry."""
    until = now + timedelta(minutes=settings.MODERATION["claim_minutes"])
    before = Case.objects.select_related("claimed_by", "message").get(pk=case_id)
    if before.message.author_id == by.pk:
        raise OwnMessage
    if before.was_decided_by(by):
        raise OwnDecision
    held = Case.objects.filter(pk=case_id, claimed_by=by, claimed_until__gt=now, closed_at=None)
    if held.update(claimed_until=until):
        kind = ClaimEvent.Kind.EXTENDED
    elif Case.objects.claimable(by, now).filter(pk=case_id).update(claimed_by=by, claimed_at=now, claimed_until=until):
        kind = ClaimEvent.Kind.TAKEN_OVER if before.claimed_by_id else ClaimEvent.Kind.CLAIMED
    else:
        raise _refusal(case_id)
    case = Case.objects.get(pk=case_id)
    return ClaimEvent.objects.create(case=case, kind=kind, by=by, at=now, until=until)


def _refusal(case_id: int) -> CaseClosed | Clash:
    case = Case.objects.select_related("claimed_by").get(pk=case_id)
    if case.closed_at or not case.claimed_by or not case.claimed_until:
        return closed(case_id)
    return Clash(case.claimed_by, case.claimed_until)
