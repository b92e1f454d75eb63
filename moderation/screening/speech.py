"""Read how a sentence is meant: as a question, a doubt, a memory; and put marks of advice (DO) and its negation
(DONT, NONEED) before the verbs they govern.

Marks are tokens of no width, so that a rule can ask for "DO RAISE ..3 INSULIN" and never see "I doubled",
"should I double" or "never double".
"""

from __future__ import annotations

from dataclasses import dataclass

from .advice import Reader
from .function_words import (
    ADVERBS,
    DENIALS,
    MODALS,
    NEVER,
    QUESTION_OPENERS,
    REFERRAL_MODALS,
    REFERRAL_VERBS,
    phrases,
    words,
)
from .tokens import Token


@dataclass(frozen=True)
class Sentence:
    """A sentence as read: tokens with marks among them, and the ways in which it is meant."""

    tokens: tuple[Token, ...]
    ways: frozenset[str]


def mark(concept: str, at: Token) -> Token:
    return Token("", "mark", at.start, at.end, concept)


def ways(tokens: list[Token], question: bool) -> frozenset[str]:
    """How the sentence is meant, besides who should do what."""
    words = [token.word for token in tokens]
    concepts = {token.concept for token in tokens}
    found = {name for name, concept in WAY_OF_CONCEPT.items() if concept in concepts}
    if "danger" in found and all(_is_denied(words, at) for at, token in enumerate(tokens) if token.concept == "DANGER"):
        found.remove("danger")
    if question:
        found.add("question")
    if concepts & {"ME", "KIN"} and any(word in ("was", "were", "had") for word in words) and not concepts & {"NOW"}:
        found.add("was")
    if words and words[0] in ("if", "when", "si", "cuando") and "i" not in words[:4]:
        found.add("if")
    for at, token in enumerate(tokens):
        if token.concept != "DOCTOR":
            continue
        before = words[max(0, at - 5) : at]
        after = words[at + 1 : at + 4]
        refers = any(word in REFERRAL_VERBS for word in before) or (
            any(word in REFERRAL_MODALS for word in after[:2]) and NEVER.isdisjoint(after)
        )
        with_them = any(word in ("with", "without", "unless", "until", "by", "from", "con", "sin") for word in before)
        # "Stop it without asking your doctor" keeps them out; "never stop it without asking your doctor" does not.
        kept_out = not {"without", "sin"}.isdisjoint(before) and NEVER.isdisjoint(words[:at])
        if (refers or with_them) and not kept_out and not {"dont", "never", "no", "stop", "bother"} & set(before):
            found.add("referral")
        if {"my", "our", "i", "me", "mi", "the", "his", "her"} & set(before[-3:]) or (
            after[:1] and after[0] in ("said", "told", "says", "wants", "has", "put", "took")
        ):
            found.add("doctor")
    if "prescribed" in words:
        found.add("referral")
    return frozenset(found)


def _is_denied(words: list[str], at: int) -> bool:
    """Whether the danger named there is said to be none: "it's not dangerous"."""
    return not DENIALS.isdisjoint(words[max(0, at - 2) : at])


WAY_OF_CONCEPT = {
    "doubt": "DOUBT",
    "danger": "DANGER",
    "past": "PASTTIME",
    "resolved": "RESOLVED",
    "now": "NOW",
    "hypothetical": "HYPO",
    "reported": "REPORT",
}


# "Is it", "how much", "can anyone"; but "how you", "when my" open a statement.
ASKED = words("i you we it anyone anybody there my he she they much many the else")
TOLD = frozenset(phrases("how you / what you / when you / when i / when my / when the / when it"))


def asks(tokens: list[Token]) -> bool:
    """Whether the sentence is a question: by its mark, or by how it opens."""
    if any(token.kind == "stop" and "?" in token.word for token in tokens):
        return True
    words = [token.word for token in tokens if token.kind == "word"][:2]
    return len(words) > 1 and words[0] in QUESTION_OPENERS and words[1] in ASKED and tuple(words) not in TOLD


def verb_up(tokens: list[Token]) -> list[Token]:
    """ "Up the dose", "just up your basal": there "up" is a verb."""
    done = list(tokens)
    for at, token in enumerate(tokens[:-1]):
        if token.word == "up" and tokens[at + 1].word in ("your", "the", "that", "his", "her", "it", "my"):
            before = tokens[at - 1].word if at else ""
            if not before or before in MODALS | ADVERBS | {"would", "to", "stop", ",", "i", "you", "we"}:
                done[at] = token._replace(concept="RAISE", form="base")
    return done


def read_speech(tokens: list[Token], assume_advice: bool = False) -> Sentence:
    """Mark one sentence. ``assume_advice`` reads "should I double it?" as "you should double it"."""
    tokens = verb_up(tokens)
    if assume_advice:
        tokens = [token._replace(word="you") if token.word in ("i", "we") else token for token in tokens]
        tokens = [token for token in tokens if token.kind != "stop"]
        for at in range(len(tokens) - 1):
            if tokens[at].word in MODALS and tokens[at + 1].word == "you":
                tokens[at], tokens[at + 1] = tokens[at + 1], tokens[at]
                break
    question = asks(tokens) and not assume_advice
    marks = Reader(tokens, question).read()
    read: list[Token] = []
    for at, token in enumerate(tokens):
        if at in marks:
            read.append(mark(marks[at], token))
            if token.form == "ing":
                token = token._replace(form="base")
        read.append(token)
    suggested = "DO" in marks.values()
    return Sentence(tuple(read), ways(tokens, question and not suggested))
