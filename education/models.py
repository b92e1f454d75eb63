"""The library: resources of diabetes self-management education, and who vouches for each."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """The ADCES7 self-care behaviours."""

    HEALTHY_COPING = "healthy_coping", _("Healthy coping")
    HEALTHY_EATING = "healthy_eating", _("Healthy eating")
    BEING_ACTIVE = "being_active", _("Being active")
    TAKING_MEDICATION = "taking_medication", _("Taking medication")
    MONITORING = "monitoring", _("Monitoring")
    REDUCING_RISK = "reducing_risk", _("Reducing risk")
    PROBLEM_SOLVING = "problem_solving", _("Problem solving")


class Kind(models.TextChoices):
    ARTICLE = "article", _("Article")
    LEAFLET = "leaflet", _("Leaflet")
    VIDEO = "video", _("Video")
    TOOL = "tool", _("Tool")
    RECIPE = "recipe", _("Recipe")
    STORY = "story", _("Story")


class Audience(models.TextChoices):
    PATIENT = "patient", _("People with diabetes")
    CARER = "carer", _("Family and carers")
    EVERYONE = "everyone", _("Everyone")


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    VALIDATED = "validated", _("Validated")
    RETIRED = "retired", _("Retired")


class ResourceQuerySet(models.QuerySet["Resource"]):
    def shown(self, today):
        """What members may see on the day `today`: validated, and not past its next review."""
        return self.filter(state=State.VALIDATED, next_review__gte=today)


class Resource(models.Model):
    """One item: a text of our own (`body`) or a publisher's page (`url`), with a summary in our own words."""

    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=1_000, help_text=_("In our own words, for a quick reader."))
    body = models.TextField(_("body"), blank=True, help_text=_("Markdown. Leave empty for a link."))
    url = models.URLField(_("address"), max_length=500, blank=True)
    publisher = models.CharField(_("publisher"), max_length=120, blank=True)
    source_id = models.CharField(
        _("source id"), max_length=40, blank=True, help_text=_("Its id in the list it was imported from.")
    )
    topics = models.JSONField(_("topics"), default=list, help_text=_("ADCES7 self-care behaviours."))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ARTICLE)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Two letters; empty for any."))
    audience = models.CharField(_("audience"), max_length=12, choices=Audience, default=Audience.PATIENT)
    evidence = models.TextField(_("evidence"), blank=True)
    reading_grade = models.DecimalField(
        _("reading grade"),
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(20)],
    )
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    is_demo = models.BooleanField(_("demo content"), default=False, editable=False)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, editable=False)
    next_review = models.DateField(_("next review"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["title"]
        permissions = [("validate_resource", "Can validate a resource")]
        constraints = [
            models.CheckConstraint(condition=~Q(body="") | ~Q(url=""), name="resource_has_body_or_url"),
            models.CheckConstraint(
                condition=~Q(state="validated") | Q(next_review__isnull=False), name="validated_has_next_review"
            ),
            models.UniqueConstraint(fields=["source_id"], condition=~Q(source_id=""), name="source_id_once"),
        ]

    def __str__(self) -> str:
        return self.title
