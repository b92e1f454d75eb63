"""Members' threads with the care team: who waits since when, who is answering, and how each wait ended."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from chat.models import Room
from moderation.models.append_only import AppendOnly
from moderation.models.case import Case
from moderation.models.outreach import Outreach
from moderation.models.words import Urgency


class CareThreadQuerySet(models.QuerySet["CareThread"]):
    def waiting(self, now: datetime):
        """Those whose member had the last word: who may be in danger first, then the one that is due first."""
        case = Case.objects.filter(message__author=OuterRef("room__care_for"), closed_at=None, urgency=Urgency.URGENT)
        wrote = Outreach.objects.urgent(now).filter(room=OuterRef("pk"))
        urgent = ExpressionWrapper(Exists(case) | Exists(wrote), output_field=BooleanField())
        return self.filter(waiting_since__isnull=False).annotate(urgent=urgent).order_by("-urgent", "due_at", "pk")

    def claimable(self, by, now: datetime):
        """Waiting ones that `by` may hold from now on: free, run out, or held by `by` already; never one's own.

        Without a join: with one, an update that waited for another would not look again at who has the thread now.
        """
        free = Q(claimed_by=None) | Q(claimed_until__lte=now) | Q(claimed_by=by)
        return self.filter(free, waiting_since__isnull=False).exclude(room__in=Room.objects.filter(care_for=by))


class CareThread(models.Model):
    """The response clock of a care room (chat.Room.care_for). The claim is a lease, as a case's is."""

    room = models.OneToOneField("chat.Room", models.CASCADE, primary_key=True, related_name="care_thread")
    waiting_since = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)

    objects = CareThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(waiting_since=None, due_at=None) | Q(waiting_since__isnull=False, due_at__isnull=False),
                name="care_clock_whole",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claimed_until=None)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False, waiting_since__isnull=False),
                name="care_claim_whole",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(waiting_since__isnull=False), name="care_waiting")]

    def __str__(self) -> str:
        return f"care thread {self.room_id}"

    def holder(self, now: datetime):
        """Who is answering at `now`, or None."""
        return self.claimed_by if self.claimed_until and self.claimed_until > now else None


class CareAnswer(AppendOnly):
    """How a wait ended: by a clinician's message, or because none was needed, with the reason. From when, till when."""

    thread = models.ForeignKey(CareThread, models.PROTECT, related_name="answers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    message = models.ForeignKey("chat.Message", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("why no answer was needed"), max_length=500, blank=True)
    waiting_since = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(message=None) & ~Q(reason="") | Q(message__isnull=False, reason=""),
                name="care_answer_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk} to {self.thread_id}"
