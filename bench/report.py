"""What a run of the benchmark found: figures beside their targets, as a table for people and as JSON."""

import json
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.figures import Spread, spread
from bench.targets import TARGETS, verdict


@dataclass(frozen=True)
class Figure:
    name: str
    spread: Spread
    unit: str
    judged: bool
    note: str

    @property
    def verdict(self) -> str | None:
        return verdict(self.name, self.spread.median, judged=self.judged)


@dataclass
class Report:
    """Collects the figures of a run, and says each as soon as it is known."""

    figures: list[Figure] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)  # every single measurement, as the load client told it
    failures: list[str] = field(default_factory=list)  # scenarios that broke

    def add(self, name: str, values: Sequence[float], unit: str = "", *, judged: bool = True, note: str = "") -> None:
        """A figure, measured as often as there are values; `judged` false when the load client was what limited it."""
        if not values:
            self.failures.append(f"{name}: nothing was measured")
            return
        figure = Figure(name, spread(values), unit, judged, note)
        self.figures.append(figure)
        print(row(figure), file=sys.stderr, flush=True)

    def keep(self, scenario: str, what: str, told: dict[str, Any]) -> None:
        self.runs.append({"scenario": scenario, "what": what, **told})

    def write(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        content = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "python": platform.python_version(),
            "machine": machine(),
            "figures": [
                {
                    "name": figure.name,
                    "median": figure.spread.median,
                    "low": figure.spread.low,
                    "high": figure.spread.high,
                    "unit": figure.unit,
                    "target": str(TARGETS[figure.name]) if figure.name in TARGETS else None,
                    "verdict": figure.verdict,
                    "note": figure.note,
                }
                for figure in self.figures
            ],
            "failures": self.failures,
            "runs": self.runs,
        }
        file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")

    def table(self, scenarios: Iterable[str]) -> str:
        """Everything measured, then what has a target in one of these scenarios and was not measured."""
        asked = [name for name in TARGETS if name.partition("/")[0] in scenarios]
        measured = {figure.name for figure in self.figures}
        missing = [unmeasured(name) for name in asked if name not in measured]
        broken = [f"BROKEN: {failure}" for failure in self.failures]
        judged = [figure.verdict for figure in self.figures if figure.verdict]
        sums = ", ".join(f"{judged.count(word)} {word}" for word in ("reached", "not reached", "not judged"))
        return "\n".join(
            [HEAD, *(row(figure) for figure in self.figures), *missing, *broken, f"{sums}, of {len(asked)} targets"]
        )


HEAD = f"{'figure':<62} {'median':>10}  {'(lowest … highest)':<18}  {'target':>11}  "


def row(figure: Figure) -> str:
    found, target = figure.spread, str(TARGETS.get(figure.name, ""))
    around = f"({short(found.low)} … {short(found.high)})" if found.low != found.high else ""
    words = "  ".join(filter(None, [figure.verdict, figure.note]))
    value = f"{short(found.median)} {figure.unit}".strip()
    return f"{figure.name:<62} {value:>10}  {around:<18}  {target:>11}  {words}".rstrip()


def unmeasured(name: str) -> str:
    return f"{name:<62} {'':>30}  {TARGETS[name]!s:>11}  not measured"


def short(value: float) -> str:
    """Three figures that count, whatever the size."""
    if value == 0 or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"


def machine() -> str:
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if "model name" in line
    ]
    return f"{len(models)} × {models[0] if models else platform.machine()}"
