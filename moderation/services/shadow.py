"""What rules in shadow fit, counted beside the messages: it changes nothing for anybody."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from chat.models import Edit, Message
from chat.services.gate import Screened
from moderation.models import RuleHit, RuleTally, RuleVersion
from moderation.policy import GRAVITY, Policy, decide
from moderation.screening import Finding, Verdict
from moderation.screening.verdict import verdict_of
from peersupport.database import BROKEN

KEPT = timedelta(days=90)  # hits; then only their numbers
AT_ONCE = 1_000  # of them in one transaction

log = logging.getLogger(__name__)

Key = tuple[str, str]  # the rule's id, and the version that findings carry


def record_shadow(stored: Sequence[tuple[Message, Screened]], now: datetime, policy: Policy) -> None:
    """A hit for each message and rule in shadow that fits it, in the transaction that stores the messages.

    What cannot be counted is no reason to refuse a message: the log tells, and the messages are stored.
    """
    _count([(message, None, screened) for message, screened in stored], now, policy)


def record_shadow_edit(edit: Edit, screened: Screened, now: datetime, policy: Policy) -> None:
    """New words are counted as a post is, yet their message once: by the words where the rule would change most."""
    _count([(edit.message, edit, screened)], now, policy)


def forget_hits(*, now: datetime) -> int:
    """Keep of hits that are older than KEPT their numbers alone. Gives how many went."""
    gone = 0
    while number := count_up(RuleHit.objects.filter(at__lt=now - KEPT)):
        gone += number
    return gone


def _count(said: Sequence[tuple[Message, Edit | None, Screened]], now: datetime, policy: Policy) -> None:
    shadowed = [one for one in said if one[2].verdict.get("shadow")]
    if not shadowed:
        return
    try:
        with transaction.atomic():
            RuleHit.objects.bulk_create(_fresh(_hits(shadowed, now, policy)))
    except BROKEN:  # then the messages cannot be stored either
        raise
    except Exception:
        log.exception("what rules in shadow fit could not be counted")


def _hits(shadowed: Sequence[tuple[Message, Edit | None, Screened]], now: datetime, policy: Policy) -> list[RuleHit]:
    versions = {
        (version.rule_id, version.version): version
        for version in RuleVersion.objects.filter(state=RuleVersion.State.SHADOW)
    }
    return [
        RuleHit(version=versions[key], message=message, edit=edit, at=now, action=action, flagged=screened.opens_case)
        for message, edit, screened in shadowed
        for key, action in would_do(Verdict.from_dict(screened.verdict), policy).items()
        if key in versions  # else it left the shadow between the screening and now
    ]


def _fresh(hits: Sequence[RuleHit]) -> list[RuleHit]:
    """Those of messages that have none of the rule yet; the others are put in its place where they say more."""
    edited = [hit for hit in hits if hit.edit]
    known = RuleHit.objects.filter(message__in={hit.message for hit in edited}) if edited else ()
    there = {(hit.version_id, hit.message_id): hit for hit in known}
    fresh = []
    for hit in hits:
        before = there.get((hit.version_id, hit.message_id))
        if before is None:
            fresh.append(hit)
        elif _changes(hit) > _changes(before):
            hit.pk = before.pk
            hit.save(force_update=True)
    return fresh


def _changes(hit: RuleHit) -> tuple[bool, int]:
    """How much the rule would have changed: most where nobody was asked to look."""
    return not hit.flagged, [str(action) for action in GRAVITY].index(hit.action)


@transaction.atomic
def count_up(hits: QuerySet[RuleHit]) -> int:
    """Have their numbers alone, of so many at a time. What another worker has in hand is left to it."""
    some = list(hits.order_by("pk").select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])
    for (version_id, action, flagged), number in sorted(
        Counter((hit.version_id, hit.action, hit.flagged) for hit in some).items()
    ):
        tally, _new = RuleTally.objects.get_or_create(version_id=version_id, action=action, flagged=flagged)
        RuleTally.objects.filter(pk=tally.pk).update(number=F("number") + number)
    RuleHit.objects.filter(pk__in=[hit.pk for hit in some]).delete()
    return len(some)


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
