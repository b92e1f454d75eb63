"""How far each member has read: the only writer of read positions, and what is unread beyond them.

Nothing is written when a message comes. What is unread is counted when it is asked for, and only up to a bound: by a
range of the index of positions, however long the room: in their order, or PostgreSQL may look through the whole room
for the few at its end. By hand, as in chat.services.standing: the ORM has no words for a count that stops.
"""
# ruff: noqa: S608

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Model

from chat.models import Membership, Mention, Message, Mute, Room
from chat.services.muting import HEARD
from peersupport.accounts.models import User

MOST = 99  # counted exactly; one more stands for any number


class Mark(NamedTuple):
    """That a member has seen everything in the room up to the position."""

    user_id: int
    room_id: int
    position: int


@dataclass(frozen=True, slots=True)
class Unread:
    """What a member has not seen: `count` published messages of others after `position`; MOST + 1 is "more".

    `mentions` of them name the member. What somebody says whom the member has muted is in neither number.
    """

    user_id: int
    room_id: int
    slug: str
    position: int
    count: int
    mentions: int


def mark(marks: Collection[Mark]) -> list[Unread]:
    """Move members' positions forward, never back and never beyond the room's end; gives those that moved.

    One statement, however many; at most one mark for each member and room. May be done twice.
    """
    if not marks:
        return []
    values = [number for one in marks for number in one]
    moved = _rows(_marking(len(marks), connection.features.has_select_for_update), values)
    return _counted(moved)


def unread_of(user_id: int) -> list[Unread]:
    """Of each room that the person is in."""
    return [Unread(*row) for row in _rows(f"{_counting()} WHERE membership.user_id = %s", [user_id])]


def unread_in(user_id: int, room_id: int) -> list[Unread]:
    """Of one room; nothing for somebody who is not in it."""
    return _counted([(user_id, room_id)])


def _counted(pairs: Sequence[tuple[int, int]]) -> list[Unread]:
    """By (user, room)."""
    if not pairs:
        return []
    asked = ", ".join(["(%s, %s)"] * len(pairs))
    words = f"""
        WITH asked (user_id, room_id) AS (VALUES {asked}) {_counting()}
        JOIN asked ON asked.user_id = membership.user_id AND asked.room_id = membership.room_id
    """
    return [Unread(*row) for row in _rows(words, [number for pair in pairs for number in pair])]


def _rows(words: str, values: Sequence[int]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(words, values)
        return cursor.fetchall()


@cache
def _marking(number: int, can_lock: bool) -> str:
    """The rows are locked in order of id first: two processes that mark the same ones must not wait for each other."""
    marks = ", ".join(["(%s, %s, %s)"] * number)
    return f"""
        WITH mark (user_id, room_id, position) AS (VALUES {marks}),
        behind (id, position) AS (
            SELECT membership.id, CASE WHEN mark.position < room.revision THEN mark.position ELSE room.revision END
            FROM mark
            JOIN {_table(Membership)} membership
                ON membership.user_id = mark.user_id AND membership.room_id = mark.room_id
            JOIN {_table(Room)} room ON room.id = mark.room_id
            WHERE membership.read_position < mark.position AND membership.read_position < room.revision
            ORDER BY membership.id{" FOR UPDATE OF membership" if can_lock else ""}
        )
        UPDATE {_table(Membership)} AS marked SET read_position = behind.position
        FROM behind WHERE marked.id = behind.id AND marked.read_position < behind.position
        RETURNING user_id, room_id
    """


@cache
def _counting() -> str:
    news = f"""
        message.room_id = membership.room_id AND message.position > membership.read_position
        AND message.state = '{Message.State.PUBLISHED.value}' AND message.author_id <> membership.user_id
        AND NOT EXISTS ({_muting()})
    """
    return f"""
        SELECT membership.user_id, membership.room_id, room.slug, membership.read_position, (
            SELECT COUNT(*) FROM (
                SELECT 1 FROM {_table(Message)} message WHERE {news} ORDER BY message.position LIMIT {MOST + 1}
            ) beyond
        ), (
            SELECT COUNT(*) FROM {_table(Mention)} mention
            JOIN {_table(Message)} message ON message.id = mention.message_id
            WHERE mention.user_id = membership.user_id AND {news}
                AND message.html LIKE '%%data-user="' || membership.user_id || '"%%'
        )
        FROM {_table(Membership)} membership JOIN {_table(Room)} room ON room.id = membership.room_id
    """


def _muting() -> str:
    """The row by which the member of `membership` has muted the author of `message`; none when these must be heard."""
    heard = ", ".join(f"'{role}'" for role in HEARD)
    return f"""
        SELECT 1 FROM {_table(Mute)} mute
        WHERE mute.by_id = membership.user_id AND mute.person_id = message.author_id AND NOT EXISTS (
            SELECT 1 FROM {_table(User.groups.through)} held JOIN {_table(Group)} role ON role.id = held.group_id
            WHERE held.user_id = mute.person_id AND role.name IN ({heard})
        )
    """


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
