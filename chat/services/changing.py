"""How a message that others may see changes: under its room's lock, at the room's next revision, told after the commit.

Every service that changes one goes through here; what is announced can be read again from the rows (docs/promises.md).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from chat.delivery import live
from chat.models import Edit, Message, Pin, Room
from chat.reading import history


def locked(which: Q) -> list[Room]:
    """The rooms, locked in order of id until the transaction ends: whoever takes several takes them in this order."""
    return list(Room.objects.select_for_update(no_key=True).filter(which).order_by("pk"))


class changing:
    """One message under its room's lock; what `seen` marks takes the room's next revision, and is announced."""

    def __init__(self, message_id: int):
        self.message_id = message_id

    def __enter__(self) -> "changing":
        room_id = Message.objects.values_list("room_id", flat=True).get(pk=self.message_id)
        self.room = locked(Q(pk=room_id))[0]
        self.message = history.full(Message.objects.filter(pk=self.message_id)).get()
        self.changed: list[Message] = []
        return self

    def seen(self, *, in_quotes: bool = True) -> None:
        """The message looks different to members now, and so does, where that shows, each reply that quotes it."""
        self._next(self.message)
        if not in_quotes:
            return
        replies = Message.objects.filter(reply_to=self.message, state=Message.State.PUBLISHED)
        for reply in history.full(replies).order_by("position"):
            reply.reply_to = self.message
            self._next(reply)

    def drop_waiting(self, now: datetime) -> None:
        """The message goes: new words that wait for a clinician will not take its place."""
        self.message.edits.filter(state=Edit.State.HELD).update(state=Edit.State.DROPPED, settled_at=now)

    def _next(self, message: Message) -> None:
        take_revision(self.room, message)
        message.position = message.position or message.revision
        self.changed.append(message)

    def __exit__(self, kind, *_rest) -> None:
        if kind is not None:
            return
        self.message.save()
        if self.message.state != Message.State.PUBLISHED:
            Pin.objects.filter(message=self.message).delete()
        Message.objects.bulk_update(self.changed[1:], ["revision"])
        self.room.save(update_fields=["revision"])
        announce(self.changed)


def take_revision(room: Room, message: Message) -> None:
    """The message's latest change is the room's next. To be called under the room's lock; saves neither."""
    room.revision += 1
    message.revision = room.revision


def announce(messages: Iterable[Message]) -> None:
    """After the commit, tell everybody in the rooms of the messages' new states: in batches of a page, for no frame
    holds more, whatever was posted together or quotes a message that changed."""
    size = settings.CHAT["page"]
    by_room: dict[Room, list[Message]] = defaultdict(list)
    for message in messages:
        by_room[message.room].append(message)
    for room, changed in by_room.items():
        changed.sort(key=lambda message: message.revision or 0)
        for at in range(0, len(changed), size):
            batch = live.room_batch(room, changed[at : at + size])
            transaction.on_commit(partial(live.announce, batch))
