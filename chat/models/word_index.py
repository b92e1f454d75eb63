"""The index of what members say, kept by the database itself, so that no writer can forget it (docs/decisions/015).

On PostgreSQL a generated column, `words`, of the room and the folded words of a message, under a GIN index of what is
published. On SQLite an FTS5 table whose rows are numbered by room and message, kept by triggers; a migration that
rebuilds the messages' table drops these, so they are looked for after each migration.
"""
# ruff: noqa: S608

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# FTS5 gives its rows in the order of their numbers: room * ROOM + message makes that the order within a room.
ROOM = 2**40

# What is not a letter, a digit or beyond ASCII once NFKD has taken letters apart from their accents, and both removed.
POSTGRESQL = (
    r"""
    CREATE FUNCTION chat_words(room bigint, said text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT array_to_tsvector(ARRAY['#' || room::text]) || strip(to_tsvector('pg_catalog.simple', regexp_replace(
            regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g'),
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f]+', ' ', 'g'
        )))
    $$
    """,
    "ALTER TABLE chat_message ADD COLUMN words tsvector GENERATED ALWAYS AS (chat_words(room_id, text)) STORED",
    # Without a list of pending entries, which some unlucky post would have to put in order.
    "CREATE INDEX chat_message_words ON chat_message USING gin (words) WITH (fastupdate = off)"
    " WHERE state = 'published'",
)
POSTGRESQL_BACK = (
    "DROP INDEX chat_message_words",
    "ALTER TABLE chat_message DROP COLUMN words",
    "DROP FUNCTION chat_words(bigint, text)",
)

_NUMBER = "{row}.room_id * " + str(ROOM) + " + {row}.id"
_OUT = (
    "INSERT INTO chat_message_words (chat_message_words, rowid, text)"
    f" SELECT 'delete', {_NUMBER.format(row='OLD')}, OLD.text WHERE OLD.state = 'published';"
)
_IN = (
    "INSERT INTO chat_message_words (rowid, text)"
    f" SELECT {_NUMBER.format(row='NEW')}, NEW.text WHERE NEW.state = 'published';"
)
SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS chat_message_words USING fts5"
    " (text, content = '', tokenize = 'unicode61 remove_diacritics 2')",
)
SQLITE_TRIGGERS = (
    f"CREATE TRIGGER IF NOT EXISTS chat_message_words_in AFTER INSERT ON chat_message BEGIN {_IN} END",
    "CREATE TRIGGER IF NOT EXISTS chat_message_words_change AFTER UPDATE ON chat_message"
    f" WHEN OLD.state <> NEW.state OR OLD.text <> NEW.text BEGIN {_OUT} {_IN} END",
    f"CREATE TRIGGER IF NOT EXISTS chat_message_words_out AFTER DELETE ON chat_message BEGIN {_OUT} END",
)
SQLITE_FILL = (
    "INSERT INTO chat_message_words (rowid, text)"
    f" SELECT {_NUMBER.format(row='chat_message')}, text FROM chat_message WHERE state = 'published'"
)
SQLITE_BACK = (
    *(f"DROP TRIGGER IF EXISTS chat_message_words_{name}" for name in ("in", "change", "out")),
    "DROP TABLE chat_message_words",
)


def make(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index and put into it what was said so far. For the migration."""
    if schema_editor.connection.vendor == "postgresql":
        _run(schema_editor, POSTGRESQL)
    else:
        _run(schema_editor, (*SQLITE, SQLITE_FILL, *SQLITE_TRIGGERS))


def unmake(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK)


def mend(using: str, **_: Any) -> None:
    """Put the triggers back that a rebuilt table has lost; what was in the index is still there. After a migration."""
    connection = connections[using]
    if connection.vendor == "sqlite" and _has_table(connection):
        with connection.cursor() as cursor:
            for statement in SQLITE_TRIGGERS:
                cursor.execute(statement)


def tidy() -> None:
    """Leave nothing in the index of words that are said nowhere any more. PostgreSQL's own vacuum does."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO chat_message_words (chat_message_words) VALUES ('optimize')")


def _has_table(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        return {"chat_message", "chat_message_words"} <= set(connection.introspection.table_names(cursor))


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: tuple[str, ...]) -> None:
    for statement in statements:
        schema_editor.execute(statement, params=None)
