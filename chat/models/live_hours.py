"""A live hour: at a set time somebody is in the room to be asked, once or every week."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LiveHour(models.Model):
    """It begins by the clock on the wall of its zone: a weekly one at 19:00 stays at 19:00 when the clocks change."""

    room = models.ForeignKey("chat.Room", models.CASCADE, related_name="live_hours")
    title = models.CharField(_("title"), max_length=120)
    host = models.CharField(_("who hosts it"), max_length=80)
    starts_at = models.DateTimeField(_("starts"))
    zone = models.CharField(max_length=60, help_text="That of who planned it, as in Europe/Madrid.")
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    weekly_until = models.DateField(_("every week until"), null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    told_upto = models.DateTimeField(
        null=True, blank=True, help_text="The start of its latest time of which members heard that it begins soon."
    )

    class Meta:
        verbose_name = _("live hour")
        verbose_name_plural = _("live hours")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(5, 240)), name="live_hour_5_to_240_minutes"),
        ]

    def __str__(self) -> str:
        return self.title
