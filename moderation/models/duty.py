"""When a clinician is on duty: a weekly roster in the site's own time zone, and turns that somebody takes at once."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class DutyHours(models.Model):
    """Hours of every week, on a clock on the wall where the site is. Ending at or before they start: the next day."""

    clinician = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
        help_text=_("Left empty: the team, whoever of it."),
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"), help_text=_("At or before “from”: on the next day."))

    class Meta:
        verbose_name = _("duty hours")
        verbose_name_plural = _("duty hours")
        ordering = ["weekday", "starts"]
        constraints = [models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="duty_weekday_0_to_6")]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"


class DutyTurn(models.Model):
    """That a clinician is on duty besides the roster, until a time that is known. Ended early, it ends then."""

    clinician = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("since")), name="duty_turn_goes_on")]

    def __str__(self) -> str:
        return f"{self.clinician_id} until {self.until:%H:%M}"
