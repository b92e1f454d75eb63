"""A flood of sockets, of silent connections, pings, fragments and giant frames: what the others feel (bench.flood)."""

from bench import flood
from bench.bench import Bench


def run(bench: Bench) -> None:
    told = flood.run(seconds=2 * bench.seconds)
    bench.report.keep("flood", "product", told)
    add = bench.report.add
    add("flood/usual p99", told["p99_alone_ms"], "ms")
    add("flood/others' p99", told["p99_beside_ms"], "ms")
    add("flood/others' p99 against normal", [told["ratio"]])
    add("flood/the others' messages lost", [told["lost"]])
