"""(f) Opening a room, and coming back to it after 10, 1,000 and 100,000 missed changes; and whether its size matters.

One member, alone on the server, joins over a connection of its own, again and again. The time runs from the `join`
until all that was missed is there. After more than CHAT["catch_up"] changes the server sends the latest page instead.
"""

from statistics import median

from bench.bench import Bench
from bench.driving import driver
from bench.queries import Queries
from bench.servers import seats
from tests.support.site import run_python

SMALL, LARGE = 100, 110_000  # messages
VISITS = 30
MISSED = (10, 1_000, 100_000)


def run(bench: Bench) -> None:
    site, small, large = bench.place.site(), "of-100", f"of-{LARGE}"
    session = {room: seats(site, 20, room=room)[0][0] for room in (small, large)}
    size = LARGE // 10 if bench.quick else LARGE
    upto = {
        room: int(run_python(site.environment, "-m", "bench.fill", room, str(number)))
        for room, number in ((small, SMALL), (large, size))
    }
    queries, add = Queries(site.environment["DATABASE_URL"]), bench.report.add
    with bench.place.served(site) as product, driver() as load:

        def visits(room: str, missed: int | None, times: int = VISITS) -> dict:
            since = None if missed is None else upto[room] - missed
            queries.begin()
            told = load.visit(product.url, session[room], room=room, since=since, upto=upto[room], times=times)
            count, told["statements"] = queries.end()
            told["queries"] = count / times
            bench.report.keep(f"catchup/{room}/{missed} missed", "product", told)
            return told

        visits(large, None, times=5)
        for missed in (None, *MISSED):
            if missed is None or missed < size:
                found = [visits(large, missed) for _ in range(bench.repeats)]
                name = "catchup/opening" if missed is None else f"catchup/{missed} missed"
                add(f"{name}/p50", [told["milliseconds"]["p50"] for told in found], "ms", note=f"of {size} messages")
                add(f"{name}/p99", [told["milliseconds"]["p99"] for told in found], "ms")
                add(f"{name}/bytes", [told["bytes"] / 1000 for told in found], "KB")
                add(f"{name}/queries", [told["queries"] for told in found])
        pairs = [(visits(large, 10), visits(small, 10)) for _ in range(bench.repeats)]
    times = [one["milliseconds"]["p50"] / other["milliseconds"]["p50"] for one, other in pairs]
    add("catchup/10 missed/time in a large room against a small one", times, note=f"{size} and {SMALL} messages")
    counts = [round(one["queries"]) / round(other["queries"]) for one, other in pairs]
    add("catchup/10 missed/queries in a large room against a small one", [median(counts)])
