import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import peersupport.accounts.models
import peersupport.accounts.pseudonyms


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                (
                    "pseudonym",
                    models.CharField(
                        help_text="The name that others see.",
                        max_length=30,
                        validators=[peersupport.accounts.pseudonyms.check_pseudonym],
                        verbose_name="pseudonym",
                    ),
                ),
                (
                    "pseudonym_key",
                    peersupport.accounts.models.PseudonymKeyField(editable=False, max_length=60, unique=True),
                ),
                ("full_name", models.CharField(blank=True, max_length=120, verbose_name="full name")),
                (
                    "country",
                    models.CharField(
                        blank=True, help_text="Two letters, ISO 3166-1.", max_length=2, verbose_name="country"
                    ),
                ),
                ("language", models.CharField(default="en", max_length=5, verbose_name="language")),
                (
                    "time_zone",
                    models.CharField(
                        blank=True, help_text="Empty: the site's.", max_length=64, verbose_name="time zone"
                    ),
                ),
                (
                    "glucose_unit",
                    models.CharField(
                        choices=[("mg/dL", "mg/dL"), ("mmol/L", "mmol/L")],
                        default="mg/dL",
                        max_length=6,
                        verbose_name="glucose unit",
                    ),
                ),
                (
                    "diabetes_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "I'd rather not say"),
                            ("type_1", "Type 1"),
                            ("type_2", "Type 2"),
                            ("gestational", "Gestational"),
                            ("other", "Another type"),
                            ("carer", "I care for somebody with diabetes"),
                        ],
                        max_length=12,
                        verbose_name="diabetes type",
                    ),
                ),
                (
                    "treatment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "I'd rather not say"),
                            ("none", "No medicine"),
                            ("tablets", "Tablets or weekly injections"),
                            ("insulin", "Insulin"),
                            ("both", "Insulin and tablets"),
                            ("pump", "Insulin pump"),
                        ],
                        max_length=12,
                        verbose_name="treatment",
                    ),
                ),
                (
                    "helps_since",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="Empty: they may not. The person's own choice, and theirs to take back.",
                        null=True,
                        verbose_name="messages may help screening since",
                    ),
                ),
                ("shows_typing", models.BooleanField(default=True, verbose_name="others see when they write")),
                (
                    "shows_presence",
                    models.BooleanField(
                        default=False, verbose_name="others see the pseudonym while they are in a room"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("is_staff", models.BooleanField(default=False, verbose_name="may enter the admin")),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="joined")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "account",
                "verbose_name_plural": "accounts",
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document", models.CharField(choices=[("house_rules", "House rules")], max_length=20)),
                ("version", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "constraints": [models.UniqueConstraint(fields=("user", "document", "version"), name="consent_once")],
            },
        ),
    ]
