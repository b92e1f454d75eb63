"""What is done about a verdict: publish, caution or hold, how urgently, with which safety card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from moderation.screening import LABELS, Finding, Verdict
from moderation.screening.slips import tells_of_a_slip
from moderation.screening.verdict import UNREAD_SOURCE, urgency_of

Action = Literal["publish", "caution", "hold"]
GRAVITY: tuple[Action, ...] = ("publish", "caution", "hold")
CARDS = ("low_glucose", "high_glucose", "no_insulin", "foot", "self_harm", "eating_disorder", "overdose", "emergency")
NOW = 4
# What somebody may have meant as their own story: an author is asked about these, never about a cry for help.
ADVICE = {"dosing", "stop_treatment", "unsafe_practice"}

# The findings that tell which kind of help an author needs; the longest prefix that fits decides.
CARD_OF_SOURCE: Mapping[str, str] = {
    "rule:self-harm": "self_harm",
    "rule:self-harm.insulin-for-weight": "eating_disorder",
    "rule:self-harm.purging": "eating_disorder",
    "rule:self-harm.overdose": "overdose",
    "rule:emergency": "emergency",
    "rule:emergency.low": "low_glucose",
    "rule:emergency.ketones": "high_glucose",
    "rule:emergency.dka": "high_glucose",
    "rule:emergency.meter-off-scale": "high_glucose",
    "rule:emergency.no-insulin": "no_insulin",
    "rule:emergency.foot": "foot",
    "rule:emergency.wrong-dose": "overdose",
}
# Whoever cannot swallow safely, or whose heart or brain is failing, needs an ambulance before anything about glucose.
AMBULANCE_FIRST: tuple[str, ...] = (
    "rule:emergency.collapse",
    "rule:emergency.out-cold",
    "rule:emergency.heart-or-stroke",
    "rule:emergency.few-words",
    "engine:unit-in-doubt",  # sugar saves from a low and harms in a high
)
CARD_OF_LABEL: Mapping[str, str] = {"self_harm": "self_harm", "emergency": "emergency"}


@dataclass(frozen=True)
class LabelRule:
    """From ``threshold`` on, ``action``; below it but from ``doubt`` on, ``in_doubt``; below that, nothing."""

    action: Action
    threshold: float = 0.5
    in_doubt: Action = "caution"
    doubt: float = 0.3


@dataclass(frozen=True)
class Policy:
    """A rule for each label; a label that has none is held."""

    rules: Mapping[str, LabelRule] = field(default_factory=dict)


@dataclass(frozen=True)
class Disposition:
    """What happens to the message; ``urgency`` as in the verdict, 4 meaning now; ``card`` is for the author."""

    action: Action
    urgency: int
    card: str | None
    opens_case: bool
    labels: tuple[str, ...]


# A message is held from where showing it would cost more than holding it: at 1 / (1 + what a miss costs), 0.5 where
# that is as much as a harmless message held. What a miss costs: moderation/screening/training/weighing.py.
DEFAULT = Policy(
    {
        "dosing": LabelRule("hold", threshold=0.33),
        # Who stops insulin can die within days: in doubt nobody reads it before a clinician has.
        "stop_treatment": LabelRule("hold", in_doubt="hold"),
        "unproven_remedy": LabelRule("hold", threshold=0.85),
        "unsafe_practice": LabelRule("hold"),
        # A cry for help is shown at once: members are awake when clinicians may not be.
        "emergency": LabelRule("publish", in_doubt="publish"),
        # Held, for talk of methods harms others; the author gets the card and a clinician at once.
        "self_harm": LabelRule("hold", in_doubt="hold"),
        "abuse": LabelRule("hold"),
        "privacy": LabelRule("hold"),
        "spam": LabelRule("hold"),
    }
)


def policy_from(data: Mapping[str, Mapping[str, Any]]) -> Policy:
    """The default with a deployment's changes: label -> fields of LabelRule. ValueError says which is wrong and why."""
    rules = dict(DEFAULT.rules)
    for label, changes in data.items():
        if label not in LABELS:
            raise ValueError(f"policy: unknown label {label!r}; labels are {', '.join(LABELS)}")
        if not isinstance(changes, Mapping):
            raise ValueError(f"policy: {label}: must be fields with their values, not {changes!r}")
        unknown = set(changes) - set(LabelRule.__dataclass_fields__)
        if unknown:
            raise ValueError(f"policy: {label}: unknown field {sorted(unknown)[0]!r}")
        rules[label] = checked(label, LabelRule(**{**vars(rules[label]), **changes}))
    return Policy(rules)


def checked(label: str, rule: LabelRule) -> LabelRule:
    """The rule, if it makes sense; else ValueError."""
    for name in ("threshold", "doubt"):
        value = getattr(rule, name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise ValueError(f"policy: {label}: {name} must be a number from 0 to 1, not {value!r}")
    if rule.doubt > rule.threshold:
        raise ValueError(f"policy: {label}: doubt ({rule.doubt}) must not be above threshold ({rule.threshold})")
    for name in ("action", "in_doubt"):
        if getattr(rule, name) not in GRAVITY:
            raise ValueError(
                f"policy: {label}: {name} must be one of {', '.join(GRAVITY)}, not {getattr(rule, name)!r}"
            )
    return rule


def decide(verdict: Verdict, policy: Policy = DEFAULT, text: str = "") -> Disposition:
    """The gravest action that any label asks for. The `text` is read for the choice of the card alone.

    An emergency alone is published. Beside any held label the message is held: one person's cry for help must not
    carry a dose, a method or a telephone number to a whole room. It stays urgent and the author gets the card at once.
    A message that the rules could not read to its end is held.
    """
    actions: dict[str, Action] = {}
    for label, score in verdict.labels.items():
        rule = policy.rules.get(label, LabelRule("hold", threshold=0, doubt=0))
        if score >= rule.doubt:
            actions[label] = rule.action if score >= rule.threshold else rule.in_doubt
    if any(found.source == UNREAD_SOURCE for found in verdict.findings):
        actions["spam"] = "hold"  # whatever is done about spam: nobody knows what its end says
    if not actions:
        return Disposition("publish", 0, None, False, ())
    counted = [finding for finding in verdict.findings if finding.label in actions]
    in_danger = not actions.keys().isdisjoint(CARD_OF_LABEL)
    return Disposition(
        action=max(actions.values(), key=GRAVITY.index),
        urgency=NOW if in_danger else max((urgency_of(found.severity) for found in counted), default=verdict.urgency),
        card=card_for(actions, counted, text),
        opens_case=True,
        labels=tuple(actions),
    )


def reads_as_advice(disposition: Disposition) -> bool:
    """Whether the message is held for telling others what to take, leave or do, and for nothing else."""
    return disposition.action == "hold" and ADVICE.issuperset(disposition.labels)


def card_for(labels: Mapping[str, Action], findings: list[Finding], text: str = "") -> str | None:
    """The kind of safety card for the author, or none. Self-harm comes first: it can be lethal at any glucose.

    The model says only that there is danger. Where the `text` then tells of a wrong dose, the card is the one for that,
    which names the lines for despair too.
    """
    for label in ("self_harm", "emergency"):
        if label not in labels:
            continue
        sources = [found.source for found in findings if found.label == label]
        kinds = {kind_of(source) for source in sources} - {None}
        specific = [kind for kind in CARDS if kind in kinds and kind != CARD_OF_LABEL[label]]
        if label == "self_harm" and "self_harm" in kinds:
            return "self_harm"
        if any(source.startswith(AMBULANCE_FIRST) for source in sources):
            return "emergency"
        if specific:
            return specific[0]
        slipped = not kinds and text and tells_of_a_slip(text).flagged
        return "overdose" if slipped else CARD_OF_LABEL[label]
    return None


def kind_of(source: str) -> str | None:
    fits = [prefix for prefix in CARD_OF_SOURCE if source.startswith(prefix)]
    return CARD_OF_SOURCE[max(fits, key=len)] if fits else None
