"""Screening rules as a site's clinicians write them: their versions, which are in force, what those on trial found."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moderation.models.words import Category

# What the writer of a rule fills in. Once a version is no draft any more, none of it changes (migration 0002).
TERMS = ("label", "severity", "score", "reason", "reason_es", "scope")
LISTS = ("patterns", "unless", "also", "unless_meant", "match", "clean")
CONTENT = (*TERMS, *LISTS, "switched_off")


class RuleVersion(models.Model):
    """One version of a rule: of a shipped one, whose place it takes, or of a site's own (`rule_id` begins `site.`).

    Its fields are those of moderation.screening.rules.Rule. A version that is `switched_off` silences the rule.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SHADOW = "shadow", _("In shadow")
        LIVE = "live", _("Live")
        RETIRED = "retired", _("Retired")

    class Severity(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")
        URGENT = "urgent", _("Urgent")

    class Scope(models.TextChoices):
        SENTENCE = "sentence", _("One sentence")
        MESSAGE = "message", _("The whole message")

    rule_id = models.CharField(_("rule"), max_length=60)
    number = models.PositiveIntegerField(_("version"))
    label = models.CharField(_("label"), max_length=20, choices=Category)
    severity = models.CharField(_("severity"), max_length=6, choices=Severity)
    score = models.FloatField(_("score"))
    reason = models.TextField(_("reason, in English"), max_length=300)
    reason_es = models.TextField(_("reason, in Spanish"), max_length=300, blank=True)
    scope = models.CharField(_("looks at"), max_length=8, choices=Scope, default=Scope.SENTENCE)
    patterns = models.JSONField(default=list)
    unless = models.JSONField(default=list)
    also = models.JSONField(default=list)
    unless_meant = models.JSONField(default=list)
    match = models.JSONField(default=list)
    clean = models.JSONField(default=list)
    switched_off = models.BooleanField(_("switched off"), default=False)

    state = models.CharField(_("state"), max_length=7, choices=State, default=State.DRAFT)
    why = models.TextField(_("why this version"), max_length=1_000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    written_at = models.DateTimeField(_("written"))
    changed_at = models.DateTimeField(_("changed"))
    replay = models.JSONField(null=True, blank=True, help_text="Figures of the latest replay, and of which content.")
    shadow_at = models.DateTimeField(_("in shadow since"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    live_at = models.DateTimeField(_("live since"), null=True, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    rolled_back_at = models.DateTimeField(_("rolled back"), null=True, blank=True)

    class Meta:
        verbose_name = _("screening rule")
        verbose_name_plural = _("screening rules")
        ordering = ["rule_id", "-number"]
        permissions = [("write_rule", "Can write a screening rule"), ("sign_rule", "Can sign a screening rule")]
        constraints = [
            models.UniqueConstraint(fields=["rule_id", "number"], name="rule_number_once"),
            models.UniqueConstraint(fields=["rule_id"], condition=Q(state="live"), name="rule_one_live"),
            models.UniqueConstraint(fields=["rule_id"], condition=Q(state="shadow"), name="rule_one_in_shadow"),
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_at=None) | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="rule_signature_whole",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("written_by")), name="rule_signed_by_another"
            ),
            models.CheckConstraint(condition=~Q(state="live") | Q(signed_by__isnull=False), name="rule_live_is_signed"),
            models.CheckConstraint(condition=Q(score__gt=0, score__lte=1), name="rule_score_0_to_1"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.number}"

    @property
    def version(self) -> str:
        """As findings carry it; a shipped rule's are bare numbers."""
        return f"site-{self.number}"

    def content(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in CONTENT}

    def digest(self) -> str:
        """Short, of the content: whether a text that was replayed, or read before signing, is still this one."""
        said = json.dumps(self.content(), sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def is_replayed(self) -> bool:
        """Whether the latest replay was of the version as it is now."""
        return self.replay is not None and self.replay["digest"] == self.digest()

    def live_now(self) -> int:
        """The number of the rule's live version, 0 where none is."""
        live = RuleVersion.objects.filter(rule_id=self.rule_id, state=self.State.LIVE)
        return live.values_list("number", flat=True).first() or 0

    def is_overtaken(self) -> bool:
        """Whether another version of the rule came or went since the replay: signing does not do what it showed."""
        waits = self.state in (self.State.DRAFT, self.State.SHADOW)
        return waits and self.replay is not None and self.replay.get("live") != self.live_now()


class RuleBook(models.Model):
    """One row. `revision` grows by one with each change of the rules in force or in shadow, in its transaction."""

    revision = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"rule book at {self.revision}"


class RuleHit(models.Model):
    """That a rule in shadow fits a message: what would have been done for it, and whether a case was opened anyway.

    A message counts once, however often its author changes it. Kept for some months (services.shadow.forget_hits).
    """

    class Action(models.TextChoices):
        PUBLISH = "publish", _("Published")
        CAUTION = "caution", _("Published with a caution")
        HOLD = "hold", _("Held")

    version = models.ForeignKey(RuleVersion, models.CASCADE, related_name="hits")
    message = models.ForeignKey("chat.Message", models.CASCADE, related_name="+")
    edit = models.ForeignKey(
        "chat.Edit", models.CASCADE, null=True, blank=True, related_name="+", help_text="Null: the words first posted."
    )
    at = models.DateTimeField()
    action = models.CharField(max_length=7, choices=Action)
    flagged = models.BooleanField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["version", "message"], name="rule_hit_once")]

    def __str__(self) -> str:
        return f"{self.version_id} in {self.message_id}"

    @property
    def words(self) -> str:
        """Those that it fits, whatever the message says now. Reads the message and the edit (select them)."""
        return self.edit.text if self.edit else self.message.first_text()


class RuleTally(models.Model):
    """How many hits of a version there were that are not kept any more."""

    version = models.ForeignKey(RuleVersion, models.CASCADE, related_name="tallies")
    action = models.CharField(max_length=7, choices=RuleHit.Action)
    flagged = models.BooleanField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "action", "flagged"], name="rule_tally_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.action}: {self.number}"
