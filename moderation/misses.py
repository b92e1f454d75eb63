"""What blind readings tell of what screening misses: how often, of what kind, and how sure that is (docs/misses.md)."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from moderation import blind
from moderation.evaluation import Share
from moderation.models import Case, Category, Decision, Sample
from moderation.precision import confirms
from moderation.sampling import Agreement, Judged

ENOUGH = 10  # known messages; of fewer, the interval says only that little is known


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Figures:
    """What is known of the messages of some weeks. `population` had no case when the samples were drawn."""

    weeks: int
    population: int
    judged: tuple[Judged, ...]
    found: int  # flagged by screening, and a clinician agreed
    reported: int  # reported by members and not flagged, and a clinician agreed
    undecided: int  # flagged or reported, and still in the queue

    @property
    def known(self) -> list[Judged]:
        return [one for one in self.judged if one.is_known]

    @property
    def unread(self) -> int:
        return sum(not one.is_full for one in self.judged)

    @property
    def disputed(self) -> int:
        return sum(one.is_disputed for one in self.judged)

    @property
    def rate(self) -> Share:
        """Of the messages that nobody flagged and that are known, those that are risky."""
        return Share(sum(bool(one.labels) for one in self.known), len(self.known))

    @property
    def is_enough(self) -> bool:
        """Whether enough is known for an estimate."""
        return self.rate.all >= ENOUGH

    @property
    def passed(self) -> Estimate | None:
        """How many risky messages nobody flagged, in all the weeks together. None before enough is known.

        Never fewer than were seen, nor more than are left besides the harmless ones that were seen.
        """
        rate = self.rate
        if not self.is_enough:
            return None
        low, high = (self.population * bound for bound in rate.interval())
        most = self.population - rate.all + rate.hits
        return Estimate(rate.value * self.population, max(low, rate.hits), min(high, most))

    @property
    def a_week(self) -> tuple[int, int] | None:
        """About how many risky messages a week pass unseen: from … to …, rounded outwards."""
        passed = self.passed
        return (math.floor(passed.low / self.weeks), math.ceil(passed.high / self.weeks)) if passed else None

    @property
    def recall(self) -> Estimate | None:
        """Of all risky messages, the share that screening flagged. Only what passed unseen is uncertain in it."""
        passed = self.passed
        if not passed or not self.found + self.reported + passed.value:
            return None
        shares = [
            self.found / (self.found + self.reported + unseen) if self.found else 0.0
            for unseen in (passed.value, passed.high, passed.low)
        ]
        return Estimate(*shares)

    @property
    def labels(self) -> list[tuple[str, int]]:
        """The kinds of what was missed, the most frequent first."""
        counts = Counter(label for one in self.known for label in one.labels)
        return [(str(Category(label).label), count) for label, count in counts.most_common()]

    @property
    def agreement(self) -> Agreement:
        return Agreement.of(self.judged)


@dataclass(frozen=True)
class Week:
    sample: Sample
    figures: Figures


def weeks(now: datetime) -> list[Week]:
    """The samples of the last twelve weeks, the newest first, in a fixed number of queries."""
    samples = list(Sample.objects.filter(drawn_at__gt=now - blind.KEPT_OPEN).order_by("-week"))
    if not samples:
        return []
    judged: dict[int, list[Judged]] = defaultdict(list)
    for item in blind.items(Q(sample__in=samples)):
        judged[item.sample_id].append(item.judged)
    outcomes = _outcomes(samples[-1].since, samples[0].drawn_at)
    return [Week(sample, _figures(sample, judged[sample.pk], outcomes)) for sample in samples]


def together(several: Sequence[Week]) -> Figures | None:
    """All the weeks as one. Each message that was read weighs the same."""
    if not several:
        return None
    all_of = [week.figures for week in several]
    return Figures(
        weeks=len(all_of),
        population=sum(one.population for one in all_of),
        judged=tuple(judged for one in all_of for judged in one.judged),
        found=sum(one.found for one in all_of),
        reported=sum(one.reported for one in all_of),
        undecided=sum(one.undecided for one in all_of),
    )


@dataclass(frozen=True)
class Outcome:
    """What became of a message that was flagged or reported: `agreed` None while it waits."""

    said_at: datetime
    opened_at: datetime
    screened: bool
    agreed: bool | None


def _figures(sample: Sample, judged: Iterable[Judged], outcomes: Sequence[Outcome]) -> Figures:
    here = [
        one
        for one in outcomes
        if sample.since < one.said_at <= sample.drawn_at and one.opened_at <= sample.drawn_at  # else it was drawn from
    ]
    return Figures(
        weeks=1,
        population=sample.population,
        judged=tuple(judged),
        found=sum(one.screened and one.agreed is True for one in here),
        reported=sum(not one.screened and one.agreed is True for one in here),
        undecided=sum(one.agreed is None for one in here),
    )


def _outcomes(since: datetime, until: datetime) -> list[Outcome]:
    """One for each message of that time which screening flagged or members reported; the last decision on it counts,
    also a second look's.

    Without what clinicians wrote: samples are drawn without it too (services.samples.unflagged).
    """
    about = Case.objects.filter(
        opened__in=[Case.Opened.SCREENED, Case.Opened.REPORTED, Case.Opened.GUIDE],
        message__created_at__gt=since,
        message__created_at__lte=until,
    ).exclude(message__author__in=blind.clinicians())
    said: dict[int, tuple[datetime, datetime]] = {}
    screened: set[int] = set()
    rows = about.order_by("-opened_at").values_list("message_id", "message__created_at", "opened_at", "opened")
    for message_id, at, opened_at, opened in rows:
        said[message_id] = (at, opened_at)
        if opened == Case.Opened.SCREENED:
            screened.add(message_id)
    decided = Decision.objects.filter(case__message__in=about.values("message")).order_by("pk")
    endings = decided.values_list("case__message_id", "action", "reason")
    last = {message_id: confirms(action, reason) for message_id, action, reason in endings}
    return [Outcome(*times, pk in screened, last.get(pk)) for pk, times in said.items()]
