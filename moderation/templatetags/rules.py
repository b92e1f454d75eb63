"""How the rules' pages write figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from moderation.evaluation import Share
from moderation.models import CardKind, Category, RuleHit, Urgency

if TYPE_CHECKING:
    from moderation.replaying import Outcome

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """0.667 as the reader's language writes 67 %."""
    return _("%(number)s%%") % {"number": number_format(round(100 * share))}


@register.filter
def share(pair: Sequence[int]) -> str:
    """A pair (right, of all), with its 95 % interval."""
    counted = Share(*pair)
    if not counted.all:
        return "–"
    low, high = counted.interval()
    said = {"value": percent(counted.value), "low": percent(low), "high": percent(high), "all": counted.all}
    return _("%(value)s (%(low)s–%(high)s) of %(all)s") % said


@register.filter
def done(action: str) -> str:
    """What the policy does, in words."""
    return str(RuleHit.Action(action).label)


@register.filter
def outcome(of: Outcome) -> str:
    """All that the policy does, in words, for two that differ only in the urgency or the card."""
    if not of.labels:
        return done(of.action)
    said = [label_words(of.labels), _("urgency: %(urgency)s") % {"urgency": Urgency(of.urgency).label}]
    if of.card:
        said.append(_("card: %(card)s") % {"card": CardKind(of.card).label})
    return f"{done(of.action)} ({'; '.join(said)})"


@register.filter
def label_words(labels: Sequence[str]) -> str:
    return ", ".join(str(Category(label).label) for label in labels)
