"""Rules that a site writes, with their versions; and the database's own refusal to change a version that left draft.

On SQLite a later migration that alters moderation_ruleversion rebuilds it and drops its triggers: such a migration must
run `keep_content` again (tests/moderation/test_rule_versions.py fails when it does not).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE = "moderation_ruleversion"
# moderation.models.rule.CONTENT, whose it is, and why.
KEPT = (
    "rule_id, number, label, severity, score, reason, reason_es, scope, patterns, unless, also, unless_meant, match, clean, "
    "switched_off, written_by_id, why"
)
# What is refused, and when. Back in draft all of it could be changed after all.
REFUSED = {
    "update": (f"UPDATE OF {KEPT.replace('match', chr(34) + 'match' + chr(34))}", "OLD.state <> 'draft'"),
    "back": ("UPDATE OF state", "OLD.state <> 'draft' AND NEW.state = 'draft'"),
    "delete": ("DELETE", "OLD.state <> 'draft'"),
}

SQLITE = """
CREATE TRIGGER rule_content_append_only_{name} BEFORE {verb} ON {table} WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRESQL = """
CREATE TRIGGER rule_content_append_only_{name} BEFORE {verb} ON {table}
FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION moderation_append_only()
"""


def keep_content(apps, schema_editor):
    trigger = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for name, (verb, condition) in REFUSED.items():
        schema_editor.execute(trigger.format(name=name, verb=verb, condition=condition, table=TABLE), params=None)


def let_content_go(apps, schema_editor):
    place = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for name in REFUSED:
        schema_editor.execute(f"DROP TRIGGER rule_content_append_only_{name}{place}")


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0001_initial"),
        ("moderation", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleBook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="RuleVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule_id", models.CharField(max_length=60, verbose_name="rule")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                (
                    "label",
                    models.CharField(
                        choices=[
                            ("dosing", "Tells somebody what dose to take"),
                            ("stop_treatment", "Tells somebody to stop treatment"),
                            ("unproven_remedy", "Claims a cure"),
                            ("unsafe_practice", "Dangerous practice"),
                            ("emergency", "Somebody is in danger now"),
                            ("self_harm", "Self-harm or suicide"),
                            ("abuse", "Insults or threats"),
                            ("privacy", "Private details"),
                            ("spam", "Advertising or a scam"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                        verbose_name="label",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("low", "Low"), ("medium", "Medium"), ("high", "High"), ("urgent", "Urgent")],
                        max_length=6,
                        verbose_name="severity",
                    ),
                ),
                ("score", models.FloatField(verbose_name="score")),
                ("reason", models.TextField(max_length=300, verbose_name="reason, in English")),
                ("reason_es", models.TextField(blank=True, max_length=300, verbose_name="reason, in Spanish")),
                (
                    "scope",
                    models.CharField(
                        choices=[("sentence", "One sentence"), ("message", "The whole message")],
                        default="sentence",
                        max_length=8,
                        verbose_name="looks at",
                    ),
                ),
                ("patterns", models.JSONField(default=list)),
                ("unless", models.JSONField(default=list)),
                ("also", models.JSONField(default=list)),
                ("unless_meant", models.JSONField(default=list)),
                ("match", models.JSONField(default=list)),
                ("clean", models.JSONField(default=list)),
                ("switched_off", models.BooleanField(default=False, verbose_name="switched off")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("shadow", "In shadow"), ("live", "Live"), ("retired", "Retired")],
                        default="draft",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("why", models.TextField(max_length=1000, verbose_name="why this version")),
                ("written_at", models.DateTimeField(verbose_name="written")),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                (
                    "replay",
                    models.JSONField(
                        blank=True, help_text="Figures of the latest replay, and of which content.", null=True
                    ),
                ),
                ("shadow_at", models.DateTimeField(blank=True, null=True, verbose_name="in shadow since")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed")),
                ("live_at", models.DateTimeField(blank=True, null=True, verbose_name="live since")),
                ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="retired")),
                ("rolled_back_at", models.DateTimeField(blank=True, null=True, verbose_name="rolled back")),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signed by",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "screening rule",
                "verbose_name_plural": "screening rules",
                "ordering": ["rule_id", "-number"],
                "permissions": [
                    ("write_rule", "Can write a screening rule"),
                    ("sign_rule", "Can sign a screening rule"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleHit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "action",
                    models.CharField(
                        choices=[("publish", "Published"), ("caution", "Published with a caution"), ("hold", "Held")],
                        max_length=7,
                    ),
                ),
                ("flagged", models.BooleanField()),
                (
                    "message",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="chat.message"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hits", to="moderation.ruleversion"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="ruleversion",
            constraint=models.UniqueConstraint(fields=("rule_id", "number"), name="rule_number_once"),
        ),
        migrations.AddConstraint(
            model_name="ruleversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "live")), fields=("rule_id",), name="rule_one_live"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "shadow")), fields=("rule_id",), name="rule_one_in_shadow"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_at", None), ("signed_by", None)),
                    models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                    _connector="OR",
                ),
                name="rule_signature_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_by", None), models.Q(("signed_by", models.F("written_by")), _negated=True), _connector="OR"
                ),
                name="rule_signed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "live"), _negated=True), ("signed_by__isnull", False), _connector="OR"
                ),
                name="rule_live_is_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__gt", 0), ("score__lte", 1)), name="rule_score_0_to_1"
            ),
        ),
        migrations.AddConstraint(
            model_name="rulehit",
            constraint=models.UniqueConstraint(fields=("version", "message"), name="rule_hit_once"),
        ),
        migrations.RunPython(keep_content, let_content_go),
    ]
