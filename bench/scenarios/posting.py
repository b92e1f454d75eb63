"""(c) Posting: 50 members post at the same time, each message stored, screened, acknowledged and given out.

Beside it one transaction a message (bench.one_by_one), on a database of the same kind. First as fast as 50 senders can
with one message each under way; then at half of that rate; then at 200 a second.
"""

from contextlib import ExitStack
from statistics import median
from typing import Any

from bench.bench import Bench, judged, why_not
from bench.driving import Asked, Driver, driver, one_by_one
from bench.servers import Server, seats
from tests.support.site import Site

SENDERS = 50
STEADY = 200.0  # messages a second
DATABASES = ("sqlite", "postgresql")
ROOMS = {"one room": 0, "50 rooms": SENDERS}
QUICK = {("sqlite", "50 rooms"), ("postgresql", "one room")}


def run(bench: Bench) -> None:
    for database in DATABASES:
        for where, rooms in ROOMS.items():
            if bench.quick and (database, where) not in QUICK:
                continue
            with ExitStack() as stack:
                product, site = stack.enter_context(bench.place.product(database=database))
                load = stack.enter_context(driver())
                load.open(product.url, "product", seats(site, SENDERS, room="desk", rooms=rooms))
                baseline = bench.place.site(database)
                plan = _rooms_of(baseline, rooms)
                alone = stack.enter_context(one_by_one(baseline.environment))
                alone.ask(rooms=plan, seconds=1)  # until its threads and connections are there
                _Pair(bench, f"posting/{database}/{where}", product, load, alone, plan).measure()


def _rooms_of(site: Site, rooms: int) -> list[str]:
    return sorted({room for _, slugs in seats(site, SENDERS, room="desk", rooms=rooms) for room in slugs})


class _Pair:
    """The product and the baseline, measured in turn."""

    def __init__(self, bench: Bench, name: str, product: Server, load: Driver, alone: Asked, rooms: list[str]):
        self.bench, self.name, self.product, self.load, self.alone, self.rooms = (
            bench,
            name,
            product,
            load,
            alone,
            rooms,
        )
        self.receivers = SENDERS // len(rooms)

    def measure(self) -> None:
        add, name = self.bench.report.add, self.name
        full = self._turns("full", {"in_flight": SENDERS}, rate=0)
        self._cost(full)
        ratios = [mine["per_second"] / other["per_second"] for mine, other in full]
        add(f"{name}/messages a second", [mine["per_second"] for mine, _ in full], "/s", **_fair(full))
        note = f"{max(other['threads'] for _, other in full)} threads"
        add(f"{name}/one by one's messages a second", [other["per_second"] for _, other in full], "/s", note=note)
        add(f"{name}/messages a second/one by one", ratios, **_fair(full))
        half = median(mine["per_second"] for mine, _ in full) / 2
        self._latencies("half", [(self._mine("half", {"rate": half}), None) for _ in range(self.bench.repeats)])
        steady = self._turns("200 a second", {"rate": STEADY}, rate=STEADY)
        self._latencies("200 a second", steady)
        theirs = [other["acknowledged"]["p50"] for _, other in steady]
        add(f"{name}/200 a second/one by one's p50", theirs, "ms")
        ratios = [mine["acknowledged"]["p50"] / p50 for (mine, _), p50 in zip(steady, theirs, strict=True)]
        add(f"{name}/200 a second/p50/one by one", ratios, **_fair(steady))

    def _turns(self, what: str, ours: dict[str, Any], *, rate: float) -> list[tuple[dict, Any]]:
        return [(self._mine(what, ours), self._theirs(what, rate)) for _ in range(self.bench.repeats)]

    def _mine(self, what: str, pattern: dict[str, Any]) -> dict[str, Any]:
        return self.bench.talk(
            f"{self.name}/{what}",
            "product",
            self.product,
            self.load,
            receivers=self.receivers,
            senders=SENDERS,
            **pattern,
        )

    def _theirs(self, what: str, rate: float) -> dict[str, Any]:
        told = self.alone.ask(rooms=self.rooms, seconds=self.bench.seconds, rate=rate)
        self.bench.report.keep(f"{self.name}/{what}", "one by one", told)
        return told

    def _cost(self, turns: list[tuple[dict, Any]]) -> None:
        self.bench.report.add(f"{self.name}/cpu a message", [mine["per_message"] for mine, _ in turns], "µs")
        theirs = [other["per_message"] for _, other in turns]
        self.bench.report.add(f"{self.name}/one by one's cpu a message", theirs, "µs")

    def _latencies(self, what: str, turns: list[tuple[dict, Any]]) -> None:
        for rank in ("p50", "p95", "p99", "max"):
            found = [mine["acknowledged"][rank] for mine, _ in turns]
            self.bench.report.add(f"{self.name}/{what}/acknowledged {rank}", found, "ms", **_fair(turns))


def _fair(turns: list[tuple[dict, Any]]) -> dict[str, Any]:
    mine = [told for told, _ in turns]
    return {"judged": judged(*mine), "note": why_not(*mine)}
