# ruff: noqa: E501 - a pattern stays on one line, to be read whole
"""Who has no insulin left, or stretches what there is for want of money: without any, ketoacidosis is hours away."""

from ..reasons import _
from .base import NOT_NOW, Rule

NO_INSULIN = (
    Rule(
        id="emergency.no-insulin",
        label="emergency",
        severity="urgent",
        score=0.9,
        version="3",
        reason=_("Has no insulin now, or rations it for want of money: help to get some today (HSE on ketoacidosis)."),
        patterns=(
            # None left.
            "ran|run|running out of ..2 INSULIN",
            "am|are|is|been|now|almost|nearly|completely|totally ..1 out of ..2 INSULIN",
            "i|we|he|she|KIN ..2 no INSULIN left|at|since|for|until|till|today|tonight|now|because|and",
            "no INSULIN left ..3 money|until|till|payday|now",
            "dont|doesnt have ..1 any INSULIN",
            "havent|hasnt had ..2 INSULIN ..10 afford|pay|money|expensive|cost|insurance|broke",
            "INSULIN ..2 ran|run|runs out",
            "out of INSULIN ..8 denied|refused|refuse|wont|stolen|lost|money|afford",
            "INSULIN ..3 stolen|robbed|robada|robaron|perdi ..12 havent|none|any|nada|sin|left|no",
            "ME|mi robaron|perdi ..4 INSULIN",
            # Rationed for want of money.
            "cant|couldnt|unable ..2 afford|pay ..4 INSULIN",
            "INSULIN ..8 cant|couldnt ..1 afford|pay",
            "rationing|ration|stretching|stretch ..3 INSULIN",
            "INSULIN ..8 rationing|ration",
            "money|broke|insurance ..8 no|any INSULIN",
            # En español.
            "acabo|acabado|termino|terminado|agoto|agotado ..3 INSULIN",
            "no tengo|tiene|tenemos ..1 INSULIN",
            "no ME|nos|le queda ..1 INSULIN",
            "quede|estoy|quedado|estamos sin INSULIN",
            "racionando|raciono|racionar|estirando|estiro|estirar ..3 INSULIN",
            "no puedo|podemos|puede ..1 pagar|comprar ..3 INSULIN",
            "no ME|nos|le alcanza ..5 INSULIN",
            "INSULIN ..8 no ME|nos|le alcanza",
            "INSULIN ..8 no puedo|tengo ..2 pagar|comprar|pagarla|comprarla|dinero",
        ),
        also=("WHO|we|nos|our|ran|again|money|payday|left|insurance|pharmacy",),
        # Two days ago, or since yesterday, is now for who has none; what happened in another year is not.
        unless_meant=NOT_NOW - {"past", "was", "if"},
        unless=(
            "if|when|whenever|si|cuando ..6 INSULIN",
            "never|nunca ..6 INSULIN",
            "afraid|scared|worried|worry|fear|miedo ..1 of|about|to|de ..3 INSULIN|run|running|quedarme",
            "what|how|do|did ..2 you|people|they|one|others ..6 INSULIN",
            "used_to|in_college|last_year|years_ago|once",
            "antes ..1 no|ME|tenia|racionaba",
            "year|months ago",
            "had to ration",
            "pump|bomba|pen|pod|cartridge|reservoir ..1 ran|is|was|runs|running ..1 out|sin ..3 INSULIN so|changed|but|then|at|,|.",
            "pump|bomba|pen|pod|cartridge|reservoir ..1 ran|is|was|runs|running ..1 out|sin ..2 INSULIN $",
            "people|nobody|countries|patients|they ..6 ration|rationing|afford|out",
            "someone|somebody ..1 ran|run|runs|rations|rationing|who|cant",
            "INSULIN on|resistance|pump|yet|rapida|resistencia|production",
            "INSULIN en ..2 lista|receta|tratamiento",
            "in ..2 body",
            "INSULIN ..8 diet|dieta|honeymoon",
            "INSULIN que ponerme|activa",
            "if|when|whenever ..3 run|runs|ran|running out",
            "left in ..2 pump|pen|pod|cartridge|reservoir ..2 changing|swapping|new|so",
            "hace ..1 AGE",
            "dont|do run out",
            "afford to ..1 forget|lose|skip|miss|waste",
            "now ..2 have|has insurance",
            "helped|sorted|gave ME",
            "found|got ..2 some|it",
        ),
        match=(
            "I ran out of insulin two days ago",
            "I can't afford my insulin so I ration it",
            "se me acabó la insulina y no tengo dinero",
        ),
        clean=(
            "I ran out of insulin on holiday last year, a pharmacy helped",
            "what do you do if you run out of insulin?",
            "my pump has no insulin on board alarm",
        ),
    ),
)
