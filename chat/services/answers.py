"""What the sender of a post, an edit or a withdrawal is told: accepted or refused, in words of their language."""

import math

from django.utils import translation
from msgspec import UNSET

from chat.errors import Refusal
from chat.models import Edit
from chat.protocol import Accepted, Refused, Withdraw
from chat.reading import history
from chat.reading.frames import message_state, own_state
from chat.services.editing import Edited, Withdrawn
from chat.services.gate import Draft
from chat.services.posting import Stored
from peersupport.notices.wire import stamp


def answer(draft: Draft, outcome: Stored | Refusal) -> Accepted | Refused:
    """The frame for one draft. May read the database for a replay."""
    if isinstance(outcome, Refusal):
        return refused(draft.key, draft.room, outcome, draft.language)
    message = outcome.message
    return Accepted(
        key=draft.key,
        room=draft.room,
        id=message.pk,
        state=message.state,
        replay=outcome.replay,
        message=message_state(message) if message.position is not None else UNSET,
        own=own_state(message) if message.position is None else UNSET,
        card=outcome.card or UNSET,
    )


def edited(draft: Draft, outcome: Edited) -> Accepted:
    """The frame for new words: `held` while they wait, and the former ones in `message`. Reads what is to be told."""
    message, edit = outcome.message, outcome.edit
    told, seen = history.edit_to_tell(message), message.position is not None
    return Accepted(
        key=draft.key,
        room=draft.room,
        id=message.pk,
        state=edit.state if edit.state == Edit.State.HELD else message.state,
        replay=outcome.replay,
        message=message_state(message) if seen else UNSET,
        own=own_state(message, told) if told or not seen else UNSET,
        card=edit.card or UNSET,
    )


def withdrawn(frame: Withdraw, outcome: Withdrawn) -> Accepted:
    """The frame for a message that was taken back: its tombstone, or, of one that nobody saw, that it is gone."""
    message = outcome.message
    seen = message.position is not None
    return Accepted(
        key=frame.key,
        room=frame.room,
        id=message.pk,
        state=message.state,
        replay=outcome.replay,
        message=message_state(message) if seen else UNSET,
        own=UNSET if seen else own_state(message),
    )


def rounded_up(seconds: float) -> float:
    """To tenths of a second; never down, or a sender who keeps to it would come too early."""
    return math.ceil(seconds * 10) / 10


def refused(key, room: str, refusal: Refusal, language: str) -> Refused:
    with translation.override(language):
        return Refused(
            key=key,
            room=room,
            code=refusal.code,
            detail=str(refusal.detail),
            retry_after=UNSET if refusal.retry_after is None else rounded_up(refusal.retry_after),
            until=UNSET if refusal.until is None else stamp(refusal.until),
            reason=refusal.reason or UNSET,
        )
