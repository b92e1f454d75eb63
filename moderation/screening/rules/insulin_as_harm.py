# ruff: noqa: E501 - a pattern stays on one line, to be read whole
"""Insulin and medicine as a means of harm, in the many ways it is told: to lose weight, or to die."""

from ..reasons import _
from .base import Rule
from .self_harm import HELPLINE, LONG_AGO

INSULIN_AS_HARM = (
    Rule(
        id="self-harm.insulin-for-weight-told",
        version="3",
        label="self_harm",
        severity="urgent",
        score=0.88,
        reason=_("Insulin left out, or glucose kept high, to lose weight (T1DE): high risk of ketoacidosis."),
        patterns=(
            "OMITS|SKIP_ANY|STOP_ANY|LOWER_ANY ..4 JABBED|INSULIN|long_acting ..8 to|so|for|only|how|way|trick|secret|para|and|because ..4 THIN",
            "OMITS|SKIP_ANY|STOP_ANY|LOWER_ANY ..4 JABBED|INSULIN|long_acting ..5 lose|losing|drop|dropping|shed ..3 THIN",
            "OMITS|SKIP_ANY|STOP_ANY|LOWER_ANY ..3 JABBED|INSULIN|long_acting ..2 is ..4 diet|way ..6",
            "lose|losing|shed|drop|dropping|stay|staying|stays|get|getting ..2 THIN ..6 OMITS|SKIP_ANY|STOP_ANY|LOWER_ANY ..3 JABBED|INSULIN",
            "OMITS ..2 inject|TAKE|TAKE_ING|bolus ..10 THIN",
            "never|hardly|barely|rarely boluses|injects|bolus|inject|TAKE|TAKE_ING ..10 THIN",
            "let|letting ..3 DIABETES|GLUCOSE ..4 high ..8 THIN",
            "run|running|runs|keep|keeping|keeps|stay|staying|go|going ..5 high|HIGHNUMBER|GHIGH|hi ..10 THIN ..3 falls|off|drops|down|lose|melts|goes|comes",
            "run|running|runs|keep|keeping|keeps|stay|staying ..4 high|HIGHNUMBER|GHIGH ..6 to|so|for ..4 THIN",
            "salto|dejo|saltando|dejado|reduzco|bajo|pongo ..4 INSULIN ..6 THIN|peso",
            "no me pongo|inyecto ..6 THIN|peso",
            "salta|deja|saltarse ..3 INSULIN ..6 THIN|peso",
            "spilling|spill|pee|peeing ..3 DIABETES|calories ..5 THIN",
        ),
        also=("WHO|been|else|me",),
        unless_meant=LONG_AGO - {"hypothetical"} | {"doctor", "danger", "was"},
        unless=(
            "gain|gained|gaining|gains",
            "after|since|because ..4 lost",
            "low carb",
            "DO STOP|SKIP|LOWER",
            "lost ..3 THIN ..3 so|and",
        ),
        match=(
            "been skipping my insulin so i drop kilos",
            "I don't bolus for dinner, that's how I stay thin",
            "I stay high on purpose, the weight just drops off",
        ),
        clean=(
            "I lost weight and the nurse cut my insulin",
            "insulin makes me gain weight and I hate it",
            "skipping lunch to lose weight made me low",
        ),
    ),
    Rule(
        id="self-harm.overdose-told",
        version="3",
        label="self_harm",
        severity="urgent",
        score=0.9,
        reason=_("Speaks of taking, or having taken, far too much medicine on purpose."),
        patterns=(
            "think|thinking|thought|tempted|plan|planning|ready|about|want|wants|threatening|threatens|says|said|texted|going|va|voy|quiere|quiero|pienso|piensa|dice ..8 TAKE|TAKE_ING|TRY_ING|TRY ..3 ALLOF|extra ..5 RX|SUPPLY|them|IT",
            "TAKE_PAST|tragado|trague|tome ..3 ALLOF ..6 bottle|cartridge|box|packet|pen|SUPPLY|RX|pills",
            "TAKE_PAST the? ALLOF ..8 cartridge|pen|pills|SUPPLY|RX",
            "enough ..5 RX|SUPPLY|pills|here|UNITS|left ..4 to ..1 finish|end|KILL|die|do",
            "there is|are|here enough to finish|end|KILL ..2",
            "KILL|enough|finish ..3 enough|with|on ..3 INSULIN|pills|SUPPLY ..4 fridge|drawer|myself|it",
            "how|what many|much|dose ..8 not|never WAKES",
            "how|what many|much|dose ..6 RX|UNITS|INSULIN|TAKE ..6 KILL|die|fatal|lethal|finish",
            "TAKE_PAST|gave|TAKE|UNITS|SUPPLY ..12 want|wanted|wish|hoping|hope ..4 IT|it|this|everything|all|pain ..2 over|end|stop|done|gone",
            "UNITS|SUPPLY|RX ..10 and|to not|never WAKES",
            "overdose|overdosing|od|overdosed on|with ..2 RX|my|his|her|everything|tonight|again",
            "hoarding|hoard|saving|saved|stockpiling|stockpiled|collecting ..4 RX|SUPPLY ..8 enough|until|when|end|finish",
            "if i TAKE|TAKE_PAST|gave ..2 ALLOF ..4 RX|SUPPLY|pen ..6 HURT|hurt|drift|painless|feel|quick|peaceful",
            "locked ..8 SUPPLY|INSULIN|pens ..8 done|over|KILL|goodbye|end",
            "TAKE ..2 ALLOF ..4 RX ..5 dormir|morir",
        ),
        also=("RX|SUPPLY|UNITS|pills|cartridge",),
        unless_meant=LONG_AGO | {"danger"},
        unless=(
            *HELPLINE,
            "with me|us|you|food|breakfast|dinner|meals|water",
            "ALLOF ..6 at|back|plane|trip|flight|luggage|pharmacy|week|month|night|morning|once|together|doctor|appointment",
            "every|each|both ..2 day|morning|night|time|evening",
            "accident|mistake|accidentally|risk|prevent|if",
            "DO|DONT|NONEED TAKE|TRY",
            "should|DOCTOR|forgot|forget",
        ),
        match=(
            "my friend says she is going to take all her insulin tonight",
            "thinking about using every pen in the fridge, all of them",
            "mi hermano dice que se va a inyectar toda la insulina",
        ),
        clean=(
            "I'm going to take all my insulin with me on the plane",
            "think I'll take all my pills at night from now on",
            "how much insulin do you take for pizza?",
        ),
    ),
)
