"""Finding messages of a room again: by their words, who wrote them and when. The newest come first, a page at a time.

Only what is published is found. Every word must be there, with or without its accents; one of three letters or more
may also be the beginning of a longer one, so that "low" finds "lows" and "comida" finds "comidas".

Written by hand, for each database has its own index (chat.models.word_index); what comes from outside is a parameter.
"""
# ruff: noqa: S608

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from chat.models import Message, Room
from chat.models.word_index import ROOM
from chat.reading.excerpts import Run, begins, marked
from education.text import fold

PAGE = 20  # messages
WORDS = 8  # words that are looked for; more are left out
NEWEST = 5_000  # messages of the room that are looked through before the index is asked
NEWEST_FIRST = "ORDER BY created_at DESC, id DESC"


@dataclass(frozen=True)
class Wish:
    """What is looked for; an empty field asks for nothing. `by` is a pseudonym, `before` a message found before."""

    words: str = ""
    by: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None

    @property
    def folded(self) -> list[str]:
        return fold(self.words).split()[:WORDS]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for, or nothing that a word could be made of."""
        return not self.folded if self.words.strip() else not (self.by or self.since or self.until)


class Found(NamedTuple):
    message: Message
    excerpt: list[Run]


class Condition(NamedTuple):
    sql: str
    values: tuple = ()


def find(room: Room, wish: Wish) -> tuple[list[Found], bool]:
    """A page of what was found, newest first, and whether there is more."""
    if wish.is_empty:
        return [], False
    ids = _ids(room, wish)
    messages = Message.objects.filter(pk__in=ids[:PAGE]).select_related("author").in_bulk()
    found = [messages[id] for id in ids[:PAGE]]
    return [Found(message, marked(message.text, wish.folded)) for message in found], len(ids) > PAGE


def _ids(room: Room, wish: Wish) -> list[int]:
    """The ids of a page, and one more if there is more."""
    span, rest = _span(room, wish), _rest(wish)
    if connection.vendor != "postgresql":
        return _plain(span, [*_in_fts(room, wish), *rest])
    rest += _in_words(room, wish)
    # What is said all the time is soon met on the way back from the newest; what is said seldom, the index knows.
    newest = _from_newest(span, rest)
    return newest if len(newest) > PAGE else _from_index(span, rest)


def _span(room: Room, wish: Wish) -> list[Condition]:
    """Which stretch of the room."""
    span = [Condition("room_id = %s AND state = 'published'", (room.pk,))]
    if wish.since:
        span.append(Condition("created_at >= %s", (_moment(wish.since),)))
    if wish.until:
        span.append(Condition("created_at < %s", (_moment(wish.until),)))
    if wish.before:
        at = Message.objects.filter(pk=wish.before, room=room).values_list("created_at", flat=True).first()
        after_all = Condition("(created_at, id) < (%s, %s)", (_moment(at), wish.before)) if at else Condition("1 = 0")
        span.append(after_all)
    return span


def _rest(wish: Wish) -> list[Condition]:
    """Which messages of it, but for the words."""
    author = "author_id IN (SELECT id FROM accounts_user WHERE UPPER(pseudonym) = UPPER(%s))"
    return [Condition(author, (wish.by,))] if wish.by else []


def _moment(at: datetime) -> object:
    return connection.ops.adapt_datetimefield_value(at)


# --- PostgreSQL -------------------------------------------------------------------------------------------------------
def _in_words(room: Room, wish: Wish) -> list[Condition]:
    words = [f"'{word}'{':*' if begins(word) else ''}" for word in wish.folded]
    return [Condition("words @@ %s::tsquery", (" & ".join([f"'#{room.pk}'", *words]),))] if words else []


def _from_newest(span: list[Condition], rest: list[Condition]) -> list[int]:
    """Those among the newest of the room alone, which takes its time whatever is asked for."""
    columns = "id, created_at, author_id, words"
    newest = f"SELECT {columns} FROM chat_message WHERE {_sql(span)} {NEWEST_FIRST} LIMIT {NEWEST}"
    return _run(f"SELECT id FROM ({newest}) newest WHERE {_sql(rest)} {NEWEST_FIRST} LIMIT {PAGE + 1}", span + rest)


def _from_index(span: list[Condition], rest: list[Condition]) -> list[int]:
    """All that fit are gathered before they are put in order: else the planner walks the whole room for a rare word."""
    all_of_them = f"SELECT id, created_at FROM chat_message WHERE {_sql(span + rest)}"
    found = f"WITH found AS MATERIALIZED ({all_of_them}) SELECT id FROM found {NEWEST_FIRST} LIMIT {PAGE + 1}"
    return _run(found, span + rest)


# --- SQLite -----------------------------------------------------------------------------------------------------------
def _in_fts(room: Room, wish: Wish) -> list[Condition]:
    words = " AND ".join(f'"{word}"{" *" if begins(word) else ""}' for word in wish.folded)
    first, last = room.pk * ROOM, (room.pk + 1) * ROOM - 1
    rows = f"text MATCH %s AND rowid BETWEEN {first} AND {last}"
    found = f"id IN (SELECT rowid - {first} FROM chat_message_words WHERE {rows})"
    return [Condition(found, (words,))] if words else []


def _plain(span: list[Condition], rest: list[Condition]) -> list[int]:
    return _run(f"SELECT id FROM chat_message WHERE {_sql(span + rest)} {NEWEST_FIRST} LIMIT {PAGE + 1}", span + rest)


# --- both -------------------------------------------------------------------------------------------------------------
def _sql(conditions: Iterable[Condition]) -> str:
    return " AND ".join(condition.sql for condition in conditions) or "1 = 1"


def _run(words: str, conditions: Iterable[Condition]) -> list[int]:
    values = [value for condition in conditions for value in condition.values]
    with connection.cursor() as cursor:
        cursor.execute(words, values)
        return [id for (id,) in cursor.fetchall()]
