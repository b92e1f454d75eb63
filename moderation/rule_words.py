"""What is wrong with a rule, in words for the clinician who writes it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moderation.rule_book import SHIPPED
from moderation.screening.rules import Rule
from moderation.screening.trial import Trial
from moderation.screening.writing import Fault, faults, sources

WORDS = {
    "choose": gettext_lazy("Choose one of the list."),
    "score": gettext_lazy("Give a number above 0 and not above 1."),
    "empty": gettext_lazy("This is needed."),
    "too_many": gettext_lazy("At most %(words)s lines, please."),
    "too_few": gettext_lazy("Give at least %(words)s different examples, each on a line of its own."),
    "too_long": gettext_lazy("This line is too long: “%(words)s”"),
    "ends": gettext_lazy("“%(words)s”: ^ can only come first in a pattern, and $ last."),
    "joined": gettext_lazy("“%(words)s”: leave a space beside ^ and $: %(near)s"),
    "gap": gettext_lazy("“%(words)s”: a gap is two dots and a number from 1 to 16, such as ..3"),
    "no_word": gettext_lazy("“%(words)s” holds only what may be absent. Name at least one word that must be there."),
    "empty_choice": gettext_lazy("“%(words)s”: something is missing beside a | or a ?"),
    "case": gettext_lazy("“%(words)s”: write words in small letters and concepts in CAPITALS."),
    "too_wide": gettext_lazy("“%(words)s” is too wide: shorten its gaps or cut it in two."),
    "too_wide_together": gettext_lazy("With “%(words)s” the patterns together are too wide: shorten some gaps."),
    "unknown": gettext_lazy("There is no concept “%(words)s”. If it is a word, write it in small letters."),
    "unknown_near": gettext_lazy("There is no concept “%(words)s”. Do you mean %(near)s?"),
    "unreadable": gettext_lazy("“%(words)s” is never read so. Screening reads it as: %(near)s"),
    "missed": gettext_lazy("The rule must flag “%(words)s”, but it does not."),
    "caught": gettext_lazy("The rule must leave “%(words)s” alone, but it flags “%(near)s”."),
}
WAYS = {
    "question": gettext_lazy("a question"),
    "doubt": gettext_lazy("doubt"),
    "danger": gettext_lazy("a warning of danger"),
    "past": gettext_lazy("the past"),
    "was": gettext_lazy("how it was for the writer"),
    "resolved": gettext_lazy("over and done with"),
    "if": gettext_lazy("an “if” or “when”"),
    "hypothetical": gettext_lazy("something imagined"),
    "reported": gettext_lazy("somebody else's words"),
    "doctor": gettext_lazy("what a doctor said"),
    "referral": gettext_lazy("sends people to their care team"),
}
OWNERS = {"clinical lead": gettext_lazy("clinical lead")}  # who answers for a shipped rule


def owner(shipped: Rule) -> str:
    return str(OWNERS.get(shipped.owner, shipped.owner))


def wrong(rule_id: str, content: Mapping[str, Any]) -> dict[str, list[str]]:
    """By field, what is wrong with the content of a version of the rule; empty when nothing is."""
    shipped = SHIPPED.get(rule_id)
    said: dict[str, list[str]] = {}
    for fault in faults(content, sources(shipped) if shipped else frozenset()):
        said.setdefault(fault.field, []).append(told(fault))
    return said


def told(fault: Fault) -> str:
    code = "unknown_near" if fault.code == "unknown" and fault.near else fault.code
    words = str(WORDS[code]) % {"words": fault.words, "near": fault.near}
    return f"{words} {why(fault.trial)}" if fault.code == "missed" else words


def why(trial: Trial | None) -> str:
    """Why a rule is silent where one of its patterns fits; or that none does."""
    if trial is None or not trial.pattern:
        return _("None of the patterns fits.")
    said = [_("“%(pattern)s” fits, but the rule is silent:") % {"pattern": trial.pattern}]
    if trial.meant:
        said.append(_("it reads as %(ways)s.") % {"ways": ways(trial.meant)})
    if trial.excused:
        said.append(_("“%(pattern)s” under “Silent where” fits too.") % {"pattern": trial.excused})
    if trial.lacking:
        said.append(_("nothing under “Only with” is in the message."))
    return " ".join(said)


def ways(named: Iterable[str]) -> str:
    return ", ".join(str(WAYS[way]) for way in sorted(named) if way in WAYS)
