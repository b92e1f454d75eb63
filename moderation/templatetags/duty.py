"""The line that says whether a clinician is on duty."""

from typing import Any

from django import template
from django.utils import timezone

from moderation.duty import line

register = template.Library()


@register.inclusion_tag("moderation/_duty.html")
def duty_line(in_care: bool) -> dict[str, Any]:
    """`in_care`: in a thread with the care team, where nothing is held back from clinicians."""
    return {**line(timezone.now()), "in_care": in_care}
