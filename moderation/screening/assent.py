"""Hear the advice in a bare yes or no: a short "yes, do it" to "should I double it?" is the advice itself.

So is "nah" to "do I have to take my metformin?".
"""

from __future__ import annotations

import re
from dataclasses import replace

from .function_words import words
from .matching import RuleSet
from .normalise import fold
from .reading import named, read
from .reasons import _
from .speech import asks
from .tokens import Token
from .verdict import Finding

ASSENTS = words(
    "yes yeah yep yup sure definitely absolutely totally do go works i of si sip claro dale hazlo 100 thats ok okay "
    "exactly"
)
# These assent only with another word after them: "go for it", "I would", "of course".
HALF_ASSENTS = words("i do go works of")
COMPLETIONS = words("would it ahead for course")
# What may stand beside a yes, in its sentence, without adding to it. With any other word the yes is evidence, no more.
FILLERS = words("""
    a bro dear dude ese esta fine friend hombre honestly honey it just la lo love man mate me mujer now please por que
    right safe should sin miedo supuesto that the then this to tonight too tranquila tranquilo ya you hermano amiga
    amigo
""")
BARE = ASSENTS | COMPLETIONS | FILLERS
WITHDRAWALS = words("""
    ask dont not but call doctor no team nurse never endo pharmacist clinic hospital question wondered wondering why
    terrible thanks medico medica doctora gracias pregunta pregunto consulta nunca
""")
# Words that seem to take a yes back, and strengthen it.
GLADLY = re.compile(
    r"\b(?:no (?:problem|prob|worries|doubt|hay (?:problema|lio|duda))|why not|sin (?:problema|duda))\b"
)
YES = "yes"  # what a thumb up before any word says
NOD = re.compile("[👍👌✅💯]")
ASSENTED_LABELS = frozenset(("dosing", "stop_treatment", "unsafe_practice"))
LONGEST_ASSENT = 80
# After the name of the rule that the question's advice fits: of a bare yes, of one with more to it, and of a bare no.
ASSENT, AGREES, DENIES = "+assent", "+agrees", "+denial"
SAYS_YES, SAYS_NO = _("Says yes to a question."), _("Says no to a question.")  # before that rule's reason
# A no is advice where it denies a need, and stands with nothing but these beside it.
REFUSES = words("no nope nah nop")
BESIDE_NO = REFUSES | words("""
    a all are at bother creo de dont dude estas fine friend good haha honestly honey im it jaja just la lo lol love man
    mate necesario nada need needed not para preocupes really so sure te think tranquila tranquilo thats ok okay you
    youre your que va bro mujer hombre falta hace way of course thanks thank gracias worry
""")
# What asks whether there is need. "Can I ...?" asks for leave: there a no is the safe answer.
NEEDED = re.compile(
    r"\b(?:(?:should|shall|must|do|does) (?:i|we|he|she|they|my \w{2,20}) "
    r"(?:(?:really|even|still|actually|just|always) ){0,2}(?:(?:need|have|got) to )?(?:keep )?)(?!not\b|use\b|put\b)"
)
NEEDED_ES = re.compile(r"\b(?:tengo que|debo|deberia|necesito|hace falta|hay que|es necesario) (\w{2,20}?)(me|nos)?\b")
# And what asks whether there is danger in it.
DANGEROUS = re.compile(
    r"\b(?:(?:is it|would it be|is that) (?:dangerous|wrong|bad|risky|unsafe|harmful)|would it hurt|does it hurt)"
    r" (?:to|if (?:i|we)) "
)
DANGEROUS_ES = re.compile(r"\b(?:es|seria) (?:peligroso|malo|grave) (?:si )?")
MINE = re.compile(r"\b(?:my|mi|mis)\b")
# What makes it another question: which, how, when, whose; whether to take something now, with a reading, or daily what
# is taken weekly.
OTHERWISE = re.compile(
    r"\b(?:or|alone|myself|walk|drive|in person|with (?:you|food)|con comida|fasting|ayunas|worry|again|expired|"
    r"vencid[ao]|every(?! ?(?:single )?(?:day|morning|evening|night)\b)|already|frozen|froze|fridge|address|"
    r"appointment|friends?|another|more|extra|solo|sola)\b"
    r"|\b(?:take|inject|tomar|ponerme|inyectarme)\b.*\d"
    r"|\b(?:twice|times|dos veces|bydureon|exenatid[ae]|trulicity|dulaglutid[ae]|ozempic|wegovy|semaglutid[ae]|"
    r"mounjaro|zepbound|tirzepatid[ae])\b.*\b(?:every|daily|each|cada|todos|diari[oa])"
)

# Spanish asks by the verb alone: "¿le subo a la lantus?". What one is told when the answer is yes.
TOLD = {
    "aplico": "aplicate", "aumento": "aumentale", "bajo": "bajale", "comparto": "comparte", "dejo": "deja",
    "doblo": "dobla", "duplico": "duplica", "inyecto": "inyectate", "pongo": "ponte", "puedo": "puedes",
    "reduzco": "reducele", "salto": "saltate", "subo": "subele", "suspendo": "suspende", "tomo": "toma",
}  # fmt: skip
# A question about danger as the statement that a yes makes of it.
OWNED_LABELS = frozenset(("emergency", "self_harm"))
OWNED = tuple(
    (re.compile(rf"\b{asked}\b"), told)
    for asked, told in (
        ("did you take", "i took"), ("did you inject", "i injected"),
        ("are you having", "i have"), ("did you have", "i had"), ("are you", "i am"),
        ("(?:do|did|have) you", "i"), ("(is|are) (he|she|they)", r"\2 \1"), ("yourself", "myself"), ("your", "my"),
        ("quieres", "quiero"), ("piensas", "pienso"), ("estas", "estoy"), ("tienes", "tengo"),
        ("saltas", "salto"), ("tomas", "tomo"), ("usas", "uso"), ("pones", "pongo"), ("te", "me"),
        ("tomaste", "tome"), ("inyectaste", "inyecte"),
        (r"(morir|matar|suicidar|lastimar|cortar)te", r"\1me"),
    )
)  # fmt: skip
LACKS = re.compile(r"\b(?:do you (?:still )?have|have you (?:still )?got) (?:any |enough |some )?")
LACKS_ES = re.compile(r"\bte quedan?\b")
# Asks what the other does, where it speaks of nobody else: a yes tells of one's own dose, and advises nothing.
OF_THE_OTHER = re.compile(
    r"\b(?:(?:do|did) you (?:(?:also|always|usually|still|just) )?(?:take|inject|use|dose|double|skip)"
    r"|(?:are|were) you (?:on|taking|using|injecting)|have you (?:taken|skipped|doubled)"
    r"|te (?:pones|inyectas|aplicas|saltas|tomas)|tomas|usas)\b"
)
OF_THE_ASKER = re.compile(r"\b(?:i|im|me|my|we|us|our|he|him|she|her|they|them|his|kid|yo|mi|debo|puedo|tengo)\b")
AT_ANY_TIME = re.compile(r"\b(?:ever|usually|sometimes|often|before|alguna vez|a veces|antes)\b")
ASKED_BY_VERB = re.compile(rf"\b(?:(?:le|me|se|nos) )?({'|'.join(TOLD)})\b")


def assents(said: list[str]) -> bool:
    """Whether these words begin as a yes, and take nothing of it back."""
    if not said or said[0] not in ASSENTS or not WITHDRAWALS.isdisjoint(said):
        return False
    return said[0] not in HALF_ASSENTS or not COMPLETIONS.isdisjoint(said[1:4])


def refuses(said: list[str]) -> bool:
    """Whether these words are a no and nothing else."""
    return bool(said) and said[0] in REFUSES and BESIDE_NO.issuperset(said)


def assented(
    text: str, cut: list[list[Token]], question: str, replied: list[list[Token]], rules: RuleSet
) -> list[Finding]:
    """What ``text``, whose sentences are ``cut``, advises or owns to by a yes or no to the ``question``.

    ``replied`` are the sentences of the question.
    """
    tokens = [token for sentence in cut for token in sentence if token.kind == "word"]
    nod = NOD.search(text)
    if not (tokens or nod) or len(text.strip()) > LONGEST_ASSENT or not any(asks(sentence) for sentence in replied):
        return []
    said = GLADLY.sub("", " ".join(token.word for token in tokens)).split()
    nodded = [YES, *said] if nod and not (tokens and tokens[0].start < nod.start()) else said
    if assents(nodded):
        how, reason = ASSENT if BARE.issuperset(_first(cut)) else AGREES, SAYS_YES
        advised = _advised_by_yes(question, replied, rules) | (_owned_by_yes(question, rules) if how == ASSENT else {})
    elif refuses(said) and not _advised_by_yes(question, replied, rules):
        # Where a yes would be the dangerous answer, the no is the safe one.
        how, reason = DENIES, SAYS_NO
        advised = _advised_by_no(question, rules) | _lacked_by_no(question, rules)
    else:
        return []
    start = min([token.start for token in tokens[:1]] + ([nod.start()] if nod else []))
    end = max([token.end for token in tokens[-1:]] + ([nod.end()] if nod else []))
    return [
        replace(
            found, start=start, end=end, score=0.8, source=f"{found.source}{how}", reason=f"{reason} {found.reason}"
        )
        for found in advised.values()
    ]


def _advised_by_yes(question: str, replied: list[list[Token]], rules: RuleSet) -> dict[str, Finding]:
    asked = fold(question).text
    told = ASKED_BY_VERB.sub(lambda found: TOLD[found[1]], asked)
    advice = replied if told == asked else named(told, vocabulary=rules.vocabulary)[0]
    labels = ASSENTED_LABELS - {"dosing"} if of_the_other(asked) else ASSENTED_LABELS
    return _by_label(rules.findings_in(read(advice, assume_advice=True)), labels)


def of_the_other(asked: str) -> bool:
    """Whether the question, folded, asks what the other takes."""
    return bool(OF_THE_OTHER.search(asked)) and not OF_THE_ASKER.search(asked)


def tells_of_own_dose(text: str, question: str) -> bool:
    """Whether ``text`` is a bare yes to a question about what its writer takes."""
    said = [token.word for sentence in named(text)[0] for token in sentence if token.kind == "word"]
    return assents(said) and BARE.issuperset(said) and of_the_other(fold(question).text)


def _owned_by_yes(question: str, rules: RuleSet) -> dict[str, Finding]:
    """What danger somebody owns to who says yes to "do you want to die?" or "is he unconscious?"."""
    owned = fold(question).text
    if AT_ANY_TIME.search(owned):
        return {}
    for asked, told in OWNED:
        owned = asked.sub(told, owned)
    return _owned(owned, rules)


def _owned(told: str, rules: RuleSet) -> dict[str, Finding]:
    said = named(told.replace("?", "."), vocabulary=rules.vocabulary)[0]
    return _by_label(rules.findings_in(read(said)), OWNED_LABELS)


def _lacked_by_no(question: str, rules: RuleSet) -> dict[str, Finding]:
    """What danger somebody is in who says no to "do you have any insulin left?"."""
    asked = fold(question).text
    lacked = LACKS_ES.sub("no me queda", LACKS.sub("i have no ", asked))
    return {} if lacked == asked or AT_ANY_TIME.search(asked) else _owned(lacked, rules)


def _advised_by_no(question: str, rules: RuleSet) -> dict[str, Finding]:
    asked = fold(question).text
    leave = DANGEROUS_ES.sub("puedes ", DANGEROUS.sub("you can ", asked))
    told = NEEDED_ES.sub(
        lambda found: f"no hace falta {found[1]}{'te' if found[2] else ''}", NEEDED.sub("you dont need to ", leave)
    )
    if told == asked or (leave == asked and OTHERWISE.search(asked)):
        return {}
    advice = named(MINE.sub("your", told).replace("?", "."), vocabulary=rules.vocabulary)[0]
    if leave != asked:
        return _by_label(rules.findings_in(read(advice)), ASSENTED_LABELS)
    # A dose left out is told by the same words as a dose that is too much: of these a no says too little.
    return _by_label(rules.findings_in(read(advice)), ASSENTED_LABELS - {"dosing"})


def _by_label(found: list[Finding], labels: frozenset[str]) -> dict[str, Finding]:
    return {one.label: one for one in found if one.label in labels}


def _first(cut: list[list[Token]]) -> list[str]:
    """The words of the first sentence that has any."""
    sentences = ([token.word for token in sentence if token.kind == "word"] for sentence in cut)
    return next(filter(None, sentences), [])
