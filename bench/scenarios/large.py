"""(j) A room of 1,000,000 messages on PostgreSQL: opening it, going to a day, beside a room of 1,000; and searching it.

One member, alone on the server, asks over plain HTTP, one thing after another. What is said is varied (bench.words):
searches are for words that are said all the time, now and then, once in a thousand days, never, and often long ago; by
whom, and when. Each in its share of the mix once a round.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import cycle
from statistics import median
from time import perf_counter
from typing import Any

import httpx

from bench.bench import Bench
from bench.figures import percentile, percentiles
from bench.queries import Queries
from bench.servers import seats
from bench.words import OLD, Talk
from tests.support.site import Site, run_python

SMALL, LARGE = 1_000, 1_000_000  # messages
TIMES = 20  # of each visit in a turn
ROUNDS = 4  # of searches in a turn
MEMBERS = 20
SOME_DAYS_AGO = (3, 40, 200, 500, 700)


def run(bench: Bench) -> None:
    site, size = bench.place.site(), LARGE // 10 if bench.quick else LARGE
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    small, large = f"of-{SMALL}", f"of-{size}"
    sessions = {room: [cookie for cookie, _ in seats(site, MEMBERS, room=room)] for room in (small, large)}
    for room, number in ((small, SMALL), (large, size)):
        run_python(site.environment, "-m", "bench.much", room, str(number))
    name = site.manage("shell", "-v0", given=PSEUDONYM % large).splitlines()[-1]
    with bench.place.served(site):
        _visits(bench, site, sessions, small, large)
        _searches(bench, site, sessions[large], large, name)


PSEUDONYM = "print(Room.objects.get(slug='%s').memberships.order_by('pk')[4].user.pseudonym)"


def _reader(site: Site, session: str) -> httpx.Client:
    return httpx.Client(base_url=site.url, cookies={"sessionid": session}, timeout=60)


def _timed(reader: httpx.Client, url: str, **params: Any) -> float:
    """Milliseconds."""
    begun = perf_counter()
    reader.get(url, params=params).raise_for_status()
    return (perf_counter() - begun) * 1000


def _visits(bench: Bench, site: Site, sessions: dict[str, list[str]], small: str, large: str) -> None:
    queries = Queries(site.environment["DATABASE_URL"])
    days = [_day(at) for at in range(len(SOME_DAYS_AGO))]
    visits: dict[str, Callable[[httpx.Client, str, int], float]] = {
        "opening": lambda reader, room, _: _timed(reader, f"/rooms/{room}/"),
        "going to a day": lambda reader, room, turn: _timed(
            reader, f"/rooms/{room}/messages/", on=days[turn % len(days)], zone="UTC"
        ),
    }
    for what, visit in visits.items():
        told: dict[str, list[dict[str, Any]]] = {small: [], large: []}
        for turn in range(bench.repeats + 1):
            for room, found in told.items():
                with _reader(site, sessions[room][0]) as reader:
                    queries.begin()
                    times = [visit(reader, room, at) for at in range(TIMES)]
                    count, statements = queries.end()
                if turn:  # the first one warms up
                    found.append({"ms": median(times), "queries": count / TIMES})
                    bench.report.keep(f"large/{what}", room, {**found[-1], "statements": statements})
        pairs = list(zip(told[large], told[small], strict=True))
        add, note = bench.report.add, f"rooms of {large.partition('-')[2]} and {SMALL} messages"
        add(f"large/{what}/p50", [one["ms"] for one in told[large]], "ms")
        add(f"large/{what}/queries", [one["queries"] for one in told[large]])
        add(f"large/{what}/time against a small room", [one["ms"] / other["ms"] for one, other in pairs], note=note)
        more = [round(one["queries"]) - round(other["queries"]) for one, other in pairs]
        add(f"large/{what}/queries more than in a small room", [median(more)])


def _searches(bench: Bench, site: Site, sessions: list[str], room: str, name: str) -> None:
    words, told, slowest = Talk().words, [], ""
    with ExitStack() as stack:
        # In turn, for a member may search once a second.
        readers = cycle([stack.enter_context(_reader(site, session)) for session in sessions])
        for turn in range(bench.repeats + 1):
            times: dict[str, list[float]] = {}
            for at in range(turn * ROUNDS, (turn + 1) * ROUNDS):
                for kind, wish in _wishes(words, name, at).items():
                    asked = {"part": 1, "zone": "UTC", **wish}
                    times.setdefault(kind, []).append(_timed(next(readers), f"/rooms/{room}/search/", **asked))
            if turn:  # the first one warms up
                told.append(percentiles([each for kind in times.values() for each in kind]) or {})
                bench.report.keep("large/search", room, {"milliseconds": times, "all": told[-1]})
                slowest = max(times, key=lambda kind: percentile(times[kind], 50))
    for rank in ("p50", "p95", "max"):
        note = f"slowest: {slowest}" if rank == "max" else ""
        bench.report.add(f"large/search/{rank}", [each[rank] for each in told], "ms", note=note)


def _wishes(words: list[str], name: str, at: int) -> dict[str, dict[str, str]]:
    """One of each kind, other words at each turn."""
    common, usual, seldom, rare = (words[rank + 7 * at] for rank in (3, 300, 3_000, 30_000))
    day = _day(at)
    return {
        "a common word": {"q": common},
        "a usual word": {"q": usual},
        "a seldom word": {"q": seldom},
        "a rare word": {"q": rare},
        "a beginning": {"q": seldom[:4]},
        "common words": {"q": f"{common} {words[10 + at]}"},
        "common and rare words": {"q": f"{common} {rare}"},
        "usual and seldom words": {"q": f"{usual} {seldom}"},
        "no word of the room": {"q": f"qqxz{at}"},
        "by whom": {"by": name},
        "a usual word by whom": {"q": usual, "by": name},
        "a seldom word by whom": {"q": seldom, "by": name},
        "a day": {"since": day, "until": day},
        "a usual word until a day": {"q": usual, "until": day},
        "a seldom word since a day": {"q": seldom, "since": day},
        "often long ago": {"q": OLD},
    }


def _day(at: int) -> str:
    days = timedelta(days=SOME_DAYS_AGO[at % len(SOME_DAYS_AGO)])
    return f"{datetime.now(UTC) - days:%Y-%m-%d}"
