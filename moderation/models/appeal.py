"""A member's wish that another clinician looks again at a message of theirs that was taken out."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Appeal(models.Model):
    """One a decision, with a case of its own. What comes of it is the decision about that case."""

    decision = models.OneToOneField("moderation.Decision", models.PROTECT, related_name="appeal")
    case = models.OneToOneField("moderation.Case", models.CASCADE, related_name="appeal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="appeals")
    words = models.TextField(_("in your own words"), max_length=1_000)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"appeal {self.pk}"
