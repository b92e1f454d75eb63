"""Which clinicians opened a member's thread with the care team (Room.care_for): without the row it stays shut."""

from django.conf import settings
from django.db import models


class CareReader(models.Model):
    """That a clinician opened the thread, and when first. It opens nothing to who is no clinician any more."""

    room = models.ForeignKey("chat.Room", models.CASCADE, related_name="care_readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="care_reader_once")]

    def __str__(self) -> str:
        return f"{self.user_id} opened {self.room_id}"
