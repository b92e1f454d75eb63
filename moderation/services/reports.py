"""Members' reports, and what guides hand over: each becomes a flag on the message's open case, or opens one."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from chat.models import Message
from moderation import audit
from moderation.errors import Invalid, OwnMessage, TooManyReports
from moderation.models import Case, Category, Flag, Report
from moderation.services.cases import locked_message, open_about, queue_changed
from peersupport.accounts.models import User

WORDS = 1_000  # characters
A_DAY = 40  # reports of one member; beyond that somebody plays with the button


@transaction.atomic
def report(
    message_id: int, *, by: User, category: str, words: str = "", seen: int | None = None, now: datetime
) -> Report:
    """Report a message that `by` can see, or saw at its revision `seen`: the report keeps the words of then.

    The caller asked moderation.access. Reporting twice is reporting once.
    Raises Invalid, OwnMessage, TooManyReports.
    """
    _check(category, words)
    message = locked_message(message_id)
    if message.author_id == by.pk:
        raise OwnMessage
    if standing := Report.objects.filter(message=message, by=by, withdrawn_at=None).first():
        return standing
    if Report.objects.filter(by=by, at__gt=now - timedelta(days=1)).count() >= A_DAY:
        raise TooManyReports
    text = _text(message, seen)
    case = open_about(message, Case.Opened.REPORTED, category, now, text=text)
    filed = Report.objects.create(message=message, case=case, by=by, category=category, words=words, text=text, at=now)
    Flag.objects.create(
        case=case, source=Flag.Source.REPORT, source_id=str(filed.pk), label=category, words="", reason=words
    )
    queue_changed()
    return filed


@transaction.atomic
def hand_over(
    message_id: int, *, by: User, category: str, words: str, seen: int | None = None, now: datetime
) -> Report:
    """A guide hands a message to the clinicians, with words for them: as a report does, a step more urgent than one.

    The caller asked moderation.access. Done twice it is done once; what the guide had reported as a member is handed
    over now. Raises Invalid, OwnMessage.
    """
    _check(category, words)
    if not words.strip():
        raise Invalid(words=_("Say in a few words what the clinician should know."))
    message = locked_message(message_id)
    if message.author_id == by.pk:
        raise OwnMessage
    standing = Report.objects.filter(message=message, by=by, withdrawn_at=None).first()
    if standing and standing.by_guide:
        return standing
    text = _text(message, seen)
    case = open_about(message, Case.Opened.GUIDE, category, now, text=text, steps=1)
    given = {"case": case, "category": category, "words": words, "text": text, "at": now, "by_guide": True}
    filed, _new = Report.objects.update_or_create(message=message, by=by, withdrawn_at=None, defaults=given)
    Flag.objects.create(
        case=case, source=Flag.Source.GUIDE, source_id=str(filed.pk), label=category, words="", reason=words
    )
    queue_changed()
    audit.append("case.handed_over", case, {"report": filed.pk, "category": category}, by=by, now=now)
    return filed


@transaction.atomic
def withdraw_report(report_id: int, *, by: User, now: datetime) -> Report:
    """Take one's own report back. The case stays open: somebody may have been talked into withdrawing.

    Raises Report.DoesNotExist when the report is not there or not the person's own.
    """
    filed = Report.objects.get(pk=report_id, by=by)
    if Report.objects.filter(pk=report_id, withdrawn_at=None).update(withdrawn_at=now):
        filed.withdrawn_at = now
        queue_changed()
    return filed


def _text(message: Message, seen: int | None) -> str:
    return message.text if seen is None else message.text_at(seen)


def _check(category: str, words: str) -> None:
    if category not in Category.values:
        raise Invalid(category=_("Please say what is wrong."))
    if len(words) > WORDS:
        raise Invalid(words=_("Please say it in at most 1,000 characters."))
