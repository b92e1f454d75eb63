"""How well each rule and each label does, by what clinicians decided about the messages that they flagged.

A flag is *confirmed* when the message was removed, warned about or corrected, when it was shown because the person is
being helped, or when the reason names a harm although it was shown. It is *dismissed* when the message was shown as own
experience or as safe advice. Undecided: still open, shown as "can be misread", closed as the report was taken back, or
put back after a second look.
A message counts once for each rule. It is the message that was judged, not the rule's label.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Replace

from moderation.evaluation import Share
from moderation.models import Action, Decision, Flag, Reason, RuleHit, RuleVersion
from moderation.policy import CARD_OF_LABEL
from moderation.screening.assent import AGREES, ASSENT, DENIES
from moderation.screening.insulin import INSULIN

DISMISSING = {Reason.OWN_EXPERIENCE, Reason.SAFE_ADVICE}
NEITHER = {Reason.UNCLEAR, Reason.REPORT_WITHDRAWN, Reason.OTHER}


@dataclass
class Record:
    """What became of what a rule, a version of it or a label flagged."""

    flags: int = 0
    confirmed: int = 0
    dismissed: int = 0

    @property
    def undecided(self) -> int:
        return self.flags - self.confirmed - self.dismissed

    @property
    def precision(self) -> Share:
        """Of the decided, those that were confirmed."""
        return Share(self.confirmed, self.confirmed + self.dismissed)

    def add(self, action: str | None, reason: str | None, number: int) -> None:
        self.flags += number
        if confirms(action, reason):
            self.confirmed += number
        elif dismisses(action, reason):
            self.dismissed += number


def confirms(action: str | None, reason: str | None) -> bool:
    if action is None:
        return False
    return action != Action.PUBLISH or reason not in DISMISSING | NEITHER


def dismisses(action: str | None, reason: str | None) -> bool:
    return action == Action.PUBLISH and reason in DISMISSING


PEOPLE = (Flag.Source.REPORT, Flag.Source.GUIDE, Flag.Source.APPEAL)
# A case has one decision at most.
_STANDING = Decision.objects.standing().filter(case=OuterRef("case"))
DECIDED = {"ended": Subquery(_STANDING.values("action")[:1]), "because": Subquery(_STANDING.values("reason")[:1])}


def of_rules() -> dict[tuple[str, str], Record]:
    """By the rule's id and the version that fired, in one query. With what a yes or no to a question says, and what
    is found only because its author takes insulin.
    """
    rule: Any = F("source_id")
    for how in (ASSENT, AGREES, DENIES, INSULIN):
        rule = Replace(rule, Value(how))
    flags = Flag.objects.filter(source=Flag.Source.RULE).annotate(rule=rule, **DECIDED)
    counted = flags.values_list("rule", "version", *DECIDED).annotate(Count("case", distinct=True)).order_by()
    found: dict[tuple[str, str], Record] = {}
    for rule_id, version, action, reason, number in counted:
        found.setdefault((rule_id, version), Record()).add(action, reason, number)
    return found


def of_labels() -> dict[str, Record]:
    """By label, whatever flagged it of the rules and the model, in one query."""
    return _by_label(Flag.objects.exclude(source__in=PEOPLE))


def of_model() -> dict[str, Record]:
    """By label, what the model saw where no rule found that label, in one query. All its versions together."""
    return _by_label(Flag.objects.filter(source=Flag.Source.MODEL))


def _by_label(flags: QuerySet[Flag]) -> dict[str, Record]:
    counted = flags.annotate(**DECIDED).values_list("label", *DECIDED).annotate(Count("case", distinct=True))
    found: dict[str, Record] = {}
    for label, action, reason, number in counted.order_by():
        found.setdefault(label, Record()).add(action, reason, number)
    return found


def together(records: Iterable[Record]) -> Record:
    every = Record()
    for record in records:
        every.flags += record.flags
        every.confirmed += record.confirmed
        every.dismissed += record.dismissed
    return every


@dataclass(frozen=True)
class Shadow:
    """What a version in shadow fits: how many messages, how many were flagged anyway, and what would have been done.

    `called`: a clinician at once, for a message that is published, as the default policy has it of emergencies.
    """

    hits: int
    flagged: int
    held: int
    cautioned: int
    called: int


def in_shadow(version: RuleVersion) -> Shadow:
    """Also by the numbers of the hits that are not kept any more."""
    found = Counter[tuple[bool, str]]()
    for flagged, action, number in version.hits.values_list("flagged", "action").annotate(Count("pk")).order_by():
        found[flagged, action] += number
    for flagged, action, number in version.tallies.values_list("flagged", "action", "number"):
        found[flagged, action] += number
    return Shadow(
        hits=found.total(),
        flagged=sum(number for (flagged, _action), number in found.items() if flagged),
        held=found[False, RuleHit.Action.HOLD],
        cautioned=found[False, RuleHit.Action.CAUTION],
        called=found[False, RuleHit.Action.PUBLISH] if version.label in CARD_OF_LABEL else 0,
    )
