"""What is graver for who has type 1 diabetes or takes insulin: a glucose that others sit out may be an emergency.

Their words are matched once more with narrower bounds, by the rules that tell of ketoacidosis or a low. Being sick with
a glucose above 11 mmol/L is an emergency for them (HSE sick-day rules); a level 1 low (ADA: below 70 mg/dL) that still
falls is one too, for the insulin goes on working. Neither is for who takes none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from .matching import RuleSet
from .pattern import Pattern, pattern_of
from .quantities import LOW_MG, MG_PER_MMOL
from .reading import Message, Reading
from .reasons import _
from .tokens import Token
from .verdict import Context, Finding

INSULIN = "+insulin"  # after the name of the rule that fits within the narrower bounds
LOW, HIGH = 70.0, 200.0  # mg/dL; for everybody else see quantities.py
TREATMENTS = frozenset(("insulin", "both", "pump"))


@dataclass(frozen=True)
class Graver:
    """What these rules find counts only where one of the patterns fits too, somewhere in the message."""

    rules: tuple[str, ...]
    also: tuple[Pattern, ...]
    reason: str


GRAVER = (
    Graver(
        ("emergency.dka-signs", "emergency.dka-told"),
        (pattern_of("VOMIT_ANY|FRUITY|vomito|vomita|vomitando"), pattern_of("keep|keeping|keeps ..4 down")),
        _(
            "Sick, with a glucose of 200 mg/dL (11.1 mmol/L) or more, and the author has type 1 diabetes or takes "
            "insulin: it may become ketoacidosis within hours."
        ),
    ),
    Graver(
        ("emergency.low-with-signs",),
        (
            pattern_of("falling|dropping|dropping_fast|going_down|still_going_down|goin_down|bajando|cayendo"),
            pattern_of("arrow|arrows ..2 down"),
            pattern_of("down arrow|arrows"),
        ),
        _(
            "A glucose below 70 mg/dL (3.9 mmol/L) that is still falling, and the author has type 1 diabetes or takes "
            "insulin: it may soon be a severe low."
        ),
    ),
)


def takes_insulin(context: Context) -> bool:
    return context.diabetes_type == "type_1" or context.treatment in TREATMENTS


def narrowed(message: Message) -> Message | None:
    """The message, each glucose named by the narrower bounds; None where that changes nothing."""
    whole = _narrowed(message.whole)
    if whole is message.whole:
        return None
    return Message(tuple(_narrowed(sentence) for sentence in message.sentences), whole)


def graver(message: Message, rules: RuleSet, known: Sequence[Finding]) -> list[Finding]:
    """What the rules find in a message that is `narrowed`, beyond what is `known` of it."""
    before = {found.source for found in known}
    found = [one for one in _telling(rules).findings_in(message) if one.source not in before]
    return [
        replace(one, source=f"{one.source}{INSULIN}", reason=kind.reason)
        for kind in GRAVER
        for one in found
        if one.source.removeprefix("rule:") in kind.rules and message.whole.holds(kind.also)
    ]


@lru_cache(maxsize=4)
def _telling(rules: RuleSet) -> RuleSet:
    """Those of the rules that GRAVER names, as they stand in the set."""
    wanted = {rule_id for kind in GRAVER for rule_id in kind.rules}
    return RuleSet(rule for rule in rules.rules if rule.id in wanted)


def _narrowed(reading: Reading) -> Reading:
    tokens = tuple(_renamed(token) if token.concept == "GMID" else token for token in reading.tokens)
    return reading if tokens == reading.tokens else Reading(tokens, reading.ways)


def _renamed(token: Token) -> Token:
    """What is neither low nor high for everybody was meant in mmol/L if it is as small as a low in mg/dL."""
    value = token.value or 0.0
    milligrams = value * MG_PER_MMOL if value < LOW_MG else value
    concept = "GLOW" if milligrams < LOW else "GHIGH" if milligrams >= HIGH else "GMID"
    return token._replace(concept=concept)
