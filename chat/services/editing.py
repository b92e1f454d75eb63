"""What authors do with messages of their own that were posted before; a writer of the chat beside chat.services.

    edit      new words, screened as a post is: in place at once, or waiting beside the former ones   (the author)
    accept    new words that waited take the place of the former ones                                 (a clinician)
    refuse    they don't, and the author is told why                                                   (a clinician)
    withdraw  the message is gone, a tombstone stands in its place                                    (the author)

Each runs under the room's lock. The former words are kept as rows, and so are those that were never seen.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from chat.errors import (
    Archived,
    Gone,
    KeyReused,
    NoRoom,
    NotAllowed,
    Paused,
    Refusal,
    Settled,
    TooLate,
    TooManyEdits,
    Waits,
)
from chat.models import Edit, FormerText, Message, Pause, Room
from chat.services import mentions, standing
from chat.services.changing import changing
from chat.services.decisions import CorrectionDraft, correct, uncorrect
from chat.services.gate import Draft, Gate, Screened
from chat.services.standing import Standing
from chat.services.telling import news_of_names
from peersupport.accounts.models import User
from peersupport.notices.services import tell_all

EDITABLE = timedelta(minutes=15)  # after it was posted
MOST = 20  # edits of one message


@dataclass(frozen=True)
class Edited:
    """An edit that is in the database: now, or (`replay`) since the first time it was sent."""

    message: Message
    edit: Edit
    replay: bool = False


@dataclass(frozen=True)
class Withdrawn:
    """A message that its author took back: now, or (`replay`) before."""

    message: Message
    replay: bool = False


@transaction.atomic
def edit(message_id: int, draft: Draft, screened: Screened, *, gate: Gate, now: datetime) -> Edited:
    """Give the author's message the words of the draft, or keep them beside it until a clinician has read them.

    The caller asked chat.access whether the message is the author's. Raises Refusal.
    """
    _ = draft.html  # made before the room is locked
    with changing(message_id) as change:
        message = change.message
        [draft] = mentions.up_to_date([draft])
        [stands] = standing.of([draft], {draft.room: change.room}, now)
        if not stands.is_member:
            raise NoRoom
        if stands.author is None:
            raise NotAllowed
        if first := Edit.objects.filter(author=draft.author_id, key=draft.key).first():
            if first.message_id != message.pk or not mentions.same_words(first.text, draft.text):
                raise KeyReused
            return Edited(message, first, replay=True)
        if message.state in {Message.State.REMOVED, Message.State.WITHDRAWN}:
            raise Gone
        bar = _bar(change.room, stands) or _stay(message, now)
        if bar and not screened.cannot_wait:
            raise bar
        if bar:
            change.drop_waiting(now)  # other new words must not keep a cry for help from a clinician
        holds = bar is not None or (screened.action == "hold" and not message.room.is_care)  # as of a post
        made = _stored(message, draft, screened, now, holds=holds)
        message.card = screened.card or message.card
        if made.state == Edit.State.MADE:
            _put(change, made, now, caution=screened.action == "caution" and not change.room.is_care)
        gate.record_edit(made, screened, now)
        if told := news_of_names(message, now) if made.state == Edit.State.MADE else []:
            tell_all(told, now=now)
    return Edited(message, made)


def accept(edit_id: int, *, by: User, now: datetime, correction: CorrectionDraft | None = None) -> Message:
    """Let the words that waited be seen, with the correction under them.

    To be called in the caller's transaction, which tells of them (chat.services.telling) once it has its other locks.
    """
    found = Edit.objects.get(pk=edit_id)
    with changing(found.message_id) as change:
        _settle(found, Edit.State.MADE, now)
        found.text, found.html = mentions.renamed(found.text, found.html, mentions.present_names(found.html))
        uncorrect(change.message)  # it answered the former words
        if correction:
            correct(change.message, correction, by=by, now=now)
        _put(change, found, now, caution=False)  # a clinician has looked
    return change.message


def refuse(edit_id: int, *, by: User, now: datetime, reason: str) -> Message:
    """Leave the former words in place; `reason` is what the author reads. To be called in the caller's transaction."""
    found = Edit.objects.get(pk=edit_id)
    with changing(found.message_id) as change:
        found.note = reason
        _settle(found, Edit.State.REFUSED, now)
    return change.message


@transaction.atomic
def withdraw(message_id: int, *, gate: Gate, now: datetime) -> Withdrawn:
    """Take the message out of everybody's sight, at its author's wish. Rows and cases stay as they are.

    The caller asked chat.access whether the message is the author's. Raises Refusal.
    """
    with changing(message_id) as change:
        message = change.message
        if message.state == Message.State.WITHDRAWN:
            return Withdrawn(message, replay=True)
        if message.state == Message.State.REMOVED:
            raise Gone
        message.state = Message.State.WITHDRAWN
        change.drop_waiting(now)
        if message.position is not None:
            change.seen()
        gate.record_withdrawal(message, now)
    return Withdrawn(message)


def _bar(room: Room, stands: Standing) -> Refusal | None:
    """What keeps the author's words from the room; a cry for help still goes to a clinician."""
    if room.archived_at:
        return Archived()
    if stands.pause:
        pause = Pause.objects.get(pk=stands.pause)
        return Paused(until=pause.until, reason=pause.reason)
    return None


def _stay(message: Message, now: datetime) -> Refusal | None:
    """Why the words stay as they are; a cry for help still goes to a clinician."""
    edits = list(message.edits.values_list("state", flat=True))
    if message.state != Message.State.PUBLISHED or Edit.State.HELD in edits:
        return Waits()
    if getattr(message, "correction", None):  # which answers these words, and no others
        return Settled()
    if now - message.created_at > EDITABLE:
        return TooLate()
    if len(edits) >= MOST:
        return TooManyEdits()
    return None


def _stored(message: Message, draft: Draft, screened: Screened, now: datetime, *, holds: bool) -> Edit:
    return Edit.objects.create(
        message=message,
        author_id=draft.author_id,
        key=draft.key,
        text=draft.text,
        html=draft.html,
        state=Edit.State.HELD if holds else Edit.State.MADE,
        card=screened.card,
        created_at=now,
        settled_at=None if holds else now,
    )


def _settle(edit: Edit, state: str, now: datetime) -> None:
    edit.state, edit.settled_at = state, now
    edit.save(update_fields=["state", "settled_at", "note"])


def _put(change: changing, edit: Edit, now: datetime, *, caution: bool) -> None:
    """The words of the edit stand in the message from now on, those before them among the former ones."""
    message = change.message
    FormerText.objects.create(
        message=message,
        text=message.text,
        revision=message.revision or 0,
        since=message.edited_at or message.created_at,
        until=now,
    )
    message.text, message.html, message.edited_at, message.caution = edit.text, edit.html, now, caution
    mentions.renew(message)
    if message.state == Message.State.PUBLISHED:
        change.seen()
