"""What is read of the messages that nobody flagged: a week's sample, its messages, who found what, what was settled."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moderation.models.append_only import AppendOnly


class Sample(models.Model):
    """A simple random sample of what was said from `since` to `drawn_at` and had no case then. One a week.

    Each message has a rank that `seed` and its id make (moderation.sampling); those with the lowest ranks are in. So
    anybody can draw it again from the row.
    """

    SIZE = 100  # messages; two readers take about half an hour each

    week = models.DateField(_("week"), unique=True, help_text=_("The Monday of the week in which it was drawn."))
    since = models.DateTimeField(_("from"))
    population = models.PositiveIntegerField(_("drawn from"), help_text=_("How many messages there were."))
    size = models.PositiveIntegerField(_("size"), default=SIZE, help_text=_("All of them when there are fewer."))
    seed = models.BigIntegerField(_("seed"))
    drawn_at = models.DateTimeField(_("drawn"))

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        ordering = ["-week"]
        constraints = [
            models.CheckConstraint(condition=Q(population__gte=1, size__gte=1), name="sample_not_empty"),
            models.CheckConstraint(condition=Q(since__lt=F("drawn_at")), name="sample_takes_time"),
        ]

    def __str__(self) -> str:
        return f"sample of {self.week}"


class Sampled(models.Model):
    """A message of a sample, with its text as it was when drawn. `order` is its rank among the drawn."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="messages")
    message = models.OneToOneField("chat.Message", models.PROTECT, related_name="sampled")
    order = models.PositiveIntegerField()
    text = models.TextField()
    reply_to = models.TextField(blank=True, help_text="The text of the message that it answers.")

    class Meta:
        ordering = ["sample", "order"]
        constraints = [models.UniqueConstraint(fields=["sample", "order"], name="sampled_order_once")]

    def __str__(self) -> str:
        return f"{self.order} of {self.sample_id}"


class Reading(AppendOnly):
    """What one clinician found, not knowing what another did: labels of moderation.screening, none for "nothing"."""

    READERS = 2

    sampled = models.ForeignKey(Sampled, models.PROTECT, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(help_text="1 or 2: a third reading has no place.")
    labels = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["sampled", "reader"], name="reading_once_a_reader"),
            models.UniqueConstraint(fields=["sampled", "place"], name="reading_place_once"),
            models.CheckConstraint(condition=Q(place__in=(1, 2)), name="reading_place_1_or_2"),
        ]

    def __str__(self) -> str:
        return f"reading {self.place} of {self.sampled_id}"


class Settlement(AppendOnly):
    """What holds where two readings differ on whether a message is risky at all."""

    sampled = models.OneToOneField(Sampled, models.PROTECT, related_name="settlement")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    labels = models.JSONField(default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"settlement of {self.sampled_id}"
