"""The line that says whether a clinician is on duty."""

from typing import Any

from django import template
from django.utils import timezone

from moderation.duty import at

register = template.Library()


@register.inclusion_tag("moderation/_duty.html")
def duty_line() -> dict[str, Any]:
    return {"duty": at(timezone.now())}
