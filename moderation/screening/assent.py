"""Hear the advice in a bare yes: a short "yes, do it" to "should I double it?" is the advice itself."""

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
ASSENTED_LABELS = frozenset(("dosing", "stop_treatment", "unsafe_practice"))
LONGEST_ASSENT = 80
# After the name of the rule that the question's advice fits: of a bare yes, and of one with more to it.
ASSENT, AGREES = "+assent", "+agrees"
SAYS_YES = _("Says yes to a question.")  # before that rule's reason

# Spanish asks by the verb alone: "¿le subo a la lantus?". What one is told when the answer is yes.
TOLD = {
    "aplico": "aplicate", "aumento": "aumentale", "bajo": "bajale", "comparto": "comparte", "dejo": "deja",
    "doblo": "dobla", "duplico": "duplica", "inyecto": "inyectate", "pongo": "ponte", "puedo": "puedes",
    "reduzco": "reducele", "salto": "saltate", "subo": "subele", "suspendo": "suspende", "tomo": "toma",
}  # fmt: skip
ASKED_BY_VERB = re.compile(rf"\b(?:(?:le|me|se|nos) )?({'|'.join(TOLD)})\b")


def assents(said: list[str]) -> bool:
    """Whether these words begin as a yes, and take nothing of it back."""
    if not said or said[0] not in ASSENTS or not WITHDRAWALS.isdisjoint(said):
        return False
    return said[0] not in HALF_ASSENTS or not COMPLETIONS.isdisjoint(said[1:4])


def assented(cut: list[list[Token]], question: str, replied: list[list[Token]], rules: RuleSet) -> list[Finding]:
    """What the sentences ``cut`` advise by saying yes to the ``question``, whose sentences ``replied`` are."""
    tokens = [token for sentence in cut for token in sentence if token.kind == "word"]
    said = [token.word for token in tokens]
    if not tokens or tokens[-1].end - tokens[0].start > LONGEST_ASSENT or not assents(said):
        return []
    if not any(asks(sentence) for sentence in replied):
        return []
    told = ASKED_BY_VERB.sub(lambda found: TOLD[found[1]], fold(question).text)
    advice = replied if told == fold(question).text else named(told, vocabulary=rules.vocabulary)[0]
    asked = rules.findings_in(read(advice, assume_advice=True))
    advised = {found.label: found for found in asked if found.label in ASSENTED_LABELS}
    how = ASSENT if BARE.issuperset(_first(cut)) else AGREES
    start, end = tokens[0].start, tokens[-1].end
    return [
        replace(
            found,
            start=start,
            end=end,
            score=0.8,
            source=f"{found.source}{how}",
            reason=f"{SAYS_YES} {found.reason}",
        )
        for found in advised.values()
    ]


def _first(cut: list[list[Token]]) -> list[str]:
    """The words of the first sentence that has any."""
    sentences = ([token.word for token in sentence if token.kind == "word"] for sentence in cut)
    return next(filter(None, sentences), [])
