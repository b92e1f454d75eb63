"""Whether somebody tells of too much insulin, or of the wrong one, whatever found that they are in danger.

It flags nothing: the rules (emergency.wrong-dose) and the model do that. Where the model alone saw the danger, this
tells whether sugar and the hours to come matter, which a card for any emergency says less of.
"""

from __future__ import annotations

from .engine import Screener
from .reasons import _
from .rules import Rule

SLIP = Rule(
    id="slip",
    label="emergency",
    severity="urgent",
    score=0.9,
    reason=_("Insulin taken twice, too much, or the wrong one, just now: a severe low may follow."),
    patterns=(
        "too much|many ..4 INSULIN|UNITS|DOSE|bolus",
        "INSULIN|UNITS|bolused|bolus|injected ..4 too much|many",
        "wrong ..2 INSULIN|DOSE|UNITS|pen|amount|bolus|vial",
        "INSULIN|UNITS|DOSE|bolused|injected|pen ..8 twice|double|mistake|accident|instead",
        "twice|double|doubled|mistake|accident|accidentally|overdosed|instead ..8 INSULIN|UNITS|DOSE|bolused|bolus",
        "units|UNITS|NUMBER ..2 instead of ..2 UNITS|NUMBER|LOWNUMBER|COUNT",
        "demasiada|demasiadas|doble|error|equivoque|equivocada|sobredosis|mas ..8 INSULIN|UNITS|DOSE|rapida",
        "INSULIN|UNITS|DOSE|rapida ..8 demasiada|demasiadas|doble|error|equivoque|equivocada|veces|vez|querer",
    ),
    unless=("twice|COUNT|double|veces a|per|daily|every|each|al|por ..1", "nothing|something|whats|not wrong"),
    match=(
        "I took way too much insulin and I'm on my own",
        "I think I injected the wrong insulin, 30 units, I'm scared",
        "I took 30 units of the fast one by mistake",
        "Help, I gave myself 40 units instead of 4",
        "my daughter did her Humalog twice and she's shaking",
        "me puse demasiada insulina y estoy temblando",
        "me inyecté la rápida por error, ayuda",
    ),
    clean=(
        "I can't breathe and my chest hurts, I take insulin",
        "I inject insulin twice a day and now I feel faint",
        "something is wrong with me, my insulin is in the fridge",
        "me pongo insulina dos veces al día y no veo nada",
    ),
)
tells_of_a_slip = Screener(rules=(SLIP,)).screen
