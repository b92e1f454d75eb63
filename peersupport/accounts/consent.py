"""Which version of the house rules holds, and who agreed to it."""

from collections.abc import Iterable
from datetime import datetime

from peersupport.accounts.models import Consent, User

# Raise it when the rules change in substance: everybody is asked to agree again before they go on. The texts are
# content/house_rules_*.md, and each of them names this version.
HOUSE_RULES_VERSION = "1"


def agree(user: User, *, now: datetime) -> Consent:
    """Note that the person agreed to the house rules in force. A second time changes nothing."""
    consent, _ = Consent.objects.get_or_create(
        user=user,
        document=Consent.Document.HOUSE_RULES,
        version=HOUSE_RULES_VERSION,
        defaults={"at": now},
    )
    return consent


def is_current(user: User) -> bool:
    return bool(is_current_many([user.pk]))


def is_current_many(user_ids: Iterable[int]) -> set[int]:
    """Those of the people who agreed to the house rules in force, in one query."""
    agreed = Consent.objects.filter(
        user_id__in=set(user_ids), document=Consent.Document.HOUSE_RULES, version=HOUSE_RULES_VERSION
    )
    return set(agreed.values_list("user_id", flat=True))
