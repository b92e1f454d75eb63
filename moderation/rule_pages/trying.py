"""A version on one message: what fits and why not, and what would be done with it and without it."""

from dataclasses import dataclass

from moderation import rule_book
from moderation.gate import model
from moderation.highlight import Run, Span, runs
from moderation.models import RuleVersion
from moderation.nudges import unframed
from moderation.policy import Policy, decide
from moderation.replaying import Outcome
from moderation.rule_words import ways, why
from moderation.screening import Context, Screener
from moderation.screening.trial import answers, tried


@dataclass(frozen=True)
class Stretch:
    """A sentence, or all of it: as it is read, how it is meant, whether the rule fits it, and if not, why."""

    read: tuple[str, ...]
    ways: str
    fires: bool
    why: str


@dataclass(frozen=True)
class Tried:
    runs: list[Run]
    stretches: list[Stretch]
    answers: bool
    before: Outcome
    after: Outcome


def trying(version: RuleVersion, text: str, reply_to: str, policy: Policy) -> Tried:
    """Raises ValueError when the version cannot be built. Nothing of it is kept."""
    rule = rule_book.built(version)
    found = tried(rule, text, reply_to) if rule else []
    in_force = rule_book.read().rules
    outcomes = []
    for rules in (in_force, rule_book.with_version(in_force, version)):
        verdict = Screener(model(), rules).screen(unframed(text), Context(reply_to=reply_to))
        outcomes.append(Outcome.of(decide(verdict, policy, text)))
    return Tried(
        runs(text, [Span(*trial.span, trial.pattern) for trial in found if trial.fires]),
        [Stretch(one.read, ways(one.ways), one.fires, "" if one.fires else why(one)) for one in found],
        rule is not None and answers(rule, text, reply_to),
        *outcomes,
    )
