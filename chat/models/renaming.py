"""That somebody whom a room heard is called otherwise now."""

from django.conf import settings
from django.db import models


class Renaming(models.Model):
    """At which revision of the room a person's name changed last. The name itself is the account's."""

    room = models.ForeignKey("chat.Room", models.CASCADE, related_name="renamings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    revision = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="renaming_once"),
            models.UniqueConstraint(fields=["room", "revision"], name="renaming_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.room_id}"
