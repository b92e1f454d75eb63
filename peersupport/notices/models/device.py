"""A browser that a person lets us send notices to."""

from hashlib import sha256

from django.conf import settings
from django.db import models


class Device(models.Model):
    """A push subscription (RFC 8030, 8291): where its push service is reached, and the keys that only it can open.

    It belongs to the session that made it, and ends with that.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices")
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    session_key = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=80, help_text="What its person knows it by: Firefox on Android.")
    created_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"device {self.pk}"

    @property
    def mark(self) -> str:
        """By which a browser knows itself in a page, without the address that whoever has it may write to."""
        return sha256(self.endpoint.encode()).hexdigest()
