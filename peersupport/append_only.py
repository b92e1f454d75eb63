"""Tables whose rows the database itself refuses to change or to delete, whoever asks. For migrations.

On SQLite a later migration that alters such a table rebuilds it and drops its triggers: it must keep the rows anew
(tests/moderation/test_append_only.py and tests/chat/test_editing.py fail when it does not).
"""

from dataclasses import dataclass

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

SQLITE = """
CREATE TRIGGER {table}_append_only_{name} BEFORE {verb} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRESQL = """
CREATE TRIGGER {table}_append_only_{name} BEFORE {verb} ON {table}
FOR EACH ROW {when} EXECUTE FUNCTION append_only()
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


@dataclass(frozen=True)
class Refused:
    """A statement that is refused for the rows of which `when` (SQL over OLD and NEW) is true: "" for all."""

    name: str
    verb: str
    when: str = ""


UPDATE, DELETE = Refused("update", "UPDATE"), Refused("delete", "DELETE")


def keep(table: str, *refused: Refused) -> RunPython:
    """An operation: from here on the table's rows are kept so. Without `refused`: neither changed nor deleted."""
    refused = refused or (UPDATE, DELETE)

    def forbid(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        on_postgresql = schema_editor.connection.vendor == "postgresql"
        if on_postgresql:
            schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
        for one in refused:
            when = f"WHEN ({one.when})" if one.when else ""
            trigger = POSTGRESQL if on_postgresql else SQLITE
            schema_editor.execute(trigger.format(table=table, name=one.name, verb=one.verb, when=when), params=None)

    def allow(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        place = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for one in refused:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only_{one.name}{place}")

    return RunPython(forbid, allow)
