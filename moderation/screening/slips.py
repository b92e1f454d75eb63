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
    unless=(
        "twice|COUNT|double|veces a|per|daily|every|each|al|por ..1",
        "nothing|something|whats|not wrong",
        # Too little of it, or a pump that failed: sugar would be the wrong word.
        "missed|miss|skipped|skip|missing|without ..2 INSULIN|DOSE|UNITS|bolus",
        "forgot|forgotten|forget ..1 to|my|the|his|her|our ..2 INSULIN|DOSE|UNITS|bolus",
        "salte|salto ..3 INSULIN|DOSE|UNITS",
        "olvide|olvido ..1 ponerme|inyectarme|la|mi|de ..2 INSULIN|DOSE|UNITS",
        "no ME|se ..1 puse|puso|inyecte ..4 INSULIN",
        "occlusion|delivery|blocked ..3 error|alarm",
        "wont|not|isnt ..2 come|coming|go|going ..1 down",
        "no ..2 baja|bajar",
        "double vision",
        "car|bad|an ..1 accident ..1 he|she|they",
        "too much|many ..1 ketones",
    ),
    match=(
        "I took way too much insulin and I'm on my own",
        "I think I injected the wrong insulin, 30 units, I'm scared",
        "I took 30 units of the fast one by mistake",
        "Help, I gave myself 40 units instead of 4",
        "my daughter did her Humalog twice and she's shaking",
        "me puse demasiada insulina y estoy temblando",
        "me inyecté la rápida por error, ayuda",
        "Forgot I'd already taken my insulin and did it twice, shaking",
        "olvidé que ya me había puesto la insulina y me la puse dos veces",
        "took double my insulin and my sugar won't come up",
        "gave my son his insulin twice and he's not coming round",
        "mi hijo cogió la pluma por error y se puso 20 unidades de rápida",
        "me pinché por error con la pluma rápida",
        "missed that the pen was humalog, injected 30 units of it instead of my lantus",
    ),
    clean=(
        "I can't breathe and my chest hurts, I take insulin",
        "I inject insulin twice a day and now I feel faint",
        "something is wrong with me, my insulin is in the fridge",
        "me pongo insulina dos veces al día y no veo nada",
        "I missed my insulin twice and I'm throwing up",
        "skipped my insulin twice, breathing fast and can't keep water down",
        "No me puse la insulina dos veces y estoy vomitando",
        "pump occlusion error, no insulin since last night, can't stop vomiting",
        "I've taken insulin twice and my sugar won't come down, I'm throwing up",
        "my dad had a bad accident, he takes insulin and isn't answering",
        "my husband is slurring and talking rubbish, missed his insulin twice, sugar 480",
    ),
)
tells_of_a_slip = Screener(rules=(SLIP,)).screen
