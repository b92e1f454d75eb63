"""How far the replay of a rule's version is, or what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, cast

from django.db import models

SILENT = timedelta(seconds=30)  # the process that replays writes every second: one that did not is gone
How = Literal["", "running", "cut_off", "done", "overtaken", "failed"]


class ReplayQuerySet(models.QuerySet["Replay"]):
    def running(self, now: datetime) -> ReplayQuerySet:
        return self.filter(ended_at=None, beat_at__gt=now - SILENT)


class Replay(models.Model):
    """The latest replay of a version, which one process of the server does in the background.

    `changes` names the texts that come out otherwise by their rows and marks, and holds none of their words: a message
    that is gone since, or says something else, is not shown here either.
    """

    class Failure(models.TextChoices):
        OVERTAKEN = "overtaken"
        FAILED = "failed"

    version = models.OneToOneField("moderation.RuleVersion", models.CASCADE, related_name="replaying")
    begun_at = models.DateTimeField()
    beat_at = models.DateTimeField(help_text="When the process that does it last said so.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0, help_text="Texts to read; 0 until they are counted.")
    ended_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=9, choices=Failure, blank=True)
    changes = models.JSONField(default=list)

    objects = ReplayQuerySet.as_manager()

    def __str__(self) -> str:
        return f"replay of {self.version_id}: {self.done} of {self.total}"

    def state(self, now: datetime) -> How:
        if self.ended_at:
            return cast("How", self.failure) or "done"
        return "running" if self.beat_at > now - SILENT else "cut_off"

    @property
    def seconds(self) -> int:
        """That it took. Only of one that has ended."""
        assert self.ended_at
        return round((self.ended_at - self.begun_at).total_seconds())
