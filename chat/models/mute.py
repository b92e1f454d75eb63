"""Whom a member has muted: their business alone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Mute(models.Model):
    """That `by` wants to read nothing of `person` unasked. Unmuting deletes the row."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "person"], name="mute_once"),
            models.CheckConstraint(condition=~Q(by=F("person")), name="mute_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"mute {self.pk}"
