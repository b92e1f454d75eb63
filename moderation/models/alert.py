"""That clinicians were told of urgent cases outside the queue."""

from django.conf import settings
from django.db import models


class Alert(models.Model):
    """That a clinician was told of a case: once that it waits, and once that it is late.

    Whoever was told while off duty may not have heard it (quiet hours): on duty they are told again.
    """

    case = models.ForeignKey("moderation.Case", models.CASCADE, related_name="alerts")
    clinician = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    late = models.BooleanField()
    on_duty = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "clinician", "late", "on_duty"], name="alert_once"),
        ]

    def __str__(self) -> str:
        return f"alert of {self.clinician_id} to {self.case_id}"


class LastAlert(models.Model):
    """When a clinician was last told. Moved by conditional update: of several workers one tells them."""

    clinician = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"last alert of {self.clinician_id}"
