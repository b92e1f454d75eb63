"""The library: resources of diabetes self-management education, and who vouches for each."""

import hashlib
import json
from datetime import date

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from modelsearch import index
from modelsearch.queryset import SearchableQuerySetMixin

from education.text import fold
from education.vocabulary import Act, Audience, Kind, State, check_topics, topic_labels

# What a validator judges. Whoever changes one of these takes the resource back to review; the others (topics, kind,
# publisher, licence) say where it stands on the shelf.
JUDGED = ("title", "summary", "body", "url", "language", "country", "audience")


class ResourceQuerySet(SearchableQuerySetMixin, models.QuerySet["Resource"]):
    def shown(self, today: date) -> "ResourceQuerySet":
        """What members may see on the day `today`: validated, and not past its next review."""
        return self.filter(state=State.VALIDATED, next_review__gte=today)

    def due(self, by: date) -> "ResourceQuerySet":
        """Validated resources whose next review falls on or before the day `by`, or is past."""
        return self.filter(state=State.VALIDATED, next_review__lte=by)

    def overdue_untold(self, today: date) -> "ResourceQuerySet":
        """Those whose next review passed by the day `today`, and nobody was told that they left the shelf."""
        return self.filter(state=State.VALIDATED, next_review__lt=today).exclude(overdue_told=F("next_review"))

    def about(self, topic: str) -> "ResourceQuerySet":
        """Those with the topic. As text: SQLite cannot look inside a JSON list."""
        return self.alias(topics_text=Cast("topics", models.TextField())).filter(topics_text__contains=f'"{topic}"')


class Resource(index.Indexed, models.Model):
    """One item: a text of our own (`body`) or a publisher's page (`url`), with a summary in our own words.

    Written by education.services only.
    """

    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(
        _("summary"),
        max_length=1_000,
        validators=[MaxLengthValidator(1_000)],  # a text field's own max_length holds in forms only
        blank=True,
        help_text=_("In our own words, for a quick reader. A draft may wait for it; a review may not."),
    )
    body = models.TextField(
        _("body"),
        max_length=50_000,
        validators=[MaxLengthValidator(50_000)],
        blank=True,
        help_text=_("Markdown. Leave empty for a link."),
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    publisher = models.CharField(_("publisher"), max_length=120, blank=True)
    topics = models.JSONField(
        _("topics"), default=list, blank=True, validators=[check_topics], help_text=_("ADCES7 self-care behaviours.")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ARTICLE)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters, as in US."))],
        help_text=_("Two letters (ISO 3166-1), when it holds for one country only; empty for any."),
    )
    audience = models.CharField(_("audience"), max_length=12, choices=Audience, default=Audience.PATIENT)
    evidence = models.TextField(
        _("evidence"),
        max_length=2_000,
        validators=[MaxLengthValidator(2_000)],
        blank=True,
        help_text=_("What the reviewer should look at. Members read the evidence that the review names."),
    )
    reading_grade = models.DecimalField(
        _("reading grade"),
        max_digits=3,
        decimal_places=1,
        null=True,
        editable=False,
        validators=[MinValueValidator(0), MaxValueValidator(20)],
        help_text=_("School grade, measured on our own text."),
    )
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    is_demo = models.BooleanField(_("demo content"), default=False, editable=False)
    source_id = models.CharField(_("source id"), max_length=40, blank=True, editable=False)
    source = models.JSONField(
        default=dict, editable=False, help_text="The line of the list as it was last taken over (education.importing)."
    )

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, editable=False)
    next_review = models.DateField(_("next review"), null=True, editable=False)
    overdue_told = models.DateField(
        null=True, editable=False, help_text="The next review of which it was told that it had passed."
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects = ResourceQuerySet.as_manager()

    # The services keep the index in step, in their own transaction.
    search_auto_update = False
    search_fields = [index.AutocompleteField("searchable"), index.FilterField("id")]

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["title", "pk"]
        permissions = [("validate_resource", "Can validate a resource")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(body="") | ~Q(url=""),
                name="resource_has_body_or_url",
                violation_error_message=_("Give a body, an address, or both."),
            ),
            models.CheckConstraint(
                condition=~Q(state="validated") | Q(next_review__isnull=False), name="validated_has_next_review"
            ),
            models.CheckConstraint(condition=~Q(state="validated") | ~Q(summary=""), name="validated_has_summary"),
            models.UniqueConstraint(fields=["source_id"], condition=~Q(source_id=""), name="source_id_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_shown(self, today: date) -> bool:
        """Whether members may see it on the day `today` (as ResourceQuerySet.shown)."""
        return self.state == State.VALIDATED and self.next_review is not None and self.next_review >= today

    def judged(self) -> dict[str, str]:
        """The words that a validator judges and members read."""
        return {name: getattr(self, name) for name in JUDGED}

    def digest(self) -> str:
        """Sixteen hex digits that change with each judged word: which text was it that somebody read?"""
        return hashlib.sha256(json.dumps(self.judged(), sort_keys=True).encode()).hexdigest()[:16]

    def country_name(self) -> str:
        """In the reader's language; empty for any country."""
        return str(countries.name(self.country)) if self.country else ""

    def topic_labels(self) -> list[str]:
        return topic_labels(self.topics)

    def searchable(self) -> str:
        """All words that a reader may look for, folded as the query will be."""
        return fold(" ".join([self.title, self.summary, self.body, self.publisher, *topic_labels(self.topics)]))


class AppendOnly(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError(f"{type(self).__name__} is append-only.")


class ResourceRevision(AppendOnly):
    """That somebody did something to a resource: which act, and what it changed."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="revisions")
    act = models.CharField(_("what"), max_length=12, choices=Act)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )  # nobody: a command did it
    at = models.DateTimeField(_("when"))
    note = models.TextField(_("note"), blank=True)
    changes = models.JSONField(_("changes"), default=dict, help_text="{field: [before, after]}")

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d}"


class Validation(AppendOnly):
    """That a clinician vouches for a resource as it read then, on which evidence, and until when.

    Protects the resource: what was vouched for once can be retired, never deleted.
    """

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="validations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    credential = models.CharField(_("credential"), max_length=120, help_text=_("As members read it: “Diabetes nurse”."))
    evidence = models.TextField(_("evidence"), max_length=2_000, validators=[MaxLengthValidator(2_000)])
    at = models.DateTimeField(_("when"))
    next_review = models.DateField(_("next review"))
    judged = models.JSONField(_("text judged"), help_text="A copy of the judged fields (JUDGED).")

    class Meta:
        verbose_name = _("validation")
        verbose_name_plural = _("validations")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.credential} {self.at:%Y-%m-%d}"
