"""What waits for a clinician: a case about a message, what was found in it, who holds it, and the queue's counter."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models import Edit
from moderation.models.words import Category, Urgency


class CaseQuerySet(models.QuerySet["Case"]):
    def waiting(self):
        """Open cases, the most urgent first, then the one that is due first."""
        return self.filter(closed_at=None).order_by("-urgency", "due_at", "pk")

    def claimable(self, by, now: datetime):
        """Open cases that `by` may hold from now on: free, run out, or held by `by` already."""
        return self.filter(Q(claimed_by=None) | Q(claimed_until__lte=now) | Q(claimed_by=by), closed_at=None)


class Case(models.Model):
    """One message, or one change of it, that needs a clinician.

    The claim is a lease in its fields, moved by conditional update.
    """

    class Opened(models.TextChoices):
        SCREENED = "screened", _("Found by screening")
        FAILED = "failed", _("Screening failed")
        REPORTED = "reported", _("Reported by a member")
        SAMPLED = "sampled", _("Found in a blind reading")
        GUIDE = "guide", _("Handed over by a guide")
        APPEAL = "appeal", _("Its author asks for a second look")

    message = models.ForeignKey("chat.Message", models.PROTECT, related_name="cases")
    edit = models.ForeignKey(
        "chat.Edit", models.PROTECT, null=True, blank=True, related_name="+", help_text="The new words that are judged."
    )
    room = models.ForeignKey("chat.Room", models.PROTECT, related_name="+")
    opened = models.CharField(_("opened because"), max_length=10, choices=Opened)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency)
    opened_at = models.DateTimeField(_("opened"))
    due_at = models.DateTimeField(_("due"))
    text = models.TextField(_("text as it was"))
    message_revision = models.BigIntegerField(null=True, blank=True, help_text="When opened; null: never seen.")
    verdict = models.JSONField(default=dict, help_text="What screening said, with its version.")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        permissions = [("work_queue", "Can work the queue")]
        constraints = [
            models.UniqueConstraint(fields=["message"], condition=Q(closed_at=None, edit=None), name="case_one_open"),
            models.UniqueConstraint(fields=["edit"], condition=Q(closed_at=None), name="case_one_open_for_edit"),
            models.CheckConstraint(condition=Q(urgency__range=(1, 4)), name="case_urgency_1_to_4"),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claimed_at=None, claimed_until=None)
                | Q(claimed_by__isnull=False, claimed_at__isnull=False, claimed_until__isnull=False),
                name="case_claim_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["-urgency", "due_at"], condition=Q(closed_at=None), name="case_waiting"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    def holder(self, now: datetime):
        """Who holds the lease at `now`, or None."""
        return self.claimed_by if self.claimed_until and self.claimed_until > now else None

    def was_decided_by(self, user) -> bool:
        """Whether this is a second look at what the user decided. Reads appeal and decision (select them)."""
        appeal = getattr(self, "appeal", None)
        return appeal is not None and appeal.decision.by_id == user.pk

    @property
    def waiting_edit(self) -> Edit | None:
        """The new words that the decision is about, as long as they wait; else it is about the message."""
        return self.edit if self.edit and self.edit.state == Edit.State.HELD else None

    @property
    def words_went(self) -> bool:
        """Whether it is about new words that went with their message, before anybody decided: nothing is left to do."""
        return self.edit is not None and self.edit.state == Edit.State.DROPPED

    def taken_back(self) -> bool:
        """Whether only members asked for it, and each took the report back. Reads reports and flags (prefetch them)."""
        standing = (report for report in self.reports.all() if report.withdrawn_at is None)
        found = (flag for flag in self.flags.all() if flag.source == Flag.Source.READER)
        asked = self.opened in (self.Opened.REPORTED, self.Opened.GUIDE)
        return asked and next(standing, None) is None and next(found, None) is None


class Flag(models.Model):
    """One finding in a case: what, where (offsets in code points into the case's text), who or what says so, why."""

    class Source(models.TextChoices):
        RULE = "rule", _("rule")
        MODEL = "model", _("model")
        REPORT = "report", _("a member's report")
        READER = "reader", _("a blind reading")
        GUIDE = "guide", _("a guide")
        APPEAL = "appeal", _("its author")

    case = models.ForeignKey(Case, models.CASCADE, related_name="flags")
    source = models.CharField(max_length=6, choices=Source)
    source_id = models.CharField(
        max_length=80, help_text="Name of the rule or model, or number of the report or sampled message."
    )
    version = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=20, choices=Category)
    score = models.FloatField(null=True, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    language = "en"  # of a rule's or the model's reason, as it is shown (moderation.reasons)

    class Meta:
        ordering = ["start", "pk"]

    def __str__(self) -> str:
        return f"{self.label} by {self.source} {self.source_id}"

    @property
    def is_machine(self) -> bool:
        """Whether the reason is a rule's or the model's; else a person wrote it."""
        return self.source in (self.Source.RULE, self.Source.MODEL)


class ClaimEvent(models.Model):
    """One step of a claim, kept so that the times to claim and to decide can be measured later."""

    class Kind(models.TextChoices):
        CLAIMED = "claimed", _("claimed")
        EXTENDED = "extended", _("extended")
        TAKEN_OVER = "taken_over", _("taken over after it ran out")
        RELEASED = "released", _("released")

    case = models.ForeignKey(Case, models.CASCADE, related_name="claim_events")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id} by {self.by_id}"


class Queue(models.Model):
    """One row. `revision` grows by one with each change to any open case, in the transaction of the change."""

    revision = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"queue at {self.revision}"
