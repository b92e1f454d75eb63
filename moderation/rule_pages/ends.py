"""How a rule's versions came to be out of force: the audit trail alone keeps by whom, and why one was rolled back."""

from dataclasses import dataclass
from datetime import datetime

from moderation.models import AuditEntry, RuleVersion

ENDED = ("rule.rolled_back", "rule.shadow_ended")


@dataclass(frozen=True)
class End:
    """`why` is of a roll-back; without `who` the version `by` took its place."""

    at: datetime
    who: str = ""
    why: str = ""
    by: str = ""


def ends(rule_id: str) -> dict[int, End]:
    """Of the rule's retired versions, by their keys."""
    versions = list(RuleVersion.objects.filter(rule_id=rule_id))
    retired = {version.pk: version.retired_at for version in versions if version.retired_at}
    if not retired:
        return {}
    # A version takes the place of another in the moment in which it is signed, or begins in shadow.
    came = {at: version.version for version in versions for at in (version.signed_at, version.shadow_at) if at}
    found = {pk: End(at, by=came.get(at, "")) for pk, at in retired.items()}
    about = AuditEntry.objects.filter(action__in=ENDED, subject_type="ruleversion", subject_id__in=retired)
    for entry in about.select_related("actor"):
        who = entry.actor.called if entry.actor else ""
        found[entry.subject_id] = End(entry.at, who, entry.data.get("why", ""))
    return found
