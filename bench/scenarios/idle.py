"""(d) 10,000 connections that say nothing, in 100 rooms: what each costs the server in memory, and whether all stay."""

import time

from bench import meter
from bench.bench import Bench, judged, why_not
from bench.driving import driver
from bench.servers import seats

CONNECTIONS, ROOMS = 10_000, 100
HELD = 30.0  # seconds


def run(bench: Bench) -> None:
    connections, add = 2_000 if bench.quick else CONNECTIONS, bench.report.add
    with bench.place.product() as (product, site), driver() as load:
        places = seats(site, connections, room="bench", rooms=ROOMS)
        # A first room's worth of connections pays for what a process loads once.
        few = connections // ROOMS
        load.open(product.url, "product", places[:few])
        time.sleep(3)
        before = meter.memory(meter.tree(product.pid))
        begun = time.monotonic()
        load.open(product.url, "product", places[few:])
        took = time.monotonic() - begun
        time.sleep(5 if bench.quick else HELD)
        after = meter.memory(meter.tree(product.pid))
        held = load.ask(do="held")["held"]
        told = bench.talk("idle", "product", product, load, receivers=connections // ROOMS, senders=1, in_flight=1)
    bench.report.keep("idle", "memory", {"before": before, "after": after, "held": held})
    whole = connections == CONNECTIONS
    add("idle/held", [held], judged=whole, note=f"of {connections}" if bench.quick else f"for {HELD:g} s")
    for kind in ("pss", "rss"):
        each = (after[kind] - before[kind]) / (connections - few) / 1000
        add("idle/memory each" if kind == "pss" else "idle/rss each", [each], "KB", judged=whole)
    add("idle/connected a second", [(connections - few) / took], "/s")
    add("idle/p99 of a message to one room", [told["latency"]["p99"]], "ms", judged=judged(told), note=why_not(told))
