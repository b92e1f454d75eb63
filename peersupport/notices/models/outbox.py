"""What is to be sent about notices."""

from django.db import models
from django.db.models import Q


class Delivery(models.Model):
    """That a notice is to go to a device or, without one, out by mail. Whoever sends it takes the row away first."""

    notice = models.ForeignKey("notices.Notice", models.CASCADE, related_name="deliveries")
    device = models.ForeignKey("notices.Device", models.CASCADE, null=True, blank=True, related_name="deliveries")
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "device"], name="delivery_once_a_device"),
            models.UniqueConstraint(fields=["notice"], condition=Q(device=None), name="delivery_once_by_mail"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"
