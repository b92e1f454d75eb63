"""Which rules are in force: the shipped ones, with a site's live versions laid over them, and those in shadow.

A version that cannot be built (the program may have moved on under it) never stops screening: the rule as it was before
stands, or the shipped one; the log and the status page tell.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from moderation.errors import UnusableRule
from moderation.models import RuleBook, RuleVersion
from moderation.models.rule import LISTS, TERMS
from moderation.reasons import in_language
from moderation.screening.rules import RULES, Rule
from moderation.screening.writing import rule_of

log = logging.getLogger(__name__)

SHIPPED = {rule.id: rule for rule in RULES}
OWN = "site."  # how the id of a rule begins that was not shipped
State = RuleVersion.State


@dataclass(frozen=True)
class Rules:
    """What a Screener is made of. `broken` are the versions that could not be built."""

    revision: int = 0
    rules: tuple[Rule, ...] = RULES
    shadow: tuple[Rule, ...] = ()
    broken: tuple[str, ...] = field(default=(), compare=False)

    @property
    def book(self) -> str:
        """As a verdict's version names it; empty for a site that never wrote a rule."""
        return f"book-{self.revision}" if self.revision else ""


def revision() -> int:
    return RuleBook.objects.values_list("revision", flat=True).first() or 0


def read(before: Rules | None = None) -> Rules:
    """The rules in force now; a live version that cannot be built leaves its rule as it was `before`.

    The revision is read first: who changes the book meanwhile moves it on, and it is read again.
    """
    at = revision()
    versions = list(RuleVersion.objects.filter(state__in=(State.LIVE, State.SHADOW)).order_by("rule_id"))
    former = {rule.id: rule for rule in (before.rules if before else RULES)}
    broken: list[str] = []
    in_force = laid_over(_built((one for one in versions if one.state == State.LIVE), former, broken))
    shadow = _built((one for one in versions if one.state == State.SHADOW), {}, broken)
    return Rules(at, in_force, tuple(rule for _, rule in shadow if rule), tuple(broken))


def laid_over(changes: Iterable[tuple[str, Rule | None]], rules: tuple[Rule, ...] = RULES) -> tuple[Rule, ...]:
    """The rules with each change (id, the rule or None to silence it) in its place; new ones come last."""
    by_id = dict(changes)
    changed = [by_id.pop(rule.id, rule) if rule.id in by_id else rule for rule in rules]
    return tuple(rule for rule in (*changed, *by_id.values()) if rule)


def built(version: RuleVersion) -> Rule | None:
    """The rule that the version is, None where it switches the rule off. Raises ValueError and the like."""
    return None if version.switched_off else rule_of(version.content(), version.rule_id, version.version)


def check_usable(version: RuleVersion) -> None:
    """Raises UnusableRule for a version that cannot be built: a new release may not know what it names."""
    try:
        built(version)
    except Exception as error:  # whatever is wrong with it
        raise UnusableRule from error


def with_version(rules: tuple[Rule, ...], version: RuleVersion) -> tuple[Rule, ...]:
    """The rules as they would be if the version were live."""
    return laid_over([(version.rule_id, built(version))], rules)


def content_of(rule: Rule) -> dict[str, Any]:
    """A shipped rule's fields as a version has them (models.rule.CONTENT), its reason in Spanish among them."""
    plain = {name: getattr(rule, name) for name in TERMS if name != "reason_es"}
    lists = {
        name: sorted(value) if isinstance(value := getattr(rule, name), frozenset) else list(value) for name in LISTS
    }
    in_spanish = in_language(rule.reason, "es")
    reason_es = in_spanish if in_spanish != rule.reason else ""
    return {**plain, "reason_es": reason_es, **lists, "switched_off": False}


def broken() -> list[str]:
    """The versions in force or in shadow that cannot be built: a matter of the rows and the program alone."""
    return list(read().broken)


def _built(
    versions: Iterable[RuleVersion], former: Mapping[str, Rule], broken: list[str]
) -> list[tuple[str, Rule | None]]:
    """Each rule's id and what is to stand for it; a version that cannot be built is added to `broken`."""
    done: list[tuple[str, Rule | None]] = []
    for version in versions:
        try:
            done.append((version.rule_id, built(version)))
        except Exception:  # whatever is wrong with it
            log.exception("version %d of the rule %s cannot be built", version.number, version.rule_id)
            broken.append(str(version))
            if version.rule_id in former:
                done.append((version.rule_id, former[version.rule_id]))
    return done
