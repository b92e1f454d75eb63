"""Fixed, approved text that somebody in danger sees at once, without waiting for a clinician."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moderation.models.words import CardKind

CONTENT = ("kind", "country", "language", "title", "body", "sources")


class SafetyCardQuerySet(models.QuerySet["SafetyCard"]):
    def approved(self):
        return self.filter(approved_at__isnull=False)

    def serving(self):
        """Approved, and not taken out of use: what somebody in danger may be given."""
        return self.approved().filter(out_of_use=None)

    def drafts(self):
        """With words that no clinician has approved yet, be it beside former ones that were."""
        return self.filter(Q(approved_at=None) | Q(former__isnull=False))


class SafetyCard(models.Model):
    """One text for one kind, country and language. A draft until a clinician approves it.

    A change waits as a draft beside what was approved: to mend a card takes it from nobody in danger.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=CardKind)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters; empty for countries without their own.")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("body"), max_length=1_500, help_text=_("Markdown: paragraphs, lists, bold."))
    sources = models.TextField(_("sources"), blank=True, help_text=_("Where each fact comes from."))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)
    former = models.JSONField(
        null=True,
        blank=True,
        editable=False,
        help_text="The content that was approved and is shown until the new one is; null where none waits.",
    )

    objects = SafetyCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("safety card")
        verbose_name_plural = _("safety cards")
        ordering = ["kind", "country", "language"]
        permissions = [("approve_safetycard", "Can approve a safety card")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "country", "language"], name="card_once"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="card_approval_whole",
            ),
            models.CheckConstraint(
                condition=Q(former__isnull=True) | Q(approved_at__isnull=False), name="card_former_was_approved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.country} {self.get_language_display()}".replace("  ", " ")

    def content(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in CONTENT}

    def in_use(self) -> "SafetyCard":
        """An approved card as it was approved, whatever waits beside that."""
        return SafetyCard(**(self.former or self.content()))

    def is_out(self) -> bool:
        return hasattr(self, "out_of_use")

    def digest(self) -> str:
        """Short, of the content and whether it is out of use: whether what was read, or begun to be mended, is this."""
        read = self.content() | {"out": self.is_out()}
        return hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()[:16]


class OutOfUse(models.Model):
    """That an approved card is given to nobody new. The row goes when it is put back; the audit trail keeps both."""

    card = models.OneToOneField(SafetyCard, models.CASCADE, related_name="out_of_use")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.TextField(max_length=1_000)

    def __str__(self) -> str:
        return f"{self.card}: {self.why}"
