"""Fill a room with messages, many at once. In the environment of a site: python -m bench.fill ROOM NUMBER"""

import os
import sys
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import talk  # noqa: E402
from chat.models import Message, Room  # noqa: E402
from chat.text import to_html  # noqa: E402

ROWS = 5_000  # in one INSERT


def fill(slug: str, number: int) -> int:
    """Write that many published messages of the room's members; gives the room's revision then."""
    room, now = Room.objects.get(slug=slug), timezone.now()
    authors = list(room.memberships.values_list("user_id", flat=True))
    for first in range(room.revision + 1, room.revision + number + 1, ROWS):
        revisions = range(first, min(first + ROWS, room.revision + number + 1))
        Message.objects.bulk_create(_message(room, authors[at % len(authors)], at, now) for at in revisions)
    room.revision += number
    room.save(update_fields=["revision"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum would have done by the time that a room is so large
    return room.revision


def _message(room: Room, author_id: int, at: int, now) -> Message:
    text = talk.text(at)
    return Message(
        room=room,
        author_id=author_id,
        key=uuid4(),
        text=text,
        html=to_html(text),
        state=Message.State.PUBLISHED,
        position=at,
        revision=at,
        created_at=now,
    )


if __name__ == "__main__":
    print(fill(sys.argv[1], int(sys.argv[2])))
