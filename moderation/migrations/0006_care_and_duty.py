"""Threads with the care team, how each wait in them ended (kept as written, as in 0002), and the duty roster."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

append_only = import_module("moderation.migrations.0002_append_only")
TABLE = "moderation_careanswer"


def refuse_changes(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    trigger = append_only.POSTGRESQL if on_postgresql else append_only.SQLITE
    for verb in ("update", "delete"):
        schema_editor.execute(trigger.format(table=TABLE, verb=verb))


def allow_changes(apps, schema_editor):
    place = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only_{verb}{place}")


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0004_care"),
        ("moderation", "0005_nudges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CareThread",
            fields=[
                (
                    "room",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="care_thread",
                        serialize=False,
                        to="chat.room",
                    ),
                ),
                ("waiting_since", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CareAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("reason", models.TextField(blank=True, max_length=500, verbose_name="why no answer was needed")),
                ("waiting_since", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chat.message",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="moderation.carethread"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="DutyHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        verbose_name="weekday",
                    ),
                ),
                ("starts", models.TimeField(verbose_name="from")),
                ("ends", models.TimeField(help_text="At or before “from”: on the next day.", verbose_name="to")),
                (
                    "clinician",
                    models.ForeignKey(
                        blank=True,
                        help_text="Left empty: the team, whoever of it.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "duty hours",
                "verbose_name_plural": "duty hours",
                "ordering": ["weekday", "starts"],
            },
        ),
        migrations.CreateModel(
            name="DutyTurn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "clinician",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="carethread",
            index=models.Index(
                condition=models.Q(("waiting_since__isnull", False)), fields=["due_at"], name="care_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="carethread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_at", None), ("waiting_since", None)),
                    models.Q(("due_at__isnull", False), ("waiting_since__isnull", False)),
                    _connector="OR",
                ),
                name="care_clock_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="carethread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claimed_by", None), ("claimed_until", None)),
                    models.Q(
                        ("claimed_by__isnull", False),
                        ("claimed_until__isnull", False),
                        ("waiting_since__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="care_claim_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="careanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("message", None), models.Q(("reason", ""), _negated=True)),
                    models.Q(("message__isnull", False), ("reason", "")),
                    _connector="OR",
                ),
                name="care_answer_or_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyhours",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__range", (0, 6))), name="duty_weekday_0_to_6"
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyturn",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))), name="duty_turn_goes_on"
            ),
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
