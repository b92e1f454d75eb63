"""That a member may not post in a room for a while: who said so, why, and until when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Pause(models.Model):
    """It ends by itself at `until`, or when it is lifted. The member goes on reading."""

    room = models.ForeignKey("chat.Room", models.CASCADE, related_name="pauses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="pauses")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, help_text="In words for the member.")
    at = models.DateTimeField()
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="pause_has_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="pause_lifted_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["room", "user", "until"], condition=Q(lifted_at=None), name="pause_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} paused in {self.room_id}"
