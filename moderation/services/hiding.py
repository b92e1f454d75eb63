"""A message that cannot wait for its decision is out of sight at once, until somebody decides."""

from datetime import datetime

from django.db import transaction

from chat import services as chat
from chat.models import Message
from moderation import allowed, audit
from moderation.errors import NotInSight
from moderation.services.cases import locked, queue_changed
from moderation.services.claims import take
from peersupport.accounts.models import User


@transaction.atomic
def hide(case_id: int, *, by: User, now: datetime) -> None:
    """Take the case's message out of the room's sight. Takes the lease when nobody holds it. Twice is once.

    Raises NotInSight, Clash, CaseClosed, OwnMessage, Case.DoesNotExist; then nothing has happened.
    """
    case = locked(case_id)
    if case.holder(now) != by:
        take(case_id, by=by, now=now)
        case.refresh_from_db(fields=["claimed_by", "claimed_at", "claimed_until"])
    if case.message.state == Message.State.HIDDEN:
        return
    if not allowed.may_hide(case, by, now):
        raise NotInSight
    chat.hide(case.message_id, by=by, now=now)
    queue_changed()
    audit.append("case.hidden", case, {}, by=by, now=now)
