"""How a person wants to be told of their notices when they are not here."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.notices.kinds import Group


class Rhythm(models.TextChoices):
    NEVER = "", _("No")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week, on Monday")


class Reach(models.Model):
    """A person's own choice; no row: only here, in the app, where every notice stands in any case.

    `push` and `mail` list groups (notices.kinds); what is on until somebody says no is a field of its own. Hours are of
    the person's own time zone (accounts.zones).
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="reach")
    push = models.JSONField(default=list)
    mail = models.JSONField(default=list)
    urgent_push = models.BooleanField(default=True)
    urgent_mail = models.BooleanField(default=True)
    shows_words = models.BooleanField(default=False)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    digest = models.CharField(max_length=6, choices=Rhythm, blank=True)
    digest_hour = models.PositiveSmallIntegerField(default=18)
    digest_since = models.DateTimeField(null=True, blank=True, help_text="No digest is due for an hour before this.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=models.F("quiet_until")),
                name="quiet_hours_are_whole",
            ),
            models.CheckConstraint(condition=Q(digest_hour__lt=24), name="digest_hour_of_a_day"),
            models.CheckConstraint(condition=Q(digest="") | Q(digest_since__isnull=False), name="digest_has_since"),
        ]

    def __str__(self) -> str:
        return f"reach of {self.user_id}"

    @property
    def pushed(self) -> list[str]:
        """The groups that go to devices."""
        return self.push + [Group.URGENT.value] * self.urgent_push

    @property
    def mailed(self) -> list[str]:
        """The groups that go out by mail."""
        return self.mail + [Group.URGENT.value] * self.urgent_mail
