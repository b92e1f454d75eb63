"""Who reacted to a message, and whom it mentions: one row each. What members see of it is read from these rows."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Window
from django.db.models.functions import RowNumber

SHOWN = 50  # of each reaction, so many of those who reacted last are known to the room by id; all are counted


class ReactionQuerySet(models.QuerySet["Reaction"]):
    def latest_of_each(self, most: int = SHOWN) -> "ReactionQuerySet":
        """The latest so many of each reaction to each message, latest first; `count` is how many there are in all."""
        each = ["message", "reaction"]
        counted = self.annotate(count=Window(Count("pk"), partition_by=each))
        ranked = counted.alias(nth=Window(RowNumber(), partition_by=each, order_by="-pk"))
        return ranked.filter(nth__lte=most).order_by("-pk")


class Reaction(models.Model):
    """That a person reacted to a message; taking it back deletes the row. Written under the room's lock."""

    message = models.ForeignKey("chat.Message", models.CASCADE, related_name="reactions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reaction = models.CharField(max_length=20)
    at = models.DateTimeField()

    objects = ReactionQuerySet.as_manager()
    count: int  # where `latest_of_each` has read it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user", "reaction"], name="reaction_once")]

    def __str__(self) -> str:
        return f"{self.user_id} to {self.message_id}: {self.reaction}"


class Mention(models.Model):
    """That a message names a person of its room. `told_at`: when that person got a notice of it, if ever."""

    message = models.ForeignKey("chat.Message", models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="mention_once")]

    def __str__(self) -> str:
        return f"{self.message_id} mentions {self.user_id}"
