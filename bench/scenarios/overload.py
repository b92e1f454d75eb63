"""(h) Overload: a flood of ten times what the server can take, and readers that never read. What do others feel of it?

10 times         50 members of one room offer ten times the saturation, against the limits that people have; meanwhile
                 100 members of another room go on with their talk
without limits   the same flood in bench mode: nothing is refused for its rate, so all of it waits to be stored
slow readers     in a room of 100 with 64 messages in flight, ten members stop reading, until what they were to read has
                 long filled the system's own buffers

Nothing that was acknowledged may be missing in the database, and memory may not grow.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import meter
from bench.bench import Bench
from bench.driving import BUSY, Seat, driver
from bench.queries import Queries
from bench.servers import Server, seats
from tests.support.site import Site

FLOODERS, CALM, DEAF = 50, 100, 10
TIMES = 10  # the saturation
CALM_RATE = 15.0  # messages a second of the others: within a room's limit, and within that of each member
AFTER = 5.0  # seconds for the server to end what the flood left behind
SENDING = Path("/proc/sys/net/ipv4/tcp_wmem")  # its third number: bytes that Linux takes from us for one connection
OURS = 1.0  # MB that the server keeps for one connection before it drops it


def run(bench: Bench) -> None:
    site = bench.place.site()
    calm, loud = seats(site, CALM, room="calm"), seats(site, CALM, room="loud")
    lost = 0
    with bench.place.served(site) as product:
        saturation = _saturation(bench, product, loud)
        lost += _flooded(bench, "without limits", site, product, calm, loud, saturation)
    with bench.place.served(site) as product:
        _deaf(bench, product, loud)
    site.environment["BENCH"] = "0"
    with bench.place.served(site) as product:
        lost += _flooded(bench, "10 times", site, product, calm, loud, saturation)
    bench.report.add("overload/acknowledged and lost", [lost])


def _saturation(bench: Bench, product: Server, loud: list[Seat]) -> float:
    with driver() as load:
        load.open(product.url, "product", loud)
        told = bench.talk(
            "overload/saturation", "product", product, load, receivers=len(loud), senders=FLOODERS, in_flight=64
        )
    bench.report.add("overload/saturation", [told["per_second"]], "/s")
    return float(told["per_second"])


def _flooded(
    bench: Bench, what: str, site: Site, product: Server, calm: list[Seat], loud: list[Seat], saturation: float
) -> int:
    """Measure the calm room without and with the flood; gives how many acknowledged messages are not stored."""
    name, add, seconds = f"overload/{what}", bench.report.add, 4.0 if bench.quick else 10.0
    talk = {"receivers": CALM, "senders": CALM, "rate": CALM_RATE, "seconds": seconds}
    with ExitStack() as stack:
        others, flood = stack.enter_context(driver()), stack.enter_context(driver())
        others.open(product.url, "product", calm)
        flood.open(product.url, "product", loud)
        usual = bench.talk(f"{name}/usual", "product", product, others, **talk)
        before = meter.memory(meter.tree(product.pid))["rss"]
        with ThreadPoolExecutor(1) as pool:
            pattern = {"receivers": len(loud), "senders": FLOODERS, "rate": TIMES * saturation, "seconds": seconds}
            flooding = pool.submit(flood.talk, server=product.pid, warm_up=0, patience=AFTER, **pattern)
            during = bench.talk(f"{name}/flooded", "product", product, others, warm_up=0, **talk)
            after = meter.memory(meter.tree(product.pid))["rss"]
            told = flooding.result()
        bench.report.keep(name, "flood", told)
        acknowledged = others.acknowledged() | flood.acknowledged()
    time.sleep(AFTER)
    stored = {row[0] for row in Queries(site.environment["DATABASE_URL"]).ask("SELECT key::text FROM chat_message")}
    answers = told["outcomes"]
    add(f"{name}/offered", [told["sent"] / seconds], "/s")
    add(f"{name}/of it acknowledged", [answers.get("published", 0) / told["seconds"]], "/s")
    _others(bench, name, usual, during)
    add(f"{name}/memory against before", [after / before], note=f"{before / 1e6:.0f} MB before")
    return len(acknowledged - stored)


def _deaf(bench: Bench, product: Server, loud: list[Seat]) -> None:
    """A burst without and with members who never read."""
    name, seconds = "overload/slow readers", 6.0 if bench.quick else 20.0
    with driver() as load, driver() as deaf:
        load.open(product.url, "product", loud[:-DEAF])
        talk = {"receivers": CALM - DEAF, "senders": FLOODERS, "in_flight": 64, "seconds": seconds}
        usual = bench.talk(f"{name}/usual", "product", product, load, **talk)
        deaf.open(product.url, "product", loud[-DEAF:])
        deaf.ask(do="deafen", number=DEAF)
        before = meter.memory(meter.tree(product.pid))["rss"]
        during = bench.talk(f"{name}/with", "product", product, load, **talk)
        after = meter.memory(meter.tree(product.pid))["rss"]
    offered = during["bytes"] / (CALM - DEAF) / 1e6
    fair = offered > int(SENDING.read_text().split()[2]) / 1e6 + OURS
    bench.report.add(f"{name}/offered to each", [offered], "MB", note="" if fair else "too little to fill buffers")
    _others(bench, name, usual, during, fair)
    note = f"{before / 1e6:.0f} MB before"
    bench.report.add(f"{name}/memory against before", [after / before], judged=fair, note=note)


def _others(bench: Bench, name: str, usual: dict[str, Any], during: dict[str, Any], fair: bool = True) -> None:
    """What the others felt: the latency of what all of them heard, and what they did not hear or lost."""
    for what, key in {"messages not heard by all in time": "unheard", "connections lost": "lost"}.items():
        bench.report.add(f"{name}/the others' {what}", [during[key]], judged=fair)
    if not usual["latency"] or not during["latency"]:
        bench.report.add(f"{name}/others' p99 against normal", [float("inf")], note="nothing was heard")
        return
    fair = fair and max(usual["client_share"], during["client_share"]) <= BUSY
    bench.report.add(f"{name}/usual p99", [usual["latency"]["p99"]], "ms")
    bench.report.add(f"{name}/others' p99", [during["latency"]["p99"]], "ms", judged=fair)
    ratio = during["latency"]["p99"] / usual["latency"]["p99"]
    bench.report.add(f"{name}/others' p99 against normal", [ratio], judged=fair)
