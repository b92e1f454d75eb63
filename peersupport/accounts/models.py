"""Who a person is: an account known to others by its pseudonym only, and what the person agreed to."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from peersupport.accounts import pseudonyms


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class GlucoseUnit(models.TextChoices):
    MGDL = "mg/dL", "mg/dL"
    MMOLL = "mmol/L", "mmol/L"


class DiabetesType(models.TextChoices):
    UNSTATED = "", _("I'd rather not say")
    TYPE_1 = "type_1", _("Type 1")
    TYPE_2 = "type_2", _("Type 2")
    GESTATIONAL = "gestational", _("Gestational")
    OTHER = "other", _("Another type")
    CARER = "carer", _("I care for somebody with diabetes")


class Treatment(models.TextChoices):
    UNSTATED = "", _("I'd rather not say")
    NONE = "none", _("No medicine")
    TABLETS = "tablets", _("Tablets or weekly injections")
    INSULIN = "insulin", _("Insulin")
    BOTH = "both", _("Insulin and tablets")
    PUMP = "pump", _("Insulin pump")


class PseudonymKeyField(models.CharField):
    """Filled from the pseudonym at each write, one row or many, so that no writer can forget it."""

    def pre_save(self, model_instance: Any, add: bool) -> str:
        key = pseudonyms.key(model_instance.pseudonym)
        setattr(model_instance, self.attname, key)
        return key


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Members see `pseudonym`; no page shows others `email` or `full_name`."""

    email = models.EmailField(_("e-mail address"), unique=True)
    pseudonym = models.CharField(
        _("pseudonym"), max_length=30, validators=[pseudonyms.check_pseudonym], help_text=_("The name that others see.")
    )
    pseudonym_key = PseudonymKeyField(max_length=60, unique=True, editable=False)
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Two letters, ISO 3166-1."))
    language = models.CharField(_("language"), max_length=5, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, help_text=_("Empty: the site's."))
    glucose_unit = models.CharField(_("glucose unit"), max_length=6, choices=GlucoseUnit, default=GlucoseUnit.MGDL)
    diabetes_type = models.CharField(_("diabetes type"), max_length=12, choices=DiabetesType, blank=True)
    treatment = models.CharField(_("treatment"), max_length=12, choices=Treatment, blank=True)
    helps_since = models.DateTimeField(
        _("messages may help screening since"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Empty: they may not. The person's own choice, and theirs to take back."),
    )
    shows_typing = models.BooleanField(_("others see when they write"), default=True)
    shows_presence = models.BooleanField(_("others see the pseudonym while they are in a room"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["pseudonym"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The pseudonym, or what a closed account is called in the reader's language."""
        return pseudonyms.called(self.pseudonym)

    def get_full_name(self) -> str:
        return self.called

    def get_short_name(self) -> str:
        return self.called


class Consent(models.Model):
    """That a person agreed to one version of a document, and when. Append-only."""

    class Document(models.TextChoices):
        HOUSE_RULES = "house_rules", _("House rules")

    user = models.ForeignKey(User, models.CASCADE, related_name="consents")
    document = models.CharField(max_length=20, choices=Document)
    version = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [models.UniqueConstraint(fields=["user", "document", "version"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.document} {self.version}"


class FormerName(models.Model):
    """That a pseudonym was a closed account's: a keyed hash of it, so that nobody else is taken for that person."""

    hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"former name {self.pk}"


class Closing(models.Model):
    """That an account is closed, since when, and who did it: nobody for a command.

    What is left to do then is done in the background, until `finished_at`. Only so long is the pseudonym kept.
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="closing")
    at = models.DateTimeField(_("closed"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    takes_back = models.BooleanField(_("messages are taken back"))
    pseudonym = models.CharField(max_length=30, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("closed account")
        verbose_name_plural = _("closed accounts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at=None) | models.Q(pseudonym=""), name="closing_forgets_the_name"
            ),
        ]

    def __str__(self) -> str:
        return f"closing of {self.user_id}"
