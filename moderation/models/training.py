"""Texts that the next training of the screening model may learn from: with consent, without names, looked through."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TrainingTextQuerySet(models.QuerySet["TrainingText"]):
    def consented(self):
        """Those whose authors let them be used now."""
        return self.filter(message__author__helps_since__isnull=False)

    def waiting(self):
        """Those that a clinician has yet to look through, the oldest first."""
        return self.consented().filter(judged_at=None).order_by("pk")

    def ready(self):
        return self.consented().filter(approved=True).order_by("pk")


class TrainingText(models.Model):
    """One message as it may be learned from. Deleted as soon as its author takes the consent back, unless it was
    left out: that row has no words, and keeps the text from being gathered again.

    `before` is the text as it was judged, kept only until a clinician has compared it with `text`; the same holds for
    what it answers.
    """

    class Origin(models.TextChoices):
        MISSED = "missed", _("Missed by screening")
        DISMISSED = "dismissed", _("Flagged for nothing")

    message = models.OneToOneField("chat.Message", models.CASCADE, related_name="training_text")
    origin = models.CharField(_("origin"), max_length=9, choices=Origin)
    labels = models.JSONField(_("labels"), default=list)
    kind = models.CharField(_("kind"), max_length=20)
    before = models.TextField(blank=True)
    before_reply_to = models.TextField(blank=True)
    text = models.TextField(_("text"), blank=True)
    reply_to = models.TextField(_("in answer to"), blank=True)
    language = models.CharField(_("language"), max_length=5)
    gathered_at = models.DateTimeField(_("gathered"))
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(_("approved"), null=True, blank=True)
    exported_at = models.DateTimeField(_("first exported"), null=True, blank=True)

    objects = TrainingTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text for training")
        verbose_name_plural = _("texts for training")
        permissions = [("approve_trainingtext", "Can approve a text for training")]
        constraints = [
            models.CheckConstraint(
                condition=Q(judged_by=None, judged_at=None, approved=None)
                | Q(judged_by__isnull=False, judged_at__isnull=False, approved__isnull=False, before=""),
                name="training_judged_whole",
            ),
            models.CheckConstraint(condition=Q(exported_at=None) | Q(approved=True), name="training_exported_approved"),
        ]

    def __str__(self) -> str:
        return f"text {self.pk} for training"

    @property
    def may_quote(self) -> bool:
        """Whether the author of what it answers lets that be used now. Not where that message is gone for good."""
        answered = self.message.reply_to
        return answered is not None and answered.author.helps_since is not None
