"""Fill a room of PostgreSQL with a million messages. In the environment of a site: python -m bench.much ROOM NUMBER

By COPY, and with the indexes that no constraint needs made afterwards: a quarter of the time. What is written is
varied (bench.words), by the room's members, most of it by few of them, over two years.
"""

import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.db.backends.utils import CursorWrapper  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.words import Talk  # noqa: E402
from chat.models import Message, Room  # noqa: E402

SPAN = timedelta(days=730)
INDEXES = """
    SELECT relname, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid::regclass::text LIKE 'chat_message%' AND NOT indisunique
"""


def fill(slug: str, number: int) -> None:
    """Write that many published messages into an empty room."""
    room = Room.objects.get(slug=slug)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        _copy(cursor, room, number)
        for _, definition in indexes:
            cursor.execute(definition)
        cursor.execute("VACUUM (ANALYZE)")  # as autovacuum would have done by the time that a room is so large
    Room.objects.filter(pk=room.pk).update(revision=number)


def _copy(cursor: CursorWrapper, room: Room, number: int) -> None:
    fields = [field for field in Message._meta.concrete_fields if not field.primary_key and not field.generated]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    blank = {field.attname: field.get_default() for field in fields}
    blank |= {"room_id": room.pk, "state": Message.State.PUBLISHED}
    authors = list(room.memberships.values_list("user_id", flat=True))
    with cursor.copy(f"COPY chat_message ({columns}) FROM STDIN") as copy:
        for message in _messages(authors, number, timezone.now()):
            copy.write_row(list((blank | message).values()))


def _messages(authors: list[int], number: int, now: datetime) -> Iterator[dict]:
    random, talk = Random(3), Talk()
    much = [1 / (rank + 1) for rank in range(len(authors))]
    by = random.choices(authors, much, k=number)
    for at in range(1, number + 1):
        text = talk.text(at / number)
        yield {
            "author_id": by[at - 1],
            "key": UUID(int=random.getrandbits(128), version=4),
            "text": text,
            "html": f"<p>{text}</p>",
            "position": at,
            "revision": at,
            "created_at": now - SPAN * (1 - at / number),
        }


if __name__ == "__main__":
    fill(sys.argv[1], int(sys.argv[2]))
