"""What a clinician decided about a message, once and for all."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.models.append_only import AppendOnly, AppendOnlyQuerySet
from moderation.models.words import Action, Reason


class DecisionQuerySet(AppendOnlyQuerySet):
    def standing(self):
        """Without those that a second look overturned."""
        return self.exclude(appeal__case__decisions__action__in=[Action.PUBLISH, Action.CORRECT])

    def final(self):
        """Of what was looked at again only what the second look decided, so that no text counts twice."""
        return self.filter(appeal__case__decisions=None)


class Decision(AppendOnly):
    """Who, when, what and why, with a copy of what was judged and the versions of what had flagged it."""

    case = models.ForeignKey("moderation.Case", models.PROTECT, related_name="decisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    action = models.CharField(_("action"), max_length=8, choices=Action)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    note = models.TextField(_("note to the author"), max_length=2_000, blank=True)
    correction = models.TextField(_("correction"), max_length=2_000, blank=True)
    resource = models.ForeignKey("education.Resource", models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("text judged"))
    message_revision = models.BigIntegerField(null=True, blank=True)
    versions = models.JSONField(_("versions of what flagged it"), default=list)

    objects: ClassVar = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="decision_has_reason"),
            models.CheckConstraint(
                condition=~models.Q(action="correct") | ~models.Q(correction=""), name="correction_has_words"
            ),
        ]

    def __str__(self) -> str:
        return gettext("case %(number)s: %(action)s") % {"number": self.case_id, "action": self.get_action_display()}
