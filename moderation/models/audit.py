"""The audit trail: a row for each thing done, each bound to the one before it by a hash."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from moderation.models.append_only import AppendOnly


class AuditEntry(AppendOnly):
    """Written by moderation.audit alone. No constraint ties it to the account: the row outlives it."""

    seq = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("who"),
    )
    action = models.CharField(_("action"), max_length=40)
    subject_type = models.CharField(_("of what"), max_length=40)
    subject_id = models.BigIntegerField(_("which"))
    data = models.JSONField(_("details"), default=dict)
    previous = models.CharField(max_length=64, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class AuditHead(models.Model):
    """One row: number and hash of the last entry. Locked to append; shows when the end of the trail was cut off."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"audit at {self.seq}"
