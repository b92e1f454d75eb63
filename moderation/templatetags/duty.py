"""The lines that say whether a clinician is on duty, or writing with a member already."""

from typing import Any

from django import template
from django.utils import timezone

from chat.models import Room
from moderation.care import writes_about_danger
from moderation.duty import line

register = template.Library()


@register.inclusion_tag("moderation/_duty.html")
def duty_line(in_care: bool) -> dict[str, Any]:
    """`in_care`: in a thread with the care team, where nothing is held back from clinicians."""
    return {**line(timezone.now()), "in_care": in_care}


@register.simple_tag
def clinician_writes(room: Room) -> bool:
    """Whether a clinician is writing in the thread because its member may be in danger."""
    return room.is_care and writes_about_danger(room, timezone.now())
