import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import chat.models.rooms


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("education", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(help_text="Made by the client; makes a send idempotent.")),
                ("text", models.TextField()),
                ("html", models.TextField(help_text="Safe HTML, made from the text once, when written.")),
                ("feeling", models.CharField(blank=True, max_length=20)),
                (
                    "kind",
                    models.CharField(
                        blank=True, choices=[("", "Talk"), ("prompt", "Prompt of the week")], default="", max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
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
                ("caution", models.BooleanField(default=False)),
                (
                    "card",
                    models.JSONField(
                        blank=True, help_text="The safety card that its author was shown, whole.", null=True
                    ),
                ),
                (
                    "removal_note",
                    models.TextField(blank=True, help_text="Why it was removed, in words for its author."),
                ),
                (
                    "position",
                    models.BigIntegerField(blank=True, help_text="Revision at which it first appeared.", null=True),
                ),
                (
                    "revision",
                    models.BigIntegerField(
                        blank=True, help_text="Revision of its latest change; null unseen.", null=True
                    ),
                ),
                (
                    "reaction_revision",
                    models.BigIntegerField(blank=True, help_text="Revision of its latest reactions.", null=True),
                ),
                (
                    "before_reactions",
                    models.BigIntegerField(blank=True, help_text="Its revision before these reactions.", null=True),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "edited_at",
                    models.DateTimeField(blank=True, help_text="When its words took the place of others.", null=True),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reply_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replies",
                        to="chat.message",
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="education.resource",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "permissions": [("post_message", "Can post a message"), ("pin_message", "Can pin a message")],
            },
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
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000)),
                ("html", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="correction", to="chat.message"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Pin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pin", to="chat.message"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="name in the address")),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("description", models.CharField(blank=True, max_length=300, verbose_name="description")),
                ("topic", models.CharField(blank=True, max_length=40, verbose_name="topic")),
                ("cohort", models.CharField(blank=True, max_length=40, verbose_name="cohort")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish")],
                        default="en",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                (
                    "joining",
                    models.CharField(
                        choices=[
                            ("open", "Open to every member"),
                            ("request", "By request"),
                            ("code", "With a join code"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="who may join",
                    ),
                ),
                ("join_code", models.CharField(blank=True, max_length=20, verbose_name="join code")),
                (
                    "slow_seconds",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "As fast as people like"),
                            (30, "One message every 30 seconds"),
                            (120, "One message every 2 minutes"),
                            (600, "One message every 10 minutes"),
                        ],
                        default=0,
                        editable=False,
                        verbose_name="slow mode",
                    ),
                ),
                ("archived_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="archived")),
                ("revision", models.BigIntegerField(default=0, editable=False)),
                (
                    "settings_revision",
                    models.BigIntegerField(
                        default=0, editable=False, help_text="Revision of the latest change of pace or archive."
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="open since")),
                (
                    "care_for",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="care_room",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "room",
                "verbose_name_plural": "rooms",
                "ordering": ["title"],
                "permissions": [
                    ("guide_room", "Can guide a room"),
                    ("tend_room", "Can archive a room, lift a pause and guide the rooms one is in"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(help_text="In words for the member.", max_length=500, verbose_name="reason"),
                ),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="chat.room"
                    ),
                ),
            ],
            options={
                "verbose_name": "pause",
                "verbose_name_plural": "pauses",
            },
        ),
        migrations.AddField(
            model_name="message",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="chat.room"
            ),
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("joined_at", models.DateTimeField()),
                (
                    "read_position",
                    chat.models.rooms.ReadPositionField(
                        editable=False, help_text="The last message seen; only chat.services.reads moves it."
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="chat.room"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LiveHour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("host", models.CharField(max_length=80, verbose_name="who hosts it")),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                (
                    "zone",
                    models.CharField(
                        help_text="The site's time zone when it was made, as in Europe/Madrid.", max_length=60
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(default=60, verbose_name="minutes")),
                ("weekly_until", models.DateField(blank=True, null=True, verbose_name="every week until")),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="live_hours", to="chat.room"
                    ),
                ),
            ],
            options={
                "verbose_name": "live hour",
                "verbose_name_plural": "live hours",
                "ordering": ["starts_at"],
            },
        ),
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("admitted", models.BooleanField(default=False)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="join_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="requests", to="chat.room"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CareReader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="care_readers", to="chat.room"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="chat.message"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("message", "user"), name="mention_once")],
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
        migrations.CreateModel(
            name="Mute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mutes", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("by", "person"), name="mute_once"),
                    models.CheckConstraint(
                        condition=models.Q(("by", models.F("person")), _negated=True), name="mute_not_oneself"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reaction", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reactions", to="chat.message"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("message", "user", "reaction"), name="reaction_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("joining", "code"), _negated=True),
                    models.Q(("join_code", ""), _negated=True),
                    _connector="OR",
                ),
                name="room_code_is_set",
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower(
                    django.db.models.functions.text.Replace(
                        django.db.models.functions.text.Replace("join_code", models.Value(" ")), models.Value("-")
                    )
                ),
                condition=models.Q(("join_code", ""), _negated=True),
                name="room_code_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.CheckConstraint(
                condition=models.Q(("slow_seconds__in", [0, 30, 120, 600])), name="room_slow_is_a_pace"
            ),
        ),
        migrations.AddIndex(
            model_name="pause",
            index=models.Index(
                condition=models.Q(("lifted_at", None)), fields=["room", "user", "until"], name="pause_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="pause_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at", None), ("lifted_by", None)),
                    models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                    _connector="OR",
                ),
                name="pause_lifted_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["author", "room", "state"], name="message_by_author"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["room", "created_at", "id"], name="message_by_time"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("card__isnull", False)), fields=["author", "room"], name="message_with_card"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("author", "key"), name="message_sent_once"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("room", "position"), name="message_position_once"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("room", "revision"), name="message_revision_once"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True), ("position__isnull", False), _connector="OR"
                ),
                name="published_has_position",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "held"), _negated=True), ("position__isnull", True), _connector="OR"
                ),
                name="held_was_never_seen",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(fields=("room", "user"), name="membership_once"),
        ),
        migrations.AddConstraint(
            model_name="livehour",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__range", (5, 240))), name="live_hour_5_to_240_minutes"
            ),
        ),
        migrations.AddConstraint(
            model_name="joinrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at__isnull", True)),
                fields=("room", "user"),
                name="join_request_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="carereader",
            constraint=models.UniqueConstraint(fields=("room", "user"), name="care_reader_once"),
        ),
    ]
