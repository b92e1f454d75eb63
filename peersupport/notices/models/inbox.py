"""What a person is told outside the room, in an inbox that has a revision as a room has."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Inbox(models.Model):
    """One a person. `revision` grows by one with each notice or change of rights, under the row's lock.

    `rights_revision` is the revision that the latest change of rights took: 0 for a person whose rights never changed.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="inbox")
    revision = models.BigIntegerField(default=0)
    rights_revision = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"inbox of {self.user_id}"


class Notice(models.Model):
    """One thing told. `kind` chooses the words (notices.words), `data` fills them: JSON of plain values.

    `data["over"]`, a moment as in notices.wire, says from when on nobody need be told of it any more.
    """

    inbox = models.ForeignKey(Inbox, models.CASCADE, related_name="notices")
    revision = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(fields=["inbox", "revision"], name="notice_revision_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.revision}"

    @property
    def over(self) -> datetime | None:
        said = self.data.get("over")
        return datetime.fromisoformat(said) if said else None
