"""Samples with their readings, and texts for training. Readings and settlements stay as they were written (0002)."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

append_only = import_module("moderation.migrations.0002_append_only")
TABLES = ("moderation_reading", "moderation_settlement")


def refuse_changes(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    trigger = append_only.POSTGRESQL if on_postgresql else append_only.SQLITE
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute(trigger.format(table=table, verb=verb))


def allow_changes(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for verb in ("update", "delete"):
            place = f" ON {table}" if on_postgresql else ""
            schema_editor.execute(f"DROP TRIGGER {table}_append_only_{verb}{place}")


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0001_initial"),
        ("moderation", "0003_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="opened",
            field=models.CharField(
                choices=[
                    ("screened", "Found by screening"),
                    ("failed", "Screening failed"),
                    ("reported", "Reported by a member"),
                    ("sampled", "Found in a blind reading"),
                ],
                max_length=10,
                verbose_name="opened because",
            ),
        ),
        migrations.AlterField(
            model_name="flag",
            name="source",
            field=models.CharField(
                choices=[
                    ("rule", "rule"),
                    ("model", "model"),
                    ("report", "a member's report"),
                    ("reader", "a blind reading"),
                ],
                max_length=6,
            ),
        ),
        migrations.AlterField(
            model_name="flag",
            name="source_id",
            field=models.CharField(
                help_text="Name of the rule or model, or number of the report or sampled message.", max_length=80
            ),
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "week",
                    models.DateField(
                        help_text="The Monday of the week in which it was drawn.", unique=True, verbose_name="week"
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="from")),
                (
                    "population",
                    models.PositiveIntegerField(help_text="How many messages there were.", verbose_name="drawn from"),
                ),
                (
                    "size",
                    models.PositiveIntegerField(
                        default=100, help_text="All of them when there are fewer.", verbose_name="size"
                    ),
                ),
                ("seed", models.BigIntegerField(verbose_name="seed")),
                ("drawn_at", models.DateTimeField(verbose_name="drawn")),
            ],
            options={
                "verbose_name": "sample",
                "verbose_name_plural": "samples",
                "ordering": ["-week"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("population__gte", 1), ("size__gte", 1)), name="sample_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("since__lt", models.F("drawn_at"))), name="sample_takes_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sampled",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("reply_to", models.TextField(blank=True, help_text="The text of the message that it answers.")),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sampled", to="chat.message"
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="moderation.sample"
                    ),
                ),
            ],
            options={
                "ordering": ["sample", "order"],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(help_text="1 or 2: a third reading has no place.")),
                ("labels", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "sampled",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="moderation.sampled"
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("labels", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "sampled",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="settlement", to="moderation.sampled"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TrainingText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "origin",
                    models.CharField(
                        choices=[("missed", "Missed by screening"), ("dismissed", "Flagged for nothing")],
                        max_length=9,
                        verbose_name="origin",
                    ),
                ),
                ("labels", models.JSONField(default=list, verbose_name="labels")),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("before", models.TextField(blank=True)),
                ("before_reply_to", models.TextField(blank=True)),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("reply_to", models.TextField(blank=True, verbose_name="in answer to")),
                ("language", models.CharField(max_length=5, verbose_name="language")),
                ("gathered_at", models.DateTimeField(verbose_name="gathered")),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                ("approved", models.BooleanField(blank=True, null=True, verbose_name="approved")),
                ("exported_at", models.DateTimeField(blank=True, null=True, verbose_name="first exported")),
                (
                    "judged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="training_text", to="chat.message"
                    ),
                ),
            ],
            options={
                "verbose_name": "text for training",
                "verbose_name_plural": "texts for training",
                "permissions": [("approve_trainingtext", "Can approve a text for training")],
            },
        ),
        migrations.AddConstraint(
            model_name="sampled",
            constraint=models.UniqueConstraint(fields=("sample", "order"), name="sampled_order_once"),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(fields=("sampled", "reader"), name="reading_once_a_reader"),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(fields=("sampled", "place"), name="reading_place_once"),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(condition=models.Q(("place__in", (1, 2))), name="reading_place_1_or_2"),
        ),
        migrations.AddConstraint(
            model_name="trainingtext",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved", None), ("judged_at", None), ("judged_by", None)),
                    models.Q(
                        ("approved__isnull", False),
                        ("before", ""),
                        ("judged_at__isnull", False),
                        ("judged_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="training_judged_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingtext",
            constraint=models.CheckConstraint(
                condition=models.Q(("exported_at", None), ("approved", True), _connector="OR"),
                name="training_exported_approved",
            ),
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
