"""What a version of a rule would change, on texts that were judged before. Nothing is written here.

Most texts cannot change, and one rule's reading is enough to tell. The model reads only those that can, once for both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from django.core.cache import caches

from moderation import rule_book
from moderation.judged import SOURCES, Text, decided, labelled, unflagged
from moderation.models import RuleVersion
from moderation.policy import Disposition, Policy, decide
from moderation.screening import LABELS, Screener
from moderation.screening.engine import Read
from moderation.screening.matching import RuleSet
from moderation.screening.rules import Rule

if TYPE_CHECKING:
    from moderation.screening.model import Model

Kind = Literal["new", "gone", "other"]
MOST_READ = 600  # texts of the site that the model reads, some 6 ms each; a rule that fits more of them is too wide
KINDS: tuple[Kind, ...] = ("new", "gone", "other")


@dataclass(frozen=True)
class Outcome:
    """What the policy does, and for which labels; for none, nobody is asked to look."""

    action: str
    labels: tuple[str, ...]
    urgency: int
    card: str | None

    @classmethod
    def of(cls, disposition: Disposition) -> Outcome:
        return cls(disposition.action, disposition.labels, disposition.urgency, disposition.card)


@dataclass(frozen=True)
class Change:
    text: Text
    before: Outcome
    after: Outcome

    @property
    def kind(self) -> Kind:
        if bool(self.before.labels) == bool(self.after.labels):
            return "other"
        return "new" if self.after.labels else "gone"

    @property
    def frees(self) -> bool:
        """Whether a text that is held would be shown: it may well stay flagged, as a lone emergency does."""
        return self.before.action == "hold" and self.after.action != "hold"


@dataclass(frozen=True)
class Measured:
    """How well one label is found on the test voices, each a pair (right, of all).

    `recall` is of the lines that bear the label, `precision` of those that are flagged with it.
    """

    recall: tuple[int, int]
    precision: tuple[int, int]


@dataclass(frozen=True)
class Replayed:
    """`texts` by source; `unread` are those of the site that may change and were too many to be read.

    `live` is the number of the rule's version that was live, 0 for none.
    """

    live: int
    texts: Counter[str]
    changes: Sequence[Change]
    unread: int
    before: Measured
    after: Measured

    def of(self, kind: str, source: str) -> list[Change]:
        """Those that would be held no longer come first: a page does not show all."""
        some = [one for one in self.changes if one.kind == kind and one.text.source == source]
        return sorted(some, key=lambda one: not one.frees)

    def figures(self, version: RuleVersion, now: datetime) -> dict[str, Any]:
        """What is kept with the version: numbers, and no text."""
        return {
            "digest": version.digest(),
            "live": self.live,
            "at": now.isoformat(),
            "unread": self.unread,
            "sources": {source: {"texts": self.texts[source], **self._counts(source)} for source in SOURCES},
            "before": {"recall": self.before.recall, "precision": self.before.precision},
            "after": {"recall": self.after.recall, "precision": self.after.precision},
        }

    def _counts(self, source: str) -> dict[str, int]:
        """Of each kind, and of all that would be held no longer: how many, and how many of those were judged risky."""
        groups: dict[str, list[Change]] = {kind: self.of(kind, source) for kind in KINDS}
        groups["freed"] = [one for some in groups.values() for one in some if one.frees]
        counts = {}
        for name, some in groups.items():
            counts[name], counts[f"{name}_risky"] = len(some), sum(one.text.risky is True for one in some)
        return counts


def replayed(
    version: RuleVersion,
    model: Model | None,
    policy: Policy,
    now: datetime,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Replayed:
    """The version beside the rules in force. Raises ValueError when it cannot be built.

    `tell` is told before each text how many were read, of how many, and once before they are looked up; what it raises
    ends the replay.
    """
    tell(0, 0)
    live = version.live_now()  # first: of what is signed from here on the replay may not know
    in_force = rule_book.read().rules
    changed = rule_book.with_version(in_force, version)
    known = Remembered(model) if model else None
    before, after = Judge(in_force, known, policy), Judge(changed, known, policy)
    difference = Difference(version.rule_id, in_force, changed)

    texts, changes, read, unread = Counter[str](), [], 0, 0
    of_site, of_test = [*decided(), *unflagged(now)], labelled()
    total = len(of_site) + len(of_test)
    for place, text in enumerate(of_site):
        tell(place, total)
        texts[text.source] += 1
        if difference.touches(text):
            if read == MOST_READ:
                unread += 1
                continue
            read += 1
            changes.append(Change(text, before.of(text), after.of(text)))
    lines = []
    for place, text in enumerate(of_test, start=len(of_site)):
        tell(place, total)
        first = before.of(text)
        lines.append(Change(text, first, after.of(text) if difference.touches(text) else first))
    if known:
        known.keep()
    texts["test"] = len(lines)
    return Replayed(
        live,
        texts,
        [change for change in (*changes, *lines) if change.before != change.after],
        unread,
        measured(version.label, ((line.text, line.before) for line in lines)),
        measured(version.label, ((line.text, line.after) for line in lines)),
    )


def measured(label: str, judged: Iterable[tuple[Text, Outcome]]) -> Measured:
    right = bearing = flagged = 0
    for text, outcome in judged:
        right += label in text.labels and label in outcome.labels
        bearing += label in text.labels
        flagged += label in outcome.labels
    return Measured((right, bearing), (right, flagged))


class Difference:
    """Whether a text can come out otherwise: what the one rule finds in it, or how it is read."""

    def __init__(self, rule_id: str, before: Sequence[Rule], after: Sequence[Rule]):
        self._sets = [RuleSet(rule for rule in rules if rule.id == rule_id) for rules in (before, after)]
        self._words = [RuleSet(rules).vocabulary for rules in (before, after)]

    def touches(self, text: Text) -> bool:
        first = Read(text.words, text.context, self._words[0])
        second = first if self._words[0] == self._words[1] else Read(text.words, text.context, self._words[1])
        if first.message.whole.tokens != second.message.whole.tokens:
            return True
        return first.by(self._sets[0]) != second.by(self._sets[1])


class Judge:
    """Screening and policy with one set of rules."""

    def __init__(self, rules: Sequence[Rule], model: Remembered | None, policy: Policy):
        self._screener, self._policy = Screener(cast("Model | None", model), rules), policy

    def of(self, text: Text) -> Outcome:
        return Outcome.of(decide(self._screener.screen(text.words, text.context), self._policy, text.text))


class Remembered:
    """A model that reads each text once. What it makes of the test set is kept for the replays to come."""

    def __init__(self, model: Model):
        self._model = model
        self.name, self.version = model.name, model.version
        self.languages, self.weighing = model.languages, model.weighing
        self._key = f"replay:{model.name}:{model.version}"
        self._kept: dict[tuple[str, str], Any] = caches["kept"].get(self._key) or {}
        self._read = dict(self._kept)

    def logits(self, asked: Sequence[tuple[str, str]]) -> Any:
        """As the model's, of one text. Sentences are asked for together, to point at one: no replay shows where."""
        if len(asked) != 1:
            import numpy as np  # 0.07 s at every start, which who replays nothing does without

            return np.zeros((len(asked), 2, len(LABELS)), dtype=np.float32)
        (one,) = asked
        if one not in self._read:
            self._read[one] = self._model.logits([one])
        return self._read[one]

    def reads_whole(self, text: str) -> bool:
        return self._model.reads_whole(text)

    def keep(self) -> None:
        """Only of the test set: what members wrote stays in the database."""
        wanted = {(text.text, text.context.reply_to) for text in labelled()}
        if lacking := (wanted & self._read.keys()) - self._kept.keys():
            told = {one: self._read[one] for one in lacking | (wanted & self._kept.keys())}
            caches["kept"].set(self._key, told, timeout=None)
