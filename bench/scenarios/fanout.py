"""(a) Fan-out: one room, each message to all. The product beside the floor and the textbook, at three sizes of room.

one in flight   the next message is sent when the last member has heard the one before: nothing can be joined
burst           64 in flight, from 50 senders, without pause: as much as the server takes, which is its saturation
half            at a steady rate, half of what the burst reached; the floor at the same rate
20 a second     a lively room of 100

All rooms are there at the same time and take turns, so that a swing of the machine's speed meets them all.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.bench import Bench, judged, why_not
from bench.driving import Driver, driver
from bench.figures import line
from bench.servers import Server, nobodys, seats
from tests.support.site import Site

SENDERS = 50
ONE, BURST = {"in_flight": 1}, {"in_flight": 64}
LIVELY, LIVELY_SIZE = 20.0, 100  # messages a second; members
TEXTBOOK_MOST = 500  # receivers

Told = dict[str, Any]
Pair = tuple[Told, Told]  # the product's and the floor's, one after the other


@dataclass
class Room:
    """One size of room: its load clients on the product and on a floor of its own."""

    bench: Bench
    receivers: int
    product: Server
    ours: Driver
    floor: Server
    bare: Driver

    @property
    def name(self) -> str:
        return f"fanout/{self.receivers}"

    @property
    def crowd(self) -> dict[str, int]:
        return {"receivers": self.receivers, "senders": min(SENDERS, self.receivers)}

    def pair(self, pattern: str, **how: Any) -> Pair:
        name = f"{self.name}/{pattern}"
        return (
            self.bench.talk(name, "product", self.product, self.ours, **how, **self.crowd),
            self.bench.talk(name, "floor", self.floor, self.bare, **how, **self.crowd),
        )


def run(bench: Bench) -> None:
    with ExitStack() as stack:
        product, site = stack.enter_context(bench.place.product())
        rooms = [_room(bench, stack, product, site, receivers) for receivers in bench.receivers]
        alone = _rounds(rooms, "one in flight", lambda _room: ONE)
        burst = _rounds(rooms, "burst", lambda _room: BURST)
        rates = {receivers: median(mine["per_second"] for mine, _ in pairs) for receivers, pairs in burst.items()}
        half = _rounds(rooms, "half", lambda room: {"rate": rates[room.receivers] / 2})
        for room in rooms:
            size = room.receivers
            _compare_cpu(bench, f"{room.name}/one in flight", alone[size])
            _compare_cpu(bench, f"{room.name}/burst", burst[size], one_in_flight=alone[size])
            _compare_latency(bench, f"{room.name}/half", half[size])
            if size == LIVELY_SIZE:
                lively = _rounds([room], "20 a second", lambda _room: {"rate": LIVELY, "seconds": 3 * bench.seconds})
                _compare_latency(bench, f"{room.name}/20 a second", lively[size])
    _lines(bench, "one in flight", alone)
    _lines(bench, "burst", burst)
    for room in rooms:
        if room.receivers <= TEXTBOOK_MOST:
            _textbook(bench, room, median(mine["per_delivery"] for mine, _ in alone[room.receivers]))


def _room(bench: Bench, stack: ExitStack, product: Server, site: Site, receivers: int) -> Room:
    ours, bare = stack.enter_context(driver()), stack.enter_context(driver())
    ours.open(product.url, "product", seats(site, receivers, room=f"bench-{receivers}"))
    told = ours.talk(seconds=1, server=product.pid, receivers=receivers, senders=1, **ONE)
    floor = stack.enter_context(bench.place.floor())
    bare.open(floor.url, "floor", nobodys(receivers), frame_bytes=told["frame_bytes"])
    return Room(bench, receivers, product, ours, floor, bare)


def _rounds(rooms: Sequence[Room], pattern: str, how: Callable[[Room], dict[str, Any]]) -> dict[int, list[Pair]]:
    """Measure each room as often as is asked for, all in turn; gives the pairs by the size of the room."""
    found: dict[int, list[Pair]] = {room.receivers: [] for room in rooms}
    for _ in range(rooms[0].bench.repeats):
        for room in rooms:
            found[room.receivers].append(room.pair(pattern, **how(room)))
    return found


def _compare_cpu(bench: Bench, name: str, pairs: list[Pair], one_in_flight: list[Pair] | None = None) -> None:
    fair, note = judged(*sum(pairs, ())), why_not(*sum(pairs, ()))
    add = bench.report.add
    add(f"{name}/cpu", [mine["per_delivery"] for mine, _ in pairs], "µs", judged=fair, note=note)
    add(f"{name}/floor's cpu", [bare["per_delivery"] for _, bare in pairs], "µs", judged=fair)
    ratios = [mine["per_delivery"] / bare["per_delivery"] for mine, bare in pairs]
    add(f"{name}/cpu/floor", ratios, judged=fair, note=note)
    if one_in_flight:
        bare = median(bare["per_delivery"] for _, bare in one_in_flight)
        add(f"{name}/cpu/floor with one in flight", [mine["per_delivery"] / bare for mine, _ in pairs])
    add(f"{name}/messages a second", [mine["per_second"] for mine, _ in pairs], "/s")
    apart = [mine["cpu"]["postgresql"] / mine["heard"] * 1e6 for mine, _ in pairs]
    add(f"{name}/PostgreSQL's cpu a message", apart, "µs")


def _compare_latency(bench: Bench, name: str, pairs: list[Pair]) -> None:
    fair, note = judged(*sum(pairs, ())), why_not(*sum(pairs, ()))
    for rank in ("p50", "p95", "p99", "max"):
        mine, bare = ([told["latency"][rank] for told in column] for column in zip(*pairs, strict=True))
        bench.report.add(f"{name}/{rank}", mine, "ms", judged=fair, note=note)
        bench.report.add(f"{name}/floor's {rank}", bare, "ms", judged=fair)
        if rank == "p99":
            ratios = [one / other for one, other in zip(mine, bare, strict=True)]
            bench.report.add(f"{name}/p99/floor", ratios, judged=fair, note=note)


def _textbook(bench: Bench, room: Room, ours: float) -> None:
    """How many times the textbook costs what we cost; its tutorial's Redis layer is the one that is judged."""
    for layer, with_redis in {"textbook": True, "textbook in memory": False}.items():
        name = f"{room.name}/one in flight"
        with bench.place.textbook(with_redis=with_redis) as server, driver() as load:
            load.open(server.url, "textbook", nobodys(room.receivers))
            told = [bench.talk(name, layer, server, load, **ONE, **room.crowd) for _ in range(bench.repeats)]
        costs = [each["per_delivery"] for each in told]
        fair, note = judged(*told), why_not(*told)
        bench.report.add(f"{name}/{layer}'s cpu", costs, "µs", judged=fair)
        bench.report.add(f"{name}/{layer}/cpu", [cost / ours for cost in costs], judged=fair, note=note)


def _lines(bench: Bench, pattern: str, found: dict[int, list[Pair]]) -> None:
    """Storing and screening are paid once a message: CPU of a message = fixed + receivers × each."""
    rounds = list(zip(*found.values(), strict=True))  # of pairs, one of each size
    if len(found) > 1:
        mine, bare = ([_fit(found, turn, whose) for turn in rounds] for whose in (0, 1))
        add = bench.report.add
        add(f"fanout/{pattern}/fit: cpu a message", [fixed for fixed, _ in mine], "µs")
        add(f"fanout/{pattern}/fit: cpu each receiver", [each for _, each in mine], "µs")
        add(f"fanout/{pattern}/fit: floor's cpu each receiver", [each for _, each in bare], "µs")
    if {100, 1000} <= found.keys():
        large, small = ([ours["per_delivery"] for ours, _ in found[size]] for size in (1000, 100))
        ratios = [one / other for one, other in zip(large, small, strict=True)]
        note = "what a message costs once is shared by more" if max(ratios) < 1 else ""
        bench.report.add(f"fanout/{pattern}/cpu of 1000 against 100", ratios, note=note)


def _fit(sizes: Iterable[int], turn: Sequence[Pair], whose: int) -> tuple[float, float]:
    return line([(size, pair[whose]["per_message"]) for size, pair in zip(sizes, turn, strict=True)])
