"""What a clinician may do with a case now: computed here, for the buttons and for the server's own check."""

from datetime import datetime

from chat.models import Message
from moderation.models import Action, Case
from peersupport.accounts.models import User


def actions(case: Case, user: User, now: datetime) -> tuple[Action, ...]:
    """The decisions open to the user. None on a closed case, on one's own message, or while somebody else holds it."""
    if case.closed_at or case.message.author_id == user.pk or case.holder(now) not in (None, user):
        return ()
    if case.message.state == Message.State.REMOVED:
        return (Action.REMOVE, Action.WARN)
    return tuple(Action)


def may_claim(case: Case, user: User, now: datetime) -> bool:
    """Whether "take this case" would succeed and change who holds it."""
    return bool(actions(case, user, now)) and case.holder(now) is None


def may_release(case: Case, user: User, now: datetime) -> bool:
    return case.closed_at is None and case.holder(now) == user
