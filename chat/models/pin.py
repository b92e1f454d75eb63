"""That a message is pinned to the top of its room, by whom and when. Unpinning deletes the row."""

from django.conf import settings
from django.db import models


class Pin(models.Model):
    message = models.OneToOneField("chat.Message", models.CASCADE, related_name="pin")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pin of {self.message_id}"
