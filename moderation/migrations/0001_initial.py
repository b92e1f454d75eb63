import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("chat", "0001_initial"),
        ("education", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField(default=0)),
                ("hash", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Queue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="RuleBook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("action", models.CharField(max_length=40, verbose_name="action")),
                ("subject_type", models.CharField(max_length=40, verbose_name="of what")),
                ("subject_id", models.BigIntegerField(verbose_name="which")),
                ("data", models.JSONField(default=dict, verbose_name="details")),
                ("previous", models.CharField(editable=False, max_length=64)),
                ("hash", models.CharField(editable=False, max_length=64)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit entries",
                "ordering": ["-seq"],
            },
        ),
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
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "opened",
                    models.CharField(
                        choices=[
                            ("screened", "Found by screening"),
                            ("failed", "Screening failed"),
                            ("reported", "Reported by a member"),
                            ("sampled", "Found in a blind reading"),
                            ("guide", "Handed over by a guide"),
                            ("appeal", "Its author asks for a second look"),
                        ],
                        max_length=10,
                        verbose_name="opened because",
                    ),
                ),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Low"), (2, "Medium"), (3, "High"), (4, "Urgent")], verbose_name="urgency"
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("text", models.TextField(verbose_name="text as it was")),
                (
                    "message_revision",
                    models.BigIntegerField(blank=True, help_text="When opened; null: never seen.", null=True),
                ),
                ("verdict", models.JSONField(default=dict, help_text="What screening said, with its version.")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
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
                (
                    "edit",
                    models.ForeignKey(
                        blank=True,
                        help_text="The new words that are judged.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chat.edit",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="chat.message"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="chat.room"),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
                "permissions": [("work_queue", "Can work the queue")],
            },
        ),
        migrations.CreateModel(
            name="ClaimEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("claimed", "claimed"),
                            ("extended", "extended"),
                            ("taken_over", "taken over after it ran out"),
                            ("released", "released"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="claim_events", to="moderation.case"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("publish", "Shown as it was"),
                            ("correct", "Shown with a correction"),
                            ("remove", "Removed"),
                            ("warn", "Removed, and the author was warned"),
                        ],
                        max_length=8,
                        verbose_name="action",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("own_experience", "It tells of the writer's own experience"),
                            ("safe_advice", "It is safe, ordinary advice"),
                            ("care_given", "The person is being helped"),
                            ("report_withdrawn", "The report was taken back"),
                            ("unclear", "It can be misread"),
                            ("dosing", "It tells others what dose to take"),
                            ("stop_treatment", "It tells others to stop treatment"),
                            ("unproven_remedy", "It claims a cure that is not proven"),
                            ("unsafe_practice", "It describes a dangerous practice"),
                            ("self_harm", "It may hurt people who are struggling"),
                            ("abuse", "It insults or threatens somebody"),
                            ("privacy", "It shows private details"),
                            ("spam", "It advertises or sells something"),
                            ("other", "Another reason, given in the note"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note to the author")),
                ("correction", models.TextField(blank=True, max_length=2000, verbose_name="correction")),
                ("text", models.TextField(verbose_name="text judged")),
                ("message_revision", models.BigIntegerField(blank=True, null=True)),
                ("versions", models.JSONField(default=list, verbose_name="versions of what flagged it")),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="moderation.case"
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="education.resource",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField(max_length=1000, verbose_name="in your own words")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="appeals", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="appeal", to="moderation.case"
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeal", to="moderation.decision"
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal",
                "verbose_name_plural": "appeals",
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
        migrations.CreateModel(
            name="Flag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("rule", "rule"),
                            ("model", "model"),
                            ("report", "a member's report"),
                            ("reader", "a blind reading"),
                            ("guide", "a guide"),
                            ("appeal", "its author"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "source_id",
                    models.CharField(
                        help_text="Name of the rule or model, or number of the report or sampled message.",
                        max_length=80,
                    ),
                ),
                ("version", models.CharField(blank=True, max_length=40)),
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
                    ),
                ),
                ("score", models.FloatField(blank=True, null=True)),
                ("start", models.PositiveIntegerField(blank=True, null=True)),
                ("end", models.PositiveIntegerField(blank=True, null=True)),
                ("words", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="flags", to="moderation.case"
                    ),
                ),
            ],
            options={
                "ordering": ["start", "pk"],
            },
        ),
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
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
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
                        verbose_name="what is wrong",
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=1000, verbose_name="in your own words")),
                ("text", models.TextField(verbose_name="text as it was")),
                ("by_guide", models.BooleanField(default=False, verbose_name="handed over by a guide")),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="moderation.case"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="chat.message"
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["-pk"],
            },
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
        migrations.CreateModel(
            name="SafetyCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("low_glucose", "Low glucose"),
                            ("high_glucose", "High glucose and ketones"),
                            ("no_insulin", "No insulin"),
                            ("foot", "Foot in danger"),
                            ("self_harm", "Self-harm"),
                            ("eating_disorder", "Insulin and weight"),
                            ("overdose", "Too much insulin or medicine"),
                            ("emergency", "Emergency"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="Two letters; empty for countries without their own.",
                        max_length=2,
                        verbose_name="country",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish")], max_length=5, verbose_name="language"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "body",
                    models.TextField(
                        help_text="Markdown: paragraphs, lists, bold.", max_length=1500, verbose_name="body"
                    ),
                ),
                (
                    "sources",
                    models.TextField(blank=True, help_text="Where each fact comes from.", verbose_name="sources"),
                ),
                ("approved_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="approved")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
            ],
            options={
                "verbose_name": "safety card",
                "verbose_name_plural": "safety cards",
                "ordering": ["kind", "country", "language"],
                "permissions": [("approve_safetycard", "Can approve a safety card")],
            },
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
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["-urgency", "due_at"], name="case_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None), ("edit", None)), fields=("message",), name="case_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("edit",), name="case_one_open_for_edit"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("urgency__range", (1, 4))), name="case_urgency_1_to_4"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claimed_at", None), ("claimed_by", None), ("claimed_until", None)),
                    models.Q(
                        ("claimed_at__isnull", False), ("claimed_by__isnull", False), ("claimed_until__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="case_claim_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="decision_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", "correct"), _negated=True),
                    models.Q(("correction", ""), _negated=True),
                    _connector="OR",
                ),
                name="correction_has_words",
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
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("message", "by"), name="report_once_a_person"
            ),
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
        migrations.AddConstraint(
            model_name="safetycard",
            constraint=models.UniqueConstraint(fields=("kind", "country", "language"), name="card_once"),
        ),
        migrations.AddConstraint(
            model_name="safetycard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at", None), ("approved_by", None)),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="card_approval_whole",
            ),
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
    ]
