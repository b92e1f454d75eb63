"""That a person's summary of a period was settled."""

from django.conf import settings
from django.db import models


class Digest(models.Model):
    """One a person and period, a day of theirs or the Monday of their week: whoever makes the row may send it.

    `upto` is the moment at which it was due; `sent_at` stays empty when there was nothing to say.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    period = models.DateField()
    upto = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "period"], name="digest_once_a_period")]

    def __str__(self) -> str:
        return f"digest of {self.user_id} for {self.period}"
