"""What the product is to reach: each figure that has a target, by the name that the scenarios give it.

A figure `x/floor` is the product's divided by the floor's in the same run; see docs/bench.md for the words.
"""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["reached", "not reached", "not judged"]


@dataclass(frozen=True)
class Target:
    """Bounds, both included."""

    least: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        if self.least is None:
            return f"≤ {self.most:g}"
        if self.most is None:
            return f"≥ {self.least:g}"
        return f"{self.least:g} … {self.most:g}"

    def reached(self, value: float) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


FLAT = Target(most=1.2)  # below 1 is better than flat: what is paid once, for a message or a query, is shared by more

TARGETS = {
    # (a) fan-out in one room
    "fanout/100/one in flight/cpu/floor": Target(most=1.5),
    "fanout/500/one in flight/cpu/floor": Target(most=1.5),
    "fanout/100/one in flight/textbook/cpu": Target(least=20),
    "fanout/500/one in flight/textbook/cpu": Target(least=20),
    "fanout/100/burst/cpu/floor": Target(most=0.5),
    "fanout/500/burst/cpu/floor": Target(most=0.5),
    "fanout/100/half/p99/floor": Target(most=3),
    "fanout/500/half/p99/floor": Target(most=3),
    "fanout/1000/half/p99/floor": Target(most=3),
    "fanout/100/20 a second/p99": Target(most=5),  # ms
    "fanout/one in flight/cpu of 1000 against 100": FLAT,
    "fanout/burst/cpu of 1000 against 100": FLAT,
    # the screening model, on one core
    "screening/20 a second to 100/p99": Target(most=15),  # ms
    "screening/p50": Target(most=5),  # ms, 40 words
    "screening/p99": Target(most=20),  # ms
    "screening/in batches": Target(least=300),  # messages a second
    "screening/memory": Target(most=200),  # MB, the whole process
    "screening/cold start": Target(most=2),  # s
    # (b) many rooms
    "rooms/cpu of 1000 against 10": FLAT,
    "rooms/cpu of 200 against 10": FLAT,
    # (c) posting
    "posting/sqlite/one room/messages a second/one by one": Target(least=10),
    "posting/postgresql/one room/messages a second/one by one": Target(least=10),
    "posting/sqlite/50 rooms/messages a second/one by one": Target(least=10),
    "posting/postgresql/50 rooms/messages a second/one by one": Target(least=10),
    "posting/sqlite/one room/half/acknowledged p99": Target(most=50),  # ms
    "posting/postgresql/one room/half/acknowledged p99": Target(most=50),
    "posting/sqlite/50 rooms/half/acknowledged p99": Target(most=50),
    "posting/postgresql/50 rooms/half/acknowledged p99": Target(most=50),
    "posting/sqlite/one room/200 a second/p50/one by one": Target(most=1.5),
    "posting/postgresql/one room/200 a second/p50/one by one": Target(most=1.5),
    "posting/sqlite/50 rooms/200 a second/p50/one by one": Target(most=1.5),
    "posting/postgresql/50 rooms/200 a second/p50/one by one": Target(most=1.5),
    # (d) idle connections
    "idle/held": Target(least=10_000),
    "idle/memory each": Target(most=20),  # KB
    # (e) reconnect storm
    "storm/20 rooms/until all joined": Target(most=3),  # s
    "storm/1 room/until all joined": Target(most=3),
    "storm/20 rooms/queries a room": Target(most=5),
    "storm/1 room/queries a room": Target(most=5),
    # (f) catch-up
    "catchup/10 missed/time in a large room against a small one": FLAT,
    "catchup/10 missed/queries in a large room against a small one": Target(0, 1),
    # (g) several processes over Redis
    "processes/2/one in flight/cpu against 1": Target(most=1.15),
    "processes/2/burst/cpu against 1": Target(most=1.15),
    "processes/4/one in flight/cpu against 1": Target(most=1.15),
    "processes/4/burst/cpu against 1": Target(most=1.15),
    # (h) overload
    "overload/acknowledged and lost": Target(most=0),
    "overload/10 times/others' p99 against normal": Target(most=3),
    "overload/10 times/the others' messages not heard by all in time": Target(most=0),
    "overload/10 times/the others' connections lost": Target(most=0),
    "overload/10 times/memory against before": Target(most=1.1),
    "overload/without limits/the others' connections lost": Target(most=0),
    "overload/without limits/memory against before": Target(most=1.1),
    "overload/slow readers/others' p99 against normal": Target(most=3),
    "overload/slow readers/the others' messages not heard by all in time": Target(most=0),
    "overload/slow readers/the others' connections lost": Target(most=0),
    "overload/slow readers/memory against before": Target(most=1.1),
    "flood/others' p99 against normal": Target(most=3),
    "flood/the others' messages lost": Target(most=0),
    # (j) a room of 1,000,000 messages against one of 1,000
    "large/opening/time against a small room": Target(most=1.5),
    "large/opening/queries more than in a small room": Target(most=0),
    "large/going to a day/time against a small room": Target(most=1.5),
    "large/going to a day/queries more than in a small room": Target(most=0),
    "large/search/p95": Target(most=150),  # ms
    # (k) a room's page on a phone
    "page/cold/first paint": Target(most=1),  # s
    "page/cold/live": Target(most=2),
    "page/warm/first paint": Target(most=1),
    "page/warm/live": Target(most=2),
    "page/scripts": Target(most=60),  # KB
    "page/styles": Target(most=20),
    "page/scrolling/lines held": Target(most=340),  # 300 messages, and the days between them
    "page/scrolling/frames p95 against a short room": Target(most=1.5),
    # (l) Lighthouse
    **{
        f"lighthouse/{page}/{category}": Target(least=95)
        for page in ("front page", "library", "room")
        for category in ("performance", "accessibility", "best-practices")
    },
}


def verdict(name: str, value: float | None, *, judged: bool = True) -> Verdict | None:
    """None for a figure that has no target."""
    target = TARGETS.get(name)
    if target is None:
        return None
    if value is None or not judged:
        return "not judged"
    return "reached" if target.reached(value) else "not reached"
