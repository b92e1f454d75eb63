"""The steps of a version's life: what each says before it is taken, and the service that takes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from moderation import services
from moderation.models import RuleVersion
from peersupport.accounts.requests import MemberRequest


@dataclass(frozen=True)
class Words:
    button: Any
    words: Any
    done: Any


STEPS = {
    "shadow": Words(
        _("Start shadow"),
        _("The rule reads every new message, and each change of one, and counts what it fits. No message is held and "
          "nobody is asked to look."),
        _("The rule runs in shadow. Come back in some days to see what it fits."),
    ),
    "end_shadow": Words(
        _("End shadow"),
        _("The rule stops counting. The version is retired; what it counted stays."),
        _("The rule counts no more."),
    ),
    "discard": Words(_("Discard the draft"), _("The draft is deleted for good."), _("The draft is gone.")),
    "sign": Words(
        _("Sign and go live"),
        _("You vouch that this rule is right. Within two seconds it reads every new message, and what it flags is held "
          "or comes to the queue."),
        _("The rule is live. Within two seconds every new message is read with it."),
    ),
    "roll_back": Words(
        _("Roll back"),
        _("This version stops within two seconds. What it flagged stays in the queue."),
        _("The version is out of force within two seconds."),
    ),
}  # fmt: skip


def take(step: str, version: RuleVersion, request: MemberRequest, why: str, now: datetime) -> None:
    """Raises ModerationError, PermissionDenied."""
    by = request.user
    match step:
        case "shadow":
            services.shadow_rule(version.pk, by=by, now=now)
        case "end_shadow":
            services.end_shadow(version.pk, by=by, now=now)
        case "discard":
            services.discard_rule(version.pk, by=by, now=now)
        case "sign":
            services.sign_rule(version.pk, request.POST.get("seen", ""), by=by, now=now)
        case "roll_back":
            shipped = request.POST.get("to") == "shipped"
            services.roll_back_rule(version.rule_id, version.pk, why, shipped=shipped, by=by, now=now)
