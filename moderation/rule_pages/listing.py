"""All rules, shipped and the site's own, each with the version in force and how it does; in two queries."""

from dataclasses import dataclass, field

from moderation import rule_words
from moderation.models import Category, RuleVersion
from moderation.precision import Record, of_rules, together
from moderation.rule_book import SHIPPED
from moderation.screening.rules import Rule

State = RuleVersion.State


@dataclass
class Row:
    """A rule. `live`, `shadow` and `drafts` are the site's versions of it; a shipped rule stands where none is live."""

    rule_id: str
    shipped: Rule | None
    live: RuleVersion | None = None
    shadow: RuleVersion | None = None
    drafts: int = 0
    latest: RuleVersion | None = None
    records: list[Record] = field(default_factory=list)

    @property
    def terms(self) -> Rule | RuleVersion:
        """What says its label, severity and reason."""
        terms = self.live or self.shipped or self.latest
        assert terms is not None  # a row is of a rule or of a version
        return terms

    @property
    def label(self) -> str:
        return str(Category(self.terms.label).label)

    @property
    def severity(self) -> str:
        return str(RuleVersion.Severity(self.terms.severity).label)

    @property
    def version(self) -> str:
        if self.live:
            return self.live.version
        return self.shipped.version if self.shipped else ""

    @property
    def owner(self) -> str:
        version = self.live or (None if self.shipped else self.latest)
        if version:
            return version.written_by.called
        return self.shipped_owner

    @property
    def shipped_owner(self) -> str:
        return rule_words.owner(self.shipped) if self.shipped else ""

    @property
    def is_off(self) -> bool:
        return self.live.switched_off if self.live else not self.shipped

    @property
    def is_own(self) -> bool:
        return self.latest is not None

    @property
    def record(self) -> Record:
        return together(self.records)


def rows() -> list[Row]:
    found = {rule_id: Row(rule_id, rule) for rule_id, rule in SHIPPED.items()}
    for version in RuleVersion.objects.select_related("written_by").order_by("rule_id", "number"):
        row = found.setdefault(version.rule_id, Row(version.rule_id, None))
        row.latest = version
        row.drafts += version.state == State.DRAFT
        if version.state == State.LIVE:
            row.live = version
        elif version.state == State.SHADOW:
            row.shadow = version
    for (rule_id, _), record in of_rules().items():
        if rule_id in found:
            found[rule_id].records.append(record)
    return sorted(found.values(), key=lambda row: (not row.is_own, row.terms.label, row.rule_id))


def narrowed(every: list[Row], label: str, words: str, only: str) -> list[Row]:
    """Those of the label, whose name or reason holds the words; `only` the site's own, in shadow, or with drafts."""
    tests = {"own": lambda row: row.is_own, "shadow": lambda row: row.shadow, "draft": lambda row: row.drafts}
    wanted = tests.get(only, lambda row: True)
    said = words.strip().lower()
    return [
        row
        for row in every
        if wanted(row) and label in ("", row.terms.label) and (said in row.rule_id or said in row.terms.reason.lower())
    ]
