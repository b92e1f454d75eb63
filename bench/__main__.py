"""python -m bench [SCENARIO ...]: measure the product beside its baselines (docs/bench.md)."""

import argparse
import sys
import tempfile
import time
import traceback
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.bench import Bench
from bench.report import Report
from bench.servers import Place
from tests.support.processes import Missing
from tests.support.site import ROOT

SCENARIOS = {
    "fanout": "(a) one room, each message to 100, 500 and 1,000 members",
    "rooms": "(b) 10, 200 and 1,000 rooms of 20",
    "posting": "(c) 50 people post at the same time, in one room and in 50, on both databases",
    "idle": "(d) 10,000 connections that say nothing",
    "storm": "(e) 2,000 members drop and come back at once",
    "catchup": "(f) opening a room, and coming back after 10 to 100,000 missed changes",
    "processes": "(g) one, two and four web processes over Redis",
    "layers": "(g) what a message costs between two processes, in three channel layers",
    "overload": "(h) ten times what it can take, and a reader that never reads",
    "flood": "(h) 10,000 silent connections, pings, fragments and giant frames",
    "screening": "(i) the screening model: its cost alone, and in a lively room",
    "large": "(j) a room of 1,000,000 messages: opening it, going to a day, searching it",
    "page": "(k) a room's page on a phone: slow 4G and a slow processor, its bytes, 10,000 messages scrolled through",
    "lighthouse": "(l) what Lighthouse says of a room, the library and the front page",
}


def arguments(words: list[str]) -> argparse.Namespace:
    listed = "\n".join(f"  {name:<10} {what}" for name, what in SCENARIOS.items())
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure the product beside its baselines, and hold the figures against the targets.",
        epilog=f"scenarios, all of them when none is named:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="what to measure")
    parser.add_argument("--quick", action="store_true", help="less of each, once and for a second: some minutes in all")
    parser.add_argument("--seconds", type=float, help="of each single measurement (default 3)")
    parser.add_argument("--repeats", type=int, help="of each measurement, in turn with its baseline (default 3)")
    parser.add_argument(
        "--receivers", help="sizes of the room of `fanout` (default 100,500,1000; the last not in quick)"
    )
    parser.add_argument("--out", type=Path, help="the JSON file (default var/bench/TIME.json)")
    found = parser.parse_args(words)
    if unknown := set(found.scenarios) - SCENARIOS.keys():
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}. There are: {', '.join(SCENARIOS)}")
    sizes = found.receivers or ("100,500" if found.quick else "100,500,1000")
    found.receivers = [int(word) for word in sizes.split(",")]
    return found


def main(words: list[str]) -> int:
    told, start, report = arguments(words), time.monotonic(), Report()
    file = told.out or ROOT / "var/bench" / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}.json"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="peersupport-bench-")))
        bench = Bench(
            place=Place(folder, stack),
            report=report,
            seconds=told.seconds or (1 if told.quick else 3),
            repeats=told.repeats or (1 if told.quick else 3),
            receivers=told.receivers,
            quick=told.quick,
        )
        for name in told.scenarios or SCENARIOS:
            print(f"\n=== {name}: {SCENARIOS[name]}", flush=True)
            try:
                import_module(f"bench.scenarios.{name}").run(bench)
            except Missing as missing:
                report.failures.append(f"{name}: {missing}")
            except Exception as error:
                traceback.print_exc()
                report.failures.append(f"{name}: {str(error).strip().splitlines()[-1] if str(error) else repr(error)}")
    report.write(file)
    print(f"\n{report.table(told.scenarios or SCENARIOS)}\n{file} ({time.monotonic() - start:.0f} s)")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
