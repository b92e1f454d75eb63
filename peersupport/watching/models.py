"""When each job of the background work last ran, wherever that was: the one thing that only the database can tell."""

from django.db import models


class JobRun(models.Model):
    """The latest run of one job. `succeeded_at` stays when a later run fails, and is null until one succeeds."""

    name = models.CharField(primary_key=True, max_length=80)
    ended_at = models.DateTimeField()
    seconds = models.FloatField()
    failed = models.BooleanField()
    succeeded_at = models.DateTimeField(null=True)
    host = models.CharField(max_length=255)

    class Meta:
        default_permissions = ()
        permissions = [("view_status", "Can see how the site is doing")]

    def __str__(self) -> str:
        return self.name
