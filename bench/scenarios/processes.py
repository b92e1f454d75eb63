"""(g) One, two and four web processes over Redis, 500 receivers spread over them as the kernel does it.

In a burst of 64 in flight each of several processes has fewer to commit and to write together than one process has.
"""

from statistics import median

from bench.bench import Bench, judged, why_not
from bench.driving import driver
from bench.servers import seats

RECEIVERS, SENDERS = 500, 50
PATTERNS = {"one in flight": {"in_flight": 1}, "burst": {"in_flight": 64}}


def run(bench: Bench) -> None:
    alone: dict[str, float] = {}
    for processes in (1, 2) if bench.quick else (1, 2, 4):
        with bench.place.product(processes=processes, with_redis=True) as (product, site), driver() as load:
            load.open(product.url, "product", seats(site, RECEIVERS))
            for pattern, how in PATTERNS.items():
                crowd = {"receivers": RECEIVERS, "senders": SENDERS} | how
                name = f"processes/{processes}/{pattern}"
                told = [bench.talk(name, "product", product, load, **crowd) for _ in range(bench.repeats)]
                fair, note = judged(*told), why_not(*told)
                costs = [each["per_delivery"] for each in told]
                alone.setdefault(pattern, median(costs))
                add = bench.report.add
                add(f"{name}/cpu", costs, "µs", judged=fair, note=note)
                add(f"{name}/messages a second", [each["per_second"] for each in told], "/s", judged=fair)
                add(f"{name}/p99", [each["latency"]["p99"] for each in told], "ms", judged=fair)
                redis = [each["cpu"]["redis"] / each["heard"] * 1e6 for each in told]
                add(f"{name}/Redis's cpu a message", redis, "µs")
                if processes > 1:
                    ratios = [cost / alone[pattern] for cost in costs]
                    add(f"{name}/cpu against 1", ratios, judged=fair, note=note)
