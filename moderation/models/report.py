"""A member's word that a message needs a clinician."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moderation.models.words import Category


class Report(models.Model):
    """Keeps the text as it was, whatever happens to the message. Withdrawing dates the row; it stays."""

    message = models.ForeignKey("chat.Message", models.PROTECT, related_name="reports")
    case = models.ForeignKey("moderation.Case", models.CASCADE, related_name="reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reports")
    category = models.CharField(_("what is wrong"), max_length=20, choices=Category)
    words = models.TextField(_("in your own words"), max_length=1_000, blank=True)
    text = models.TextField(_("text as it was"))
    by_guide = models.BooleanField(_("handed over by a guide"), default=False)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "by"], condition=Q(withdrawn_at=None), name="report_once_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"
