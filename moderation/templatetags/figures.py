"""Shares and intervals in words, and where they stand in a drawing."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from moderation.misses import Week

register = template.Library()
TOP = 0.05  # the least that the axis reaches, so that one miss in a hundred does not look like a disaster
HEIGHT, STEP = 120, 50  # units of the drawing


@register.filter
def percent(share: float | None) -> str:
    """0.031 as 3.1%; a dash for what is not known."""
    if share is None or math.isnan(share):
        return "–"
    return _("%(number)s%%") % {"number": number_format(round(100 * share, 1), 1)}


class Mark(NamedTuple):
    """One week in the drawing: its middle, and from where to where the interval goes. Whole numbers, as SVG reads."""

    x: int
    y: int
    low: int
    high: int
    week: Week


@register.filter
def drawing(weeks: Sequence[Week]) -> dict[str, Any]:
    """The weeks of which enough is known, the oldest first, with the axis' top."""
    known = [week for week in reversed(weeks) if week.figures.is_enough]
    top = max([TOP, *(week.figures.rate.interval()[1] for week in known)])

    def height(share: float) -> int:
        return round(HEIGHT * (1 - share / top))

    marks = []
    for count, week in enumerate(known):
        low, high = week.figures.rate.interval()
        marks.append(Mark(STEP // 2 + STEP * count, height(week.figures.rate.value), height(low), height(high), week))
    return {"marks": marks, "top": top, "width": STEP * max(len(known), 1), "height": HEIGHT}
