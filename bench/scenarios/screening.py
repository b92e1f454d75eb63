"""(i) Screening with the model: what it costs alone on one core, and what a lively room of 100 feels of it.

The speed is measured in a process that does nothing else, beside the rules alone in the same process.
"""

import json
import subprocess
import sys
from contextlib import ExitStack
from typing import Any

from bench.bench import Bench, judged, why_not
from bench.driving import driver
from bench.servers import seats
from moderation.screening import card
from tests.support.site import ROOT

MEMBERS, RATE = 100, 20.0  # messages a second


def run(bench: Bench) -> None:
    told = [_alone() for _ in range(bench.repeats)]
    bench.report.keep("screening", "alone", {"runs": told})
    for name, unit in {
        "cold start": "s",
        "memory": "MB",
        "p50": "ms",
        "p99": "ms",
        "in batches": "/s",
        "rules' p50": "ms",
    }.items():
        bench.report.add(f"screening/{name}", [each[name] for each in told], unit)
    bench.report.add("screening/p50 against the rules alone", [each["p50"] / each["rules' p50"] for each in told])
    _lively(bench)


def _alone() -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.screening"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def _lively(bench: Bench) -> None:
    with ExitStack() as stack:
        site = bench.place.site(SCREENING_MODEL=str(card.FOLDER))
        product = stack.enter_context(bench.place.served(site))
        load = stack.enter_context(driver())
        load.open(product.url, "product", seats(site, MEMBERS))
        name = "screening/20 a second to 100"
        pattern: dict[str, Any] = {"receivers": MEMBERS, "senders": MEMBERS, "rate": RATE}
        told = [
            bench.talk(name, "product", product, load, seconds=3 * bench.seconds, **pattern)
            for _ in range(bench.repeats)
        ]
    fair, note = judged(*told), why_not(*told)
    for rank in ("p50", "p99"):
        bench.report.add(f"{name}/{rank}", [each["latency"][rank] for each in told], "ms", judged=fair, note=note)
