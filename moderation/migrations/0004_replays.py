import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0003_hits_of_edits_and_tallies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Replay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begun_at", models.DateTimeField()),
                ("beat_at", models.DateTimeField(help_text="When the process that does it last said so.")),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0, help_text="Texts to read; 0 until they are counted.")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "failure",
                    models.CharField(
                        blank=True, choices=[("overtaken", "Overtaken"), ("failed", "Failed")], max_length=9
                    ),
                ),
                ("changes", models.JSONField(default=list)),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replaying",
                        to="moderation.ruleversion",
                    ),
                ),
            ],
        ),
    ]
