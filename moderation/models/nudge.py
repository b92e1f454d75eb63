"""How often members were asked to tell a draft as their own story, and what came of it: no words, no names."""

from django.db import models


class NudgeTally(models.Model):
    """One day's count of one thing. `came_to` is what screening said of what was sent after the question."""

    class What(models.TextChoices):
        NUDGED = "nudged"
        REWRITTEN = "rewritten"
        AS_IT_WAS = "as_it_was"

    day = models.DateField()
    what = models.CharField(max_length=10, choices=What)
    came_to = models.CharField(max_length=10, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "what", "came_to"], name="nudge_tally_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.came_to} {self.day}".replace("  ", " ")
