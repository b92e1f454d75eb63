"""The few messages that a room's team keeps at its top. What goes out of sight leaves it (chat.services.changing)."""

from datetime import datetime

from chat.errors import TooManyPins
from chat.models import Message, Pin, Room
from chat.services.changing import changing
from peersupport.accounts.models import User

MOST = 5  # of a room


def pin(message_id: int, *, by: User, now: datetime) -> Message | None:
    """Pin a published message; None when it was pinned already. In the caller's transaction. Raises TooManyPins."""
    with changing(message_id) as change:
        message = change.message
        if message.state != Message.State.PUBLISHED or _is_pinned(message):
            return None
        if of(change.room) >= MOST:
            raise TooManyPins
        message.pin = Pin.objects.create(message=message, by=by, at=now)
        change.seen(in_quotes=False)
    return message


def unpin(message_id: int) -> Message | None:
    """Take it off the top; None when it was not there. To be called in the caller's transaction."""
    with changing(message_id) as change:
        message = change.message
        if not _is_pinned(message):
            return None
        message.pin.delete()
        message._state.fields_cache["pin"] = None
        change.seen(in_quotes=False)
    return message


def of(room: Room) -> int:
    """How many are pinned in the room."""
    return Pin.objects.filter(message__room=room).count()


def _is_pinned(message: Message) -> bool:
    return getattr(message, "pin", None) is not None
