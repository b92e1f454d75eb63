"""Hear the advice in a bare yes: a short "yes, do it" to "should I double it?" is the advice itself."""

from __future__ import annotations

from dataclasses import replace

from .function_words import words
from .matching import RuleSet
from .reading import read
from .reasons import _
from .speech import asks
from .tokens import Token
from .verdict import Finding

ASSENTS = words(
    "yes yeah yep yup sure definitely absolutely totally do go works i of si claro dale hazlo 100 thats ok okay exactly"
)
# These assent only with another word after them: "go for it", "I would", "of course".
HALF_ASSENTS = words("i do go works of")
COMPLETIONS = words("would it ahead for course")
WITHDRAWALS = words("ask dont not but call doctor no team nurse never")
ASSENTED_LABELS = frozenset(("dosing", "stop_treatment", "unsafe_practice"))
LONGEST_ASSENT = 80
ASSENT = "+assent"  # after the name of the rule that the question's advice fits
SAYS_YES = _("Says yes to a question.")  # before that rule's reason


def assents(said: list[str]) -> bool:
    """Whether these words begin as a yes, and take nothing of it back."""
    if not said or said[0] not in ASSENTS or not WITHDRAWALS.isdisjoint(said):
        return False
    return said[0] not in HALF_ASSENTS or not COMPLETIONS.isdisjoint(said[1:4])


def assented(cut: list[list[Token]], replied: list[list[Token]], rules: RuleSet) -> list[Finding]:
    """What the sentences ``cut`` advise by saying yes to the questions among the sentences ``replied`` to."""
    tokens = [token for sentence in cut for token in sentence if token.kind == "word"]
    if not tokens or tokens[-1].end - tokens[0].start > LONGEST_ASSENT or not assents([token.word for token in tokens]):
        return []
    if not any(asks(sentence) for sentence in replied):
        return []
    asked = rules.findings_in(read(replied, assume_advice=True))
    advised = {found.label: found for found in asked if found.label in ASSENTED_LABELS}
    start, end = tokens[0].start, tokens[-1].end
    return [
        replace(
            found,
            start=start,
            end=end,
            score=0.8,
            source=f"{found.source}{ASSENT}",
            reason=f"{SAYS_YES} {found.reason}",
        )
        for found in advised.values()
    ]
