"""What rules in shadow fit, counted beside the messages: it changes nothing for anybody."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from chat.models import Message
from chat.services.gate import Screened
from moderation.models import RuleHit, RuleVersion
from moderation.policy import Policy, decide
from moderation.screening import Finding, Verdict
from moderation.screening.verdict import verdict_of
from peersupport.database import BROKEN

log = logging.getLogger(__name__)

Key = tuple[str, str]  # the rule's id, and the version that findings carry


def record_shadow(stored: Sequence[tuple[Message, Screened]], now: datetime, policy: Policy) -> list[RuleHit]:
    """A hit for each message and rule in shadow that fits it, in the transaction that stores the messages.

    What cannot be counted is no reason to refuse a message: the log tells, and the messages are stored.
    """
    shadowed = [(message, screened) for message, screened in stored if screened.verdict.get("shadow")]
    if not shadowed:
        return []
    try:
        with transaction.atomic():
            return _counted(shadowed, now, policy)
    except BROKEN:  # then the messages cannot be stored either
        raise
    except Exception:
        log.exception("what rules in shadow fit could not be counted")
        return []


def _counted(shadowed: Sequence[tuple[Message, Screened]], now: datetime, policy: Policy) -> list[RuleHit]:
    versions = {
        (version.rule_id, version.version): version
        for version in RuleVersion.objects.filter(state=RuleVersion.State.SHADOW)
    }
    return RuleHit.objects.bulk_create(
        RuleHit(version=versions[key], message=message, at=now, action=action, flagged=screened.opens_case)
        for message, screened in shadowed
        for key, action in would_do(Verdict.from_dict(screened.verdict), policy).items()
        if key in versions  # else it left the shadow between the screening and now
    )


def would_do(verdict: Verdict, policy: Policy) -> dict[Key, str]:
    """What the policy would do if each of the rules in shadow were live, one at a time."""
    by_rule: dict[Key, list[Finding]] = {}
    for found in verdict.shadow:
        by_rule.setdefault((rule_of(found.source), found.version), []).append(found)
    return {key: decide(with_findings(verdict, findings), policy).action for key, findings in by_rule.items()}


def with_findings(verdict: Verdict, findings: Iterable[Finding]) -> Verdict:
    """The verdict as it would be with these findings too."""
    labels = dict(verdict.labels)
    for found in findings:
        labels[found.label] = max(labels.get(found.label, 0.0), found.score)
    return replace(verdict_of([*verdict.findings, *findings], verdict.version, labels), notes=verdict.notes)


def rule_of(source: str) -> str:
    """The id of the rule in a finding's source: "rule:site.tea+assent" is of site.tea."""
    return source.removeprefix("rule:").partition("+")[0]
