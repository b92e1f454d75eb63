"""Carrying a decision out: a message appears, perhaps with a correction under it, is hidden, or is gone."""

from dataclasses import dataclass
from datetime import datetime

from chat.models import Correction, Message
from chat.services import events
from chat.services.changing import changing
from chat.text import to_html
from peersupport.accounts.models import User


@dataclass(frozen=True)
class CorrectionDraft:
    """What a clinician puts under a message: plain text, and perhaps a resource of the library."""

    text: str
    resource_id: int | None = None


def publish(message_id: int, *, by: User, now: datetime, correction: CorrectionDraft | None = None) -> Message:
    """Let the message be seen, with the correction under it.

    To be called in the caller's transaction, which tells of it (chat.services.telling) once it has its other locks.
    """
    with changing(message_id) as change:
        message = change.message
        if message.state == Message.State.WITHDRAWN:  # what its author took back does not come again
            return message
        message.state = Message.State.PUBLISHED
        message.removal_note = ""
        message.caution = False  # a clinician has looked
        if correction:
            correct(message, correction, by=by, now=now)
        is_new = message.position is None
        change.seen()
    if is_new:
        events.prompted([message], now)
    return message


def correct(message: Message, correction: CorrectionDraft, *, by: User, now: datetime) -> None:
    """Put the correction under the message, in place of one before. For who is changing the message."""
    message.correction, _ = Correction.objects.update_or_create(
        message=message,
        defaults={
            "by": by,
            "text": correction.text,
            "html": to_html(correction.text),
            "resource_id": correction.resource_id,
            "at": now,
        },
    )


def uncorrect(message: Message) -> None:
    """Take the correction away, if there is one; the decision that brought it keeps its words. As `correct`."""
    Correction.objects.filter(message=message).delete()
    message._state.fields_cache.pop("correction", None)


def hide(message_id: int, *, by: User, now: datetime) -> Message:
    """Take a published message out of sight until somebody decides. To be called in the caller's transaction."""
    with changing(message_id) as change:
        if change.message.state == Message.State.PUBLISHED:
            change.message.state = Message.State.HIDDEN
            change.seen()
    return change.message


def remove(message_id: int, *, by: User, now: datetime, reason: str = "") -> Message:
    """Remove the message; `reason` is what its author reads. To be called in the caller's transaction."""
    with changing(message_id) as change:
        message = change.message
        if message.state == Message.State.WITHDRAWN:  # it is gone already, and its tombstone says how
            return message
        change.drop_waiting(now)
        message.removal_note = reason
        was_seen = message.position is not None
        message.state = Message.State.REMOVED
        if was_seen:
            change.seen()
    return change.message
