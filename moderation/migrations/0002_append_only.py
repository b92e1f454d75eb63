"""Make the database itself refuse to change or delete decisions and audit entries.

On SQLite a later migration that alters one of these tables rebuilds it and drops its triggers: such a migration must
run `refuse_changes` again (tests/moderation/test_append_only.py fails when it does not).
"""

from django.db import migrations

TABLES = ("moderation_decision", "moderation_auditentry")

SQLITE = """
CREATE TRIGGER {table}_append_only_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION moderation_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_append_only_{verb} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION moderation_append_only()
"""


def refuse_changes(apps, schema_editor):
    trigger = SQLITE
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
        trigger = POSTGRESQL
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute(trigger.format(table=table, verb=verb))


def allow_changes(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for verb in ("update", "delete"):
            place = f" ON {table}" if on_postgresql else ""
            schema_editor.execute(f"DROP TRIGGER {table}_append_only_{verb}{place}")
    if on_postgresql:
        schema_editor.execute("DROP FUNCTION moderation_append_only()")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]
