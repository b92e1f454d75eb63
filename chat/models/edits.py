"""New words for a message that was posted before: what its author sent, what became of it, and what stood there."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _


class EditQuerySet(models.QuerySet["Edit"]):
    def to_tell(self):
        """The last of a message that is in sight, as long as it waits or was refused: its author is told."""
        later = Edit.objects.filter(message=OuterRef("message"), pk__gt=OuterRef("pk"))
        told = self.filter(state__in=[Edit.State.HELD, Edit.State.REFUSED], message__state="published")
        return told.exclude(Exists(later))


class Edit(models.Model):
    """One change that an author sent. It is made at once, or waits for a clinician while the former words stand."""

    class State(models.TextChoices):
        HELD = "held", _("Held")
        MADE = "made", _("Made")
        REFUSED = "refused", _("Refused")
        DROPPED = "dropped", _("Dropped")  # the message went before anybody decided

    message = models.ForeignKey("chat.Message", models.CASCADE, related_name="edits")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField(help_text="Made by the client; makes a send idempotent.")
    text = models.TextField()
    html = models.TextField()
    state = models.CharField(max_length=10, choices=State)
    card = models.JSONField(null=True, blank=True, help_text="The safety card that these words brought, whole.")
    note = models.TextField(blank=True, help_text="Why it was refused, in words for its author.")
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When it was made, refused or dropped.")

    objects = EditQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="edit_sent_once"),
            models.UniqueConstraint(fields=["message"], condition=Q(state="held"), name="edit_one_waits"),
            models.CheckConstraint(
                condition=Q(state="held", settled_at=None) | (~Q(state="held") & Q(settled_at__isnull=False)),
                name="edit_held_or_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["author"], condition=Q(state__in=["held", "refused"]), name="edit_to_tell"),
        ]

    def __str__(self) -> str:
        return f"edit {self.pk} of {self.message_id}"


class FormerText(models.Model):
    """Words that stood in a message until others took their place. Written once; clinicians alone read them."""

    message = models.ForeignKey("chat.Message", models.CASCADE, related_name="former_texts")
    text = models.TextField()
    revision = models.BigIntegerField(help_text="The message's, when these words were last in sight.")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"former text {self.pk} of {self.message_id}"

    def save(self, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(_("This row is kept as it was written."))
        super().save(**kwargs)
