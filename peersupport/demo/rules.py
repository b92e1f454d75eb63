"""Two of the demo's own screening rules: a draft, and one in shadow, which counts what the demo's people say."""

import json
from datetime import datetime
from pathlib import Path

from moderation import services
from moderation.models import RuleVersion
from peersupport.accounts.models import User

FILE = Path(__file__).parent / "content" / "rules.json"


def fill(clinician: User, now: datetime) -> int:
    """Write those that are not there yet; to be called before anybody talks. Gives how many there are."""
    rules = json.loads(FILE.read_text(encoding="utf-8"))
    for rule in rules:
        rule_id, why, in_shadow = rule.pop("rule_id"), rule.pop("why"), rule.pop("in_shadow")
        if RuleVersion.objects.filter(rule_id=rule_id).exists():
            continue
        version = services.draft_rule(rule_id, rule, why, by=clinician, now=now)
        if in_shadow:
            services.shadow_rule(version.pk, by=clinician, now=now)
    return len(rules)
