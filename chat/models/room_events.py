"""What happened in a room, until its members who want to hear of it away from it were told."""

from django.conf import settings
from django.db import models


class RoomEvent(models.Model):
    """Written in the transaction that does it, and deleted by who told the last member (chat.services.events).

    `hour` and `message` are what it is about, if that is still there; `told_upto` is the last person told, in order of
    their ids. `by` did it and need not be told.
    """

    class Kind(models.TextChoices):
        """Each is a kind of notice (peersupport.notices.kinds)."""

        HOUR_PLANNED = "hour_planned"
        HOUR_SOON = "hour_soon"
        HOUR_CALLED_OFF = "hour_called_off"
        PROMPT = "room_prompt"
        ARCHIVED = "room_archived"

    room = models.ForeignKey("chat.Room", models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)
    hour = models.ForeignKey("chat.LiveHour", models.CASCADE, null=True, blank=True, related_name="events")
    message = models.ForeignKey("chat.Message", models.CASCADE, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, help_text="What fills the words of the notice, beside the room.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    told_upto = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.kind} in {self.room_id}"
