# ruff: noqa: E501 - a pattern stays on one line, to be read whole
"""Unproven remedies in other words: what a plant, oil or diet is said to do in the place of medicine."""

from ..reasons import _
from .base import Rule
from .unproven_remedy import DOUBTED

REMEDY_TOLD = (
    Rule(
        id="remedy.does-the-work",
        version="2",
        label="unproven_remedy",
        severity="medium",
        score=0.86,
        reason=_("Claims that a remedy heals diabetes, wakes the pancreas or makes medicine needless."),
        patterns=(
            "REMEDY ..3 does|do what RX",
            "REMEDY ..6 wake|wakes|restart|restarts|revive|revives|repair|repairs|heal|heals|CURE|regrow|rebuild|rejuvenates ..3 pancreas|beta_cells|DIABETES|the_pancreas",
            "DIABETES ..4 CURE_PAST|healed|cured|reversed|gone ..5 with|by|thanks|after|using ..4 REMEDY",
            "REMEDY ..8 bring|brings|get|gets|drop|drops|take|takes|DROP|GET|TAKE ..2 DIABETES ..3 normal|down|zero",
            "REMEDY makes|make|made ..2 RX ..2 unnecessary|obsolete|pointless|redundant|useless",
            "REMEDY ..12 wont|dont|not|never NONEED? DONT? need ..3 RX|SUPPLY|needle|jab|pump",
            "REMEDY ..10 no longer|more diabetic|DIABETES",
            "no longer diabetic ..10",
            "REMEDY ..2 flushes|flush|cleans|cleanses|melts|dissolves|drains ..2 DIABETES",
            "REMEDY ..6 CURE|CURE_PAST|cured|healed|got_rid_of ..3 DIABETES|me|him|her|mine|it",
            "REMEDY ..8 throw|threw|tossed|STOP|STOP_PAST ..3 RX|SUPPLY",
            "REMEDY ..3 quita|cura|sana|elimina|revierte|limpia ..3 DIABETES|azucar|pancreas",
            "TAKE|TRY|toma|tome|bebe ..2 REMEDY ..8 quita|cura|sana|olvida|olvidate|adios ..4",
            "REMEDY natural|nature version|ozempic|insulin|metformin|RX",
            "REMEDY ..2 is|are nature ..1 RX",
        ),
        also=("REMEDY",),
        unless_meant=DOUBTED | {"reported", "referral"},
        unless=(
            "not|cant|doesnt|dont|never|no|nothing|if|wish ..3 CURE_ANY",
            "surgery|bariatric|research",
            "hope|study|trial|mice",
            "for lows|low|hypo",
        ),
        scope="message",
        match=(
            "these drops bring any sugar down to normal in 14 days",
            "bitter melon juice every morning and you won't need the needle",
            "magnets on the belly wake up beta cells",
        ),
        clean=(
            "juice brings my lows up fast",
            "my mother in law believes prayer will cure me",
            "no tea will make insulin unnecessary",
        ),
    ),
)
