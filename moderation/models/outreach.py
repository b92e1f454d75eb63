"""That a clinician went to write to a case's author in private."""

from django.conf import settings
from django.db import models


class Outreach(models.Model):
    """One a case and clinician: it ties the case to the author's thread with the care team, for clinicians alone."""

    case = models.ForeignKey("moderation.Case", models.PROTECT, related_name="outreaches")
    room = models.ForeignKey("chat.Room", models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "by"], name="outreach_once")]

    def __str__(self) -> str:
        return f"outreach of {self.by_id} for {self.case_id}"
