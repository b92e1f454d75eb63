"""(a) Fan-out: one room, each message to all. The product beside the floor and the textbook, at three sizes.

one in flight   the next message is sent when the last member has heard the one before: nothing can be joined
burst           64 in flight, from 50 senders, without pause: as much as the server takes, which is its saturation
half            at a steady rate, half of what the burst reached; the floor at the same rate
20 a second     a lively room of 100
"""

from contextlib import ExitStack
from statistics import median
from typing import Any

from bench.bench import Bench, judged, why_not
from bench.driving import driver
from bench.figures import line
from bench.servers import Server, nobodys, seats
from tests.support.site import Site

SENDERS = 50
ONE, BURST = {"in_flight": 1}, {"in_flight": 64}
LIVELY = 20.0  # messages a second


def run(bench: Bench) -> None:
    per_message: dict[str, list[tuple[float, float]]] = {"one in flight": [], "burst": []}
    with bench.place.product() as (product, site):
        for receivers in bench.receivers:
            found = _size(bench, product, site, receivers)
            for pattern, costs in found.items():
                per_message[pattern] += [(receivers, cost) for cost in costs]
    _lines(bench, per_message)


def _size(bench: Bench, product: Server, site: Site, receivers: int) -> dict[str, list[float]]:
    """Measure one size of room; gives the CPU µs of each message, by pattern."""
    name, crowd = f"fanout/{receivers}", {"receivers": receivers, "senders": min(SENDERS, receivers)}
    costs: dict[str, list[float]] = {}
    with ExitStack() as stack:
        ours = stack.enter_context(driver())
        ours.open(product.url, "product", seats(site, receivers, room=f"bench-{receivers}"))
        frame_bytes = ours.talk(seconds=1, server=product.pid, **ONE, **crowd)["frame_bytes"]
        floor = stack.enter_context(bench.place.floor())
        bare = stack.enter_context(driver())
        bare.open(floor.url, "floor", nobodys(receivers), frame_bytes=frame_bytes)

        def pairs(pattern: str, **how: Any) -> list[tuple[dict, dict]]:
            return [
                (
                    bench.talk(f"{name}/{pattern}", "product", product, ours, **how, **crowd),
                    bench.talk(f"{name}/{pattern}", "floor", floor, bare, **how, **crowd),
                )
                for _ in range(bench.repeats)
            ]

        burst_rate = alone = 0.0
        for pattern, how in {"one in flight": ONE, "burst": BURST}.items():
            found = pairs(pattern, **how)
            _compare_cpu(bench, f"{name}/{pattern}", found)
            costs[pattern] = [mine["per_message"] for mine, _ in found]
            burst_rate = median(mine["per_second"] for mine, _ in found)
            bench.report.add(f"{name}/{pattern}/messages a second", [mine["per_second"] for mine, _ in found])
            if pattern == "burst":
                bench.report.add(
                    f"{name}/burst/cpu/floor with one in flight", [m["per_delivery"] / alone for m, _ in found]
                )
            alone = median(bare["per_delivery"] for _, bare in found)
        _compare_latency(bench, f"{name}/half", pairs("half", rate=burst_rate / 2))
        if receivers == 100:
            lively = pairs("20 a second", rate=LIVELY, seconds=3 * bench.seconds)
            _compare_latency(bench, f"{name}/20 a second", lively)
        if receivers <= 500:
            _textbook(bench, name, receivers, median(costs["one in flight"]) / receivers, crowd)
    return costs


def _compare_cpu(bench: Bench, name: str, pairs: list[tuple[dict, dict]]) -> None:
    fair, note = judged(*sum(pairs, ())), why_not(*sum(pairs, ()))
    add = bench.report.add
    add(f"{name}/cpu", [mine["per_delivery"] for mine, _ in pairs], "µs", judged=fair, note=note)
    add(f"{name}/floor's cpu", [bare["per_delivery"] for _, bare in pairs], "µs", judged=fair)
    ratios = [mine["per_delivery"] / bare["per_delivery"] for mine, bare in pairs]
    add(f"{name}/cpu/floor", ratios, judged=fair, note=note)
    if "postgresql" in pairs[0][0]["cpu"]:
        apart = [mine["cpu"]["postgresql"] / mine["heard"] * 1e6 for mine, _ in pairs]
        add(f"{name}/PostgreSQL's cpu a message", apart, "µs")


def _compare_latency(bench: Bench, name: str, pairs: list[tuple[dict, dict]]) -> None:
    fair, note = judged(*sum(pairs, ())), why_not(*sum(pairs, ()))
    for rank in ("p50", "p95", "p99", "max"):
        mine, bare = ([told["latency"][rank] for told in column] for column in zip(*pairs, strict=True))
        bench.report.add(f"{name}/{rank}", mine, "ms", judged=fair, note=note)
        bench.report.add(f"{name}/floor's {rank}", bare, "ms", judged=fair)
        if rank == "p99":
            ratios = [one / other for one, other in zip(mine, bare, strict=True)]
            bench.report.add(f"{name}/p99/floor", ratios, judged=fair, note=note)


def _textbook(bench: Bench, name: str, receivers: int, ours: float, crowd: dict[str, int]) -> None:
    """How many times the textbook costs what we cost; its tutorial's Redis layer is the one that is judged."""
    for layer, with_redis in {"textbook": True, "textbook in memory": False}.items():
        with bench.place.textbook(with_redis=with_redis) as server, driver() as load:
            load.open(server.url, "textbook", nobodys(receivers))
            told = [
                bench.talk(f"{name}/one in flight", layer, server, load, **ONE, **crowd) for _ in range(bench.repeats)
            ]
        costs = [each["per_delivery"] for each in told]
        fair, note = judged(*told), why_not(*told)
        bench.report.add(f"{name}/one in flight/{layer}'s cpu", costs, "µs", judged=fair)
        ratios = [cost / ours for cost in costs]
        bench.report.add(f"{name}/one in flight/{layer}/cpu", ratios, judged=fair, note=note)


def _lines(bench: Bench, per_message: dict[str, list[tuple[float, float]]]) -> None:
    """Storing and screening are paid once a message: CPU of a message = fixed + receivers × each."""
    for pattern, points in per_message.items():
        if len({receivers for receivers, _ in points}) > 1:
            fixed, each = line(points)
            bench.report.add(f"fanout/{pattern}/fit: cpu a message", [fixed], "µs")
            bench.report.add(f"fanout/{pattern}/fit: cpu each receiver", [each], "µs")
        costs = {size: median(cost / size for count, cost in points if count == size) for size, _ in points}
        if 100 in costs and 1000 in costs:
            bench.report.add(f"fanout/{pattern}/cpu of 1000 against 100", [costs[1000] / costs[100]])
