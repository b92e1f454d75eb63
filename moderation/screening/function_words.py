"""The small words that show who speaks to whom, and the turns of phrase that open a piece of advice."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """Phrases between slashes, as word tuples."""
    return tuple(tuple(phrase.split()) for phrase in text.split("/"))


MODALS = words("""
    can could debe deberia deberian deberias debes may might must podrias puede puedes shall should tendrias
    will
""")
# Whom advice may be given to.
YOU = words("""
    anybody dad daughter diabetics everybody everyone folks guys he him husband mom mum one people she son t1s
    t2s they tu type_1s type_2s usted wife you
""")
SPEAKERS = words("""
    i me my nosotros we yo
""")
OTHERS = words("""
    he she they who
""")
# May stand between "you should" and its verb.
ADVERBS = words("""
    absolutely actually ahead all also always and certainly definitely easily even ever first go honestly
    immediately instead just maybe mejor now only perhaps please possibly probably quickly really safely say
    seriously siempre simply solo still straight then to totally try usually
""")
# May stand before a command.
OPENERS = words("""
    ah ahead also always amiga amigo and basically bro buddy but dear definitely dude entonces everybody
    everyone first folks friend friends girl go guys here hey hi hon honestly hun imho imo instead just listen
    lol look love man mate maybe me mejor nah next no now o oh ok okay or otherwise people pero personally
    please pues really say seriously simply sis sister so solo sweetie tbh then tip today tomorrow tonight trust
    usually well why y ya yeah yep yes yo you_know
""")
# Openers that link a command to what went before.
LINKS = words("""
    and but instead just o or pero so then y
""")
NEGATIONS = words("""
    avoid cant doesnt dont havent jamas mustnt neednt never no not nunca shouldnt wouldnt
""")
TO_VERBS = words("""
    got had has have need needs ought supposed tiene tienes want
""")
QUESTION_OPENERS = words("""
    alguien am any anybody anyone are can como could cuantas cuanto debo did do does es has have how hows is
    puedo que should was what whats when where wheres which who will would
""")
# "Ask your doctor", "your team may": such a sentence sends the reader to care.
# Say that something is not to be done, or not so.
NEVER = words("""
    never not no dont doesnt cant cannot shouldnt mustnt wont wouldnt nobody noone nunca jamas nadie ni tampoco
""")
DENIALS = words("""
    not isnt arent wasnt hardly no nothing never nada ni zero
""")
REFERRAL_VERBS = words("""
    ask call check consult consulta contact discuss habla hablar phone pregunta preguntale ring see speak talk
    tell
""")
REFERRAL_MODALS = words("""
    can could decides has knows may might needs should will would
""")
# Advice dressed as a question.
SOFT_FRAMES = phrases("""
    why not / could you maybe / could you not / could you just / couldnt you / cant you just / why dont you /
    have you tried / have you thought about / have you considered / how about / what
    about / ever tried / tried / why dont you just
""")
# What comes after these is advice.
FRAMES = phrases("""
    have him / have her / have them / try / try to / away with / yo que vos / if i was you i would / dont be
    afraid to / dont be scared to / no shame
    in / nothing wrong with / wise to / smarter to / safest to / probably want to / sooner you / perfectly fine to /
    consider / suggest / recommend / advise / suggest you /
    recommend you / suggest to / best to / better to / best thing is to / best thing to do is / safe to / fine
    to / ok to / okay to / harm in / free to / you just / trick is to / key is to / rule is to / do is / him to
    / her to / them to / dad to / mum to / mom to / let him / let her / hay que / tienes que / recomiendo / yo
    que tu me / yo que tu / en tu lugar / you had better / be fine / make sure to / make sure you / remember to
    / dont forget to / you better / time to / thing is / my tip is / advice is / opinion is / worth / you wanna
    / ask them to / whats to stop you
""")
# Base forms that open a command though no rule needs them: they show where one begins.
PLAIN_COMMANDS = words("""
    ask be bring carry do dont drink eat forget go have join just keep let listen live look make never pair
    please put read remember rotate run set sip tell treat turn use wait wake walk wear write
""")
# Spanish commands that can be nothing else, wherever they stand.
SPANISH_COMMANDS = words("""
    apliquese aumentale aumentele bajale bajele dejala dejela echale inyectate inyectese olvidate_de pongale
    pongase ponte ponle pontela quitale quitele reducele saltatela saltate saltese subele subale subile sumale
    sumele tirala tirela tiralas tomese
""")
# Words after which an if-clause may have ended without a comma: "if you're newly diagnosed don't start ..."
CLAUSE_ENDS = words("""
    better fine good high ill low new now ok okay sick small then today tonight young
""")
# Everyday words one letter away from the name of a medicine.
COMMON_WORDS = words("""
    dedication estation inject injecting injection injections insular insulate insulting medical medicament
    medication medications medicina medicinas medicine medicines meditation pastilla pastillas prescription
    prescriptions starting statins station stations tablet tableta tabletas tablets treatment treatments
""")
