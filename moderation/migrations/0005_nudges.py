from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0004_samples")]

    operations = [
        migrations.CreateModel(
            name="NudgeTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "what",
                    models.CharField(
                        choices=[("nudged", "Nudged"), ("rewritten", "Rewritten"), ("as_it_was", "As It Was")],
                        max_length=10,
                    ),
                ),
                ("came_to", models.CharField(blank=True, max_length=10)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("day", "what", "came_to"), name="nudge_tally_once")],
            },
        ),
    ]
