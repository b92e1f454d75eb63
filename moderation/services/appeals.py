"""A second look: a member disagrees with a removal, and another clinician than the one who decided reads it again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from chat.models import Message
from chat.text import clean, has_words
from moderation import allowed, audit
from moderation.errors import Invalid, NoSecondLook, TooManyAppeals
from moderation.models import Appeal, Case, Category, Flag, Urgency
from moderation.removals import removal_of
from moderation.services.cases import locked_message, open_case, queue_changed
from peersupport.accounts.models import User

WORDS = 1_000  # characters
A_DAY = 5  # appeals of one member

# It waits its turn: what is taken out harms nobody, and its author should not wait for days.
URGENCY = Urgency.MEDIUM


@transaction.atomic
def appeal(message_id: int, *, by: User, words: str, now: datetime) -> Appeal:
    """Open a case about one's own message that was removed (the caller asked moderation.access). Twice is once.

    Raises Invalid, NoSecondLook, TooManyAppeals.
    """
    words = clean(words)
    if not has_words(words):
        raise Invalid(words=_("Say in a few words why you disagree."))
    if len(words) > WORDS:
        raise Invalid(words=_("Please say it in at most 1,000 characters."))
    message = locked_message(message_id)
    removal = removal_of(message)
    if removal and (standing := Appeal.objects.filter(decision=removal, by=by).first()):
        return standing
    if message.state != Message.State.REMOVED or not removal or not allowed.may_appeal(removal, by, now):
        raise NoSecondLook
    if Appeal.objects.filter(by=by, at__gt=now - timedelta(days=1)).count() >= A_DAY:
        raise TooManyAppeals
    label = removal.reason if removal.reason in Category.values else Category.OTHER
    case = open_case(message, Case.Opened.APPEAL, URGENCY, label, now)
    made = Appeal.objects.create(decision=removal, case=case, by=by, words=words, at=now)
    Flag.objects.create(
        case=case, source=Flag.Source.APPEAL, source_id=str(made.pk), label=label, words="", reason=words
    )
    queue_changed()
    audit.append("case.appealed", case, {"appeal": made.pk, "decision": removal.pk}, by=by, now=now)
    return made
