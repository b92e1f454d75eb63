"""What an author reads about messages of theirs that were taken out: why, and what came of a second look."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from chat.models import Message
from moderation import allowed
from moderation.models import Action, Appeal, Decision
from moderation.notes import note_for
from peersupport.accounts.models import User

LISTED = 50


@dataclass(frozen=True)
class Removal:
    """A decision that took a message out, in the author's words. `outcome` is what a second look decided."""

    decision: Decision
    why: str
    appeal: Appeal | None
    outcome: Decision | None
    may_ask: bool

    @property
    def message(self) -> Message:
        return self.decision.case.message

    @property
    def is_back(self) -> bool:
        return self.outcome is not None and self.outcome.action in (Action.PUBLISH, Action.CORRECT)


def removal_of(message: Message) -> Decision | None:
    """The latest decision that took the message out, whatever a second look made of it."""
    return _removals().filter(case__message=message).first()


def removal(message: Message, user: User, now: datetime) -> Removal:
    """Raises Decision.DoesNotExist for a message that was never taken out."""
    decision = removal_of(message)
    if decision is None:
        raise Decision.DoesNotExist
    return _removal(decision, user, now)


def removals_of(user: User, now: datetime) -> list[Removal]:
    """The user's own, the latest first, in whatever rooms."""
    mine = _removals().filter(case__message__author=user)
    return [_removal(decision, user, now) for decision in mine[:LISTED]]


def _removals() -> QuerySet[Decision]:
    """The latest first, without the second looks themselves.

    Nor what was decided about new words: they are refused, or went with the message that another decision took out.
    """
    out = Q(case__message__state=Message.State.REMOVED) | Q(appeal__isnull=False)
    found = Decision.objects.filter(out, action__in=[Action.REMOVE, Action.WARN], case__appeal=None)
    found = found.filter(case__edit=None)
    related = ("case__message__room", "case__appeal", "appeal__case")
    return found.select_related(*related).prefetch_related("appeal__case__decisions").order_by("-pk")


def _removal(decision: Decision, user: User, now: datetime) -> Removal:
    appeal = getattr(decision, "appeal", None)
    return Removal(
        decision=decision,
        why=decision.note or note_for(decision.reason, user.language),
        appeal=appeal,
        outcome=next(iter(appeal.case.decisions.all()), None) if appeal else None,
        may_ask=allowed.may_appeal(decision, user, now),
    )
