"""(g) The channel layers alone: what a message costs between two processes, and what is lost (bench.layers)."""

from dataclasses import asdict

from bench import layers
from bench.bench import Bench


def run(bench: Bench) -> None:
    for found in layers.run(seconds=bench.seconds):
        bench.report.keep("layers", found.layer, asdict(found))
        name = f"layers/{found.layer}/{found.sending}"
        bench.report.add(f"{name}/cpu of both", [found.sender + found.receiver], "µs")
        bench.report.add(f"{name}/lost", [found.lost * 100], "%", note="" if found.in_order else "and out of order")
