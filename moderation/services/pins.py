"""Pinning: what a room's team puts at its top, and the audit entry of it."""

from datetime import datetime

from django.db import transaction

from chat.services import pins
from moderation import audit
from peersupport.accounts.models import User


@transaction.atomic
def pin(message_id: int, *, by: User, now: datetime) -> None:
    """Pin a message that `by` may pin (the caller asked moderation.access). Raises chat.errors.TooManyPins."""
    if message := pins.pin(message_id, by=by, now=now):
        audit.append("message.pinned", message, {"room": message.room.slug}, by=by, now=now)


@transaction.atomic
def unpin(message_id: int, *, by: User, now: datetime) -> None:
    """Take a message off the top of its room."""
    if message := pins.unpin(message_id):
        audit.append("message.unpinned", message, {"room": message.room.slug}, by=by, now=now)
