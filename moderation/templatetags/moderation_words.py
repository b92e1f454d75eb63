"""Codes that a notice carries, in the words of whoever reads it."""

from django import template

from moderation.models import Reason

register = template.Library()


@register.filter
def reason_words(code: str) -> str:
    """The reason as a sentence without its full stop; empty for a code that is no longer known, and for "other"."""
    return str(Reason(code).label) if code in Reason.values and code != Reason.OTHER else ""
