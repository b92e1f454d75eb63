"""That a clinician went to write to a case's author in private."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from moderation.models.words import Urgency

LATELY = timedelta(hours=6)  # for so long a decided case still tells how urgent the talk is


class OutreachQuerySet(models.QuerySet["Outreach"]):
    def urgent(self, now: datetime):
        """Those from an urgent case that is open, or that a clinician wrote from lately."""
        return self.filter(Q(case__closed_at=None) | Q(at__gt=now - LATELY), case__urgency=Urgency.URGENT)


class Outreach(models.Model):
    """One a case and clinician: it ties the case to the author's thread with the care team, for clinicians alone."""

    case = models.ForeignKey("moderation.Case", models.PROTECT, related_name="outreaches")
    room = models.ForeignKey("chat.Room", models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OutreachQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "by"], name="outreach_once")]

    def __str__(self) -> str:
        return f"outreach of {self.by_id} for {self.case_id}"
