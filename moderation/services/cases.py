"""Opening cases, and telling whoever watches the queue that one changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F

from chat.delivery import live
from chat.models import Edit, Message, Room
from chat.services.gate import Screened
from moderation import metrics
from moderation.errors import CaseClosed
from moderation.models import Case, Category, Decision, Flag, Queue, Urgency

QUEUE = 1  # the key of the one row of Queue

# How soon a clinician is to look at what a person found, a member or a clinician. Screening has its own (its rules').
URGENCY = {
    Category.EMERGENCY: Urgency.URGENT,
    Category.SELF_HARM: Urgency.URGENT,
    Category.DOSING: Urgency.HIGH,
    Category.STOP_TREATMENT: Urgency.HIGH,
    Category.UNSAFE_PRACTICE: Urgency.HIGH,
    Category.ABUSE: Urgency.MEDIUM,
    Category.PRIVACY: Urgency.MEDIUM,
    Category.UNPROVEN_REMEDY: Urgency.MEDIUM,
    Category.SPAM: Urgency.LOW,
    Category.OTHER: Urgency.LOW,
}


def record(stored: Sequence[tuple[Message, Screened]], now: datetime) -> list[Case]:
    """Open a case for each message whose screening asks for one, in the transaction that stores the messages."""
    wanting = [(message, screened) for message, screened in stored if screened.opens_case]
    if not wanting:
        return []
    cases = Case.objects.bulk_create(
        new_case(message, _opened(screened), screened.urgency, now, screened.verdict) for message, screened in wanting
    )
    Flag.objects.bulk_create(flag for case in cases for flag in _flags(case, case.verdict, case.text))
    queue_changed()
    transaction.on_commit(partial(metrics.opened, cases), robust=True)
    return cases


def record_edit(edit: Edit, screened: Screened, now: datetime) -> Case | None:
    """Open a case for new words whose screening asks for one, in the transaction that stores them.

    Words that wait have a case of their own. Those in sight belong to the message's open case, if it has one.
    """
    if not screened.opens_case:
        return None
    message, waits = edit.message, edit.state == Edit.State.HELD
    known = None if waits else _open_case(message)
    case = known or new_case(message, _opened(screened), screened.urgency, now, screened.verdict)
    if known:
        _raise(case, min(max(screened.urgency, 1), 4), now)
    else:
        case.edit, case.text = (edit, edit.text) if waits else (None, message.text)
        case.save()
        transaction.on_commit(partial(metrics.opened, [case]), robust=True)
    Flag.objects.bulk_create(_flags(case, screened.verdict, edit.text))
    queue_changed()
    return case


def record_withdrawal(message: Message) -> None:
    """Whoever watches the queue is told that a message with an open case was taken back. The case stays as it is."""
    if Case.objects.filter(message=message, closed_at=None).exists():
        queue_changed()


def new_case(
    message: Message, opened: str, urgency: int, now: datetime, verdict: dict | None = None, text: str | None = None
) -> Case:
    """A case about the message as it is now, or as it was with `text`, not yet saved.

    Urgency outside 1…4 becomes the nearest.
    """
    urgency = min(max(urgency, 1), 4)
    return Case(
        message=message,
        room_id=message.room_id,
        opened=opened,
        urgency=urgency,
        opened_at=now,
        due_at=due_at(urgency, now),
        text=message.text if text is None else text,
        message_revision=message.content_revision,
        verdict=verdict or {},
    )


def open_about(
    message: Message, opened: str, category: str, now: datetime, *, text: str | None = None, steps: int = 0
) -> Case:
    """The message's open case, made as urgent as the category asks for at least, or a new one. The room is locked.

    `steps` more urgent than that, as far as urgency goes. A new one is about `text` where the message said that.
    """
    urgency = min(URGENCY[Category(category)] + steps, Urgency.URGENT)
    return open_case(message, opened, urgency, category, now, text)


def open_case(
    message: Message, opened: str, urgency: int, category: str, now: datetime, text: str | None = None
) -> Case:
    """The message's open case, made as urgent at least, or a new one of the category. The room is locked."""
    case = _open_case(message)
    if case is None:
        case = new_case(message, opened, urgency, now, text=text)
        case.save()
        transaction.on_commit(partial(metrics.opened, [case], category), robust=True)
    else:
        _raise(case, urgency, now)
    return case


def _open_case(message: Message) -> Case | None:
    """The open case about the words in sight, locked; one about words that wait is another."""
    return Case.objects.select_for_update(no_key=True).filter(message=message, edit=None, closed_at=None).first()


def _raise(case: Case, urgency: int, now: datetime) -> None:
    if urgency > case.urgency:
        case.urgency = urgency
        case.due_at = min(case.due_at, due_at(urgency, now))
        case.save(update_fields=["urgency", "due_at"])


def due_at(urgency: int, now: datetime) -> datetime:
    """When a case of the urgency, asked for at `now`, should be decided (settings.MODERATION response_minutes)."""
    return now + timedelta(minutes=settings.MODERATION["response_minutes"][urgency])


def closed(case_id: int) -> CaseClosed:
    """What to raise about a case that is decided: it names who did."""
    decision = Decision.objects.select_related("by").filter(case=case_id).first()
    return CaseClosed(decision.by if decision else None)


def locked(case_id: int) -> Case:
    """The case under its room's lock and its own. Raises Case.DoesNotExist, and CaseClosed for a closed one.

    Who stores a row about the case needs its key when they commit, all their locks in hand: this lock leaves it free.
    """
    room_id = Case.objects.values_list("room_id", flat=True).get(pk=case_id)
    Room.objects.select_for_update(no_key=True).get(pk=room_id)
    related = Case.objects.select_related("message__room", "message__author", "edit", "claimed_by")
    case = related.select_for_update(of=("self",), no_key=True).get(pk=case_id)
    if case.closed_at:
        raise closed(case_id)
    return case


def locked_message(message_id: int) -> Message:
    """The message, under its room's lock."""
    room_id = Message.objects.values_list("room_id", flat=True).get(pk=message_id)
    Room.objects.select_for_update(no_key=True).get(pk=room_id)
    return Message.objects.get(pk=message_id)


def queue_changed() -> None:
    """Count the change, and announce it after the commit. The update locks the queue's row."""
    queue = Queue.objects.filter(pk=QUEUE)
    if not queue.update(revision=F("revision") + 1):
        Queue.objects.bulk_create([Queue(pk=QUEUE)], ignore_conflicts=True)
        queue.update(revision=F("revision") + 1)
    revision = queue.values_list("revision", flat=True).get()
    transaction.on_commit(partial(live.announce_feed, "queue", revision), robust=True)


def _opened(screened: Screened) -> str:
    return Case.Opened.FAILED if screened.failed else Case.Opened.SCREENED


def _flags(case: Case, verdict: dict, text: str) -> list[Flag]:
    """What screening found in the text. It has a place in the case's text only where that is the same."""
    placed = text == case.text
    return [
        Flag(
            case=case,
            source=Flag.Source.MODEL if finding["source"].startswith("model:") else Flag.Source.RULE,
            source_id=finding["source"].rpartition(":")[2],
            version=finding["version"],
            label=finding["label"],
            score=finding["score"],
            start=finding["start"] if placed else None,
            end=finding["end"] if placed else None,
            words=text[finding["start"] : finding["end"]],
            reason=finding["reason"],
        )
        for finding in verdict.get("findings", [])
    ]
