"""An account is closed: what its person held goes back, and their words go where no record of care needs them.

    let_go       claims of a clinician who goes                 → free for others; no more on the rota
                 a member's wait for the care team              → over: nobody would read the answer
    needed       the messages with a case that is still open    → keep their words until it is decided
    forget       words of messages that are taken back          → gone from samples, hits and texts for training

What clinicians decided is kept as it was decided, with the text judged: it is the record of care.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from moderation import audit
from moderation.models import CareThread, Case, ClaimEvent, DutyHours, DutyTurn, RuleHit, Sampled, TrainingText
from moderation.services.cases import queue_changed
from moderation.services.shadow import count_up
from peersupport.accounts.models import Closing, User


def let_go(user: User, *, now: datetime) -> None:
    """To be called in the transaction that closes the account, under its rooms' locks. Tells the queue in any case: the
    author of open cases is called otherwise now."""
    threads = CareThread.objects.filter(Q(claimed_by=user) | Q(room__care_for=user)).order_by("pk")
    locked = CareThread.objects.filter(pk__in=[row.pk for row in threads.select_for_update(of=("self",))])
    locked.update(claimed_by=None, claimed_until=None)
    locked.filter(room__care_for=user).update(waiting_since=None, due_at=None)
    held = list(Case.objects.select_for_update(no_key=True).filter(claimed_by=user).order_by("pk"))
    Case.objects.filter(pk__in=[case.pk for case in held]).update(claimed_by=None, claimed_at=None, claimed_until=None)
    released = [case for case in held if case.closed_at is None]
    ClaimEvent.objects.bulk_create(
        ClaimEvent(case=case, kind=ClaimEvent.Kind.RELEASED, by=user, at=now) for case in released
    )
    DutyHours.objects.filter(clinician=user).delete()
    DutyTurn.objects.filter(clinician=user, until__gt=now, since__lte=now).update(until=now)
    queue_changed()


def record_closing(closing: Closing) -> None:
    """Who closed the account, and what becomes of its messages: no name, no address. Last, as the audit's lock is."""
    said = {"messages": "taken_back" if closing.takes_back else "kept"}
    audit.append("account.closed", closing.user, said, by=closing.by, now=closing.at)


def needed(author: User) -> set[int]:
    return set(Case.objects.filter(message__author=author, closed_at=None).values_list("message", flat=True))


@transaction.atomic
def forget(author: User, *, but: Collection[int]) -> None:
    """Twice is once. Readings and figures stay: they are numbers."""
    theirs = Q(message__author=author) & ~Q(message__in=but)
    quoting = Q(message__reply_to__author=author)
    Sampled.objects.filter(theirs).exclude(text="").update(text="")
    Sampled.objects.filter(theirs | quoting).exclude(reply_to="").update(reply_to="")
    TrainingText.objects.filter(theirs).exclude(approved=False).delete()
    TrainingText.objects.filter(quoting).exclude(before_reply_to="", reply_to="").update(
        before_reply_to="", reply_to=""
    )
    while count_up(RuleHit.objects.filter(theirs)):
        pass
