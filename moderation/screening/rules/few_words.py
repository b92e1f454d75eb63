# ruff: noqa: E501 - a pattern stays on one line, to be read whole
"""Cries of a few words without a subject, which mean what they say only where nothing stands beside them."""

from ..reasons import _
from .base import NOT_NOW, Rule

CALL = "help|sos|ayuda|auxilio|socorro|ayudenme|ayudame|ayudeme"
AMONG = f"{CALL}|me|us|please|somebody|someone|anybody|anyone|urgent|urgente|now|NOW|ya|por|favor|alguien|omg|god|,"

FEW_WORDS = (
    Rule(
        id="emergency.few-words",
        label="emergency",
        severity="urgent",
        score=0.85,
        reason=_("Nothing but a sign of danger in a few words: somebody may be unable to type more."),
        patterns=(
            "^ KIN|my|mi|the? KIN? is? not|isnt|stopped|barely breathing NOW? $",
            "^ mi|KIN? KIN? no respira|respiran|reacciona|responde|contesta NOW|ayuda? $",
            "^ KIN|my|mi? KIN? is|ME|i? having|has|had|just? a? OUTCOLD|COLLAPSE NOW|help|ayuda? $",
            "^ KIN|my|mi? KIN? se desmayo|desmaya NOW? $",
            "^ ME|i? bad|severe|having|have|tengo|awful|GET_ING|GET? CHESTPAIN NOW|help|ayuda|bad? $",
            "^ i|we|ME? need|necesito|necesitamos|GET an|una? ambulance|ambulancia NOW|ya|please|urgente? $",
        ),
        unless_meant=NOT_NOW | {"question"},
        match=(
            "not breathing!!",
            "No respira",
            "chest pain",
            "husband unresponsive",
            "se desmayó",
            "need an ambulance now",
        ),
        clean=(
            "chest pain? ring 911, don't wait",
            "not breathing a word of this",
            "chest pain last month turned out to be reflux",
            "call an ambulance",
        ),
    ),
    Rule(
        id="emergency.low-alone",
        label="emergency",
        severity="urgent",
        score=0.85,
        reason=_("Nothing but a very low reading: somebody may be unable to type more (ADA level 2)."),
        patterns=(
            "^ ME|YOUR? sugar|sugars|azucar|GLUCOSE|DIABETES is|NOW|en|a? GLOW NOW|help|ayuda? $",
            "^ ..3 GLUCOSE|SUPPLY|monitor|glucometro ..2 says|reads|shows|showing|reading|dice|marca|muestra|pone lo|low|bajo NOW|help|ayuda|again? $",
            "^ it ..1 says|reads|shows lo NOW|help|again? $",
        ),
        unless_meant=NOT_NOW | {"question"},
        scope="message",
        match=("my meter just says LO", "el medidor dice LO", "sugar 30 help"),
        clean=(
            "my sensor says low when I sleep on it",
            "the meter said low last night, fine now",
            "it says low fat on the tin",
        ),
    ),
    Rule(
        id="emergency.meter-off-scale-alone",
        label="emergency",
        severity="urgent",
        score=0.85,
        reason=_("Nothing but a meter beyond its scale: somebody may be unable to type more."),
        patterns=(
            "^ ..3 GLUCOSE|SUPPLY|monitor|glucometro ..2 says|reads|shows|showing|reading|dice|marca|muestra|pone hi|high|alto NOW|help|ayuda|again? $",
        ),
        unless_meant=NOT_NOW | {"question"},
        match=("meter says HI", "the meter only shows HIGH", "el glucómetro marca HI"),
        clean=(
            "my meter says hi to me every morning lol",
            "what does it mean when the meter says HI?",
            "the sensor says high after every pizza",
        ),
    ),
    Rule(
        id="emergency.foot-alone",
        label="emergency",
        severity="urgent",
        score=0.8,
        reason=_("Nothing but a black or infected foot: same-day care (NICE NG19)."),
        patterns=(
            "^ ME|YOUR? ROT FOOT NOW|help|ayuda? $",
            "^ ME|YOUR? FOOT ..1 is|has|went|turned|gone|esta|se? puso? ROT NOW|help|ayuda? $",
        ),
        unless_meant=NOT_NOW | {"question"},
        match=("black toe 😳", "dedo negro", "mi pie huele"),
        clean=("black toe nail polish", "black socks", "black toe last year, it healed"),
    ),
    Rule(
        id="emergency.wrong-dose-alone",
        label="emergency",
        severity="urgent",
        score=0.8,
        reason=_("Nothing but the word of a wrong dose: somebody may be unable to type more."),
        patterns=(
            "^ ME|i? TAKE_PAST|injected|used? YOUR|the? wrong INSULIN|pen NOW|help? $",
            "^ ME|i? overdosed ..2 INSULIN NOW|help? $",
            "^ ME|i? TAKE_PAST|injected|puse? too|demasiada|doble much? INSULIN NOW|help|ayuda? $",
        ),
        unless_meant=NOT_NOW | {"question"},
        match=("wrong insulin", "took the wrong insulin", "overdosed on insulin"),
        clean=("wrong insulin on the bill again", "wrong pen or right pen?", "the wrong insulin was delivered"),
    ),
    Rule(
        id="emergency.calls-for-help",
        label="emergency",
        severity="urgent",
        score=0.6,
        reason=_("Calls for help and does not say why: find out what is wrong."),
        patterns=(
            f"^ {AMONG}? {AMONG}? {AMONG}? {CALL} {AMONG}? {AMONG}? {AMONG}? {AMONG}? {AMONG}? $",
            f"^ please? i|ME need|necesito|GET {CALL} NOW|now|ya|urgente|urgently|please|por $",
        ),
        unless_meant=frozenset({"question"}),
        scope="message",
        match=("HELP!!", "help, somebody, please", "ayuda por favor", "sos", "i need help now"),
        clean=(
            "help with my sensor please",
            "can anyone help me?",
            "i need help with the app",
            "thanks for the help everyone",
        ),
    ),
    Rule(
        id="self-harm.few-words",
        label="self_harm",
        severity="urgent",
        score=0.85,
        reason=_("Names their own death or wounds in a few words."),
        patterns=(
            "^ i|ME? am|was|have? been? self harming|harmed|harm NOW|again|tonight? $",
            "^ quiero|voy|pienso? a? matarme|suicidarme|morirme NOW? $",
            "^ i|ME? am? just|going|want? to? kill|killing|hang|hanging|cut|cutting myself NOW|tonight? $",
        ),
        unless_meant=frozenset({"question"}),
        scope="message",
        match=("matarme", "self harming again", "kill myself"),
        clean=(
            "I cut myself shaving",
            "I used to self harm, eight years free of it",
            "matarme de risa es lo que hace mi nieto",
        ),
    ),
)
