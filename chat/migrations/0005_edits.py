"""Edits and former texts. The database itself refuses to change a former text; it goes only with its message."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REFUSE = {
    "sqlite": [
        """
        CREATE TRIGGER chat_formertext_append_only_update BEFORE UPDATE ON chat_formertext
        BEGIN SELECT RAISE(ABORT, 'chat_formertext is append-only'); END
        """
    ],
    "postgresql": [
        """
        CREATE FUNCTION chat_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        """
        CREATE TRIGGER chat_formertext_append_only_update BEFORE UPDATE ON chat_formertext
        FOR EACH ROW EXECUTE FUNCTION chat_append_only()
        """,
    ],
}
ALLOW = {
    "sqlite": ["DROP TRIGGER chat_formertext_append_only_update"],
    "postgresql": [
        "DROP TRIGGER chat_formertext_append_only_update ON chat_formertext",
        "DROP FUNCTION chat_append_only()",
    ],
}


def refuse_changes(apps, schema_editor):
    for statement in REFUSE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def allow_changes(apps, schema_editor):
    for statement in ALLOW[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0004_care"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="edited_at",
            field=models.DateTimeField(blank=True, help_text="When its words took the place of others.", null=True),
        ),
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(
                choices=[
                    ("held", "Held"),
                    ("published", "Published"),
                    ("hidden", "Hidden"),
                    ("removed", "Removed"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="FormerText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("revision", models.BigIntegerField(help_text="The message's, when these words were last in sight.")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_texts", to="chat.message"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Edit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(help_text="Made by the client; makes a send idempotent.")),
                ("text", models.TextField()),
                ("html", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("held", "Held"), ("made", "Made"), ("refused", "Refused"), ("dropped", "Dropped")],
                        max_length=10,
                    ),
                ),
                (
                    "card",
                    models.JSONField(
                        blank=True, help_text="The safety card that these words brought, whole.", null=True
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="Why it was refused, in words for its author.")),
                ("created_at", models.DateTimeField()),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, help_text="When it was made, refused or dropped.", null=True),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="chat.message"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["held", "refused"])), fields=["author"], name="edit_to_tell"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("author", "key"), name="edit_sent_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "held")), fields=("message",), name="edit_one_waits"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("state", "held")),
                            models.Q(models.Q(("state", "held"), _negated=True), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="edit_held_or_settled",
                    ),
                ],
            },
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
