"""How a message that others may see changes: under its room's lock, at the room's next revision, told after the commit.

Every service that changes one goes through here; what is announced can be read again from the rows (docs/promises.md).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import connection, transaction
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
        self.is_changed, self.replies = False, 0
        return self

    def seen(self, *, in_quotes: bool = True) -> None:
        """The message looks different to members now, and so does, where that shows, each reply that quotes it."""
        take_revision(self.room, self.message)
        self.message.position = self.message.position or self.message.revision
        self.is_changed = True
        if in_quotes:
            self.replies = follow(self.message, self.room)

    def drop_waiting(self, now: datetime) -> None:
        """The message goes: new words that wait for a clinician will not take its place."""
        self.message.edits.filter(state=Edit.State.HELD).update(state=Edit.State.DROPPED, settled_at=now)

    def __exit__(self, kind, *_rest) -> None:
        if kind is not None:
            return
        self.message.save()
        if self.message.state != Message.State.PUBLISHED:
            Pin.objects.filter(message=self.message).delete()
        if not self.is_changed:
            return
        self.room.save(update_fields=["revision"])
        announce([self.message])
        if self.replies:  # whoever listens reads them, a page at a time: any number of them may quote one message
            hint = live.room_hint(self.room, self.room.revision - self.replies + 1, self.room.revision)
            transaction.on_commit(partial(live.announce, hint))


# The replies are not loaded: the room is locked, and one message may have thousands.
FOLLOW = """
UPDATE chat_message SET revision = %s + ranked.nth FROM (
    SELECT id, row_number() OVER (ORDER BY position) AS nth FROM chat_message
    WHERE reply_to_id = %s AND state = 'published'
) AS ranked WHERE chat_message.id = ranked.id
"""


def follow(quoted: Message, room: Room) -> int:
    """Each reply that quotes the message takes a next revision of the room, in the order of the room; how many did."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, [room.revision, quoted.pk])
        room.revision += cursor.rowcount
        return cursor.rowcount


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
