"""A number that is a dangerous low in one unit and a dangerous high in the other, when nobody said which.

38 mg/dL wants sugar at once; 28 mmol/L (500 mg/dL) must have none. Whoever reads such a number as the one must not tell
the author to do what harms in the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from .quantities import LARGEST_SHOWN_MMOL
from .reading import Message
from .reasons import _
from .verdict import Finding

SOURCE = "engine:unit-in-doubt"
REASON = _(
    "Dangerously low if it is mg/dL, dangerously high if it is mmol/L, and the unit is not sure: find out which."
)
LOWS = ("GLOW", "LOWNUMBER")
SMALLEST = 20.0  # below, a whole number can only be mmol/L
# Signs of a high or of DKA (HSE, DKA leaflet), which make a low doubtful whatever the meter shows.
HIGH_CONCEPTS = ("VOMIT", "VOMIT_ING", "VOMIT_PAST", "KETONES", "KHIGH", "GHIGH")
HIGH_WORDS = ("breathing_fast", "breathing", "thirsty", "thirst", "fruity", "acetone", "peeing", "sed", "acetona")
HIGH_SIGNS = frozenset((*HIGH_CONCEPTS, *HIGH_WORDS))


def unit_in_doubt(findings: Sequence[Finding], message: Message, text: str, meter: str, version: str) -> list[Finding]:
    """A finding beside each low whose number might be a high; `meter` is the unit that the author's own shows."""
    lows = [found for found in findings if found.source.startswith("rule:emergency.low")]
    if not lows:
        return []
    high_signs = not message.whole.present.isdisjoint(HIGH_SIGNS)
    doubtful = [
        token
        for token in message.whole.tokens
        if token.concept in LOWS
        and (token.value or 0) >= SMALLEST
        and text[token.start : token.end].isdecimal()
        and (high_signs or meter == "mmol/L" or (not meter and (token.value or 0) <= LARGEST_SHOWN_MMOL))
    ]
    return [
        Finding("emergency", low.start, low.end, SOURCE, version, low.score, "urgent", REASON)
        for low in lows
        if any(low.start <= token.start < low.end for token in doubtful)
    ]
