import django.db.models.deletion
from django.db import migrations, models

ACTIONS = [("publish", "Published"), ("caution", "Published with a caution"), ("hold", "Held")]


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0002_kept_by_the_database"),
        ("moderation", "0002_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="rulehit",
            name="edit",
            field=models.ForeignKey(
                blank=True,
                help_text="Null: the words first posted.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="chat.edit",
            ),
        ),
        migrations.CreateModel(
            name="RuleTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(choices=ACTIONS, max_length=7)),
                ("flagged", models.BooleanField()),
                ("number", models.PositiveIntegerField(default=0)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallies",
                        to="moderation.ruleversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "action", "flagged"), name="rule_tally_once")
                ],
            },
        ),
    ]
