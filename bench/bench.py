"""What a scenario is given: the stores, how long and how often to measure, and where the figures go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.driving import BUSY, Driver
from bench.report import Report
from bench.servers import Place, Server

BUSY_MACHINE = 0.25  # of a core: more than this used by others is said beside the figure


@dataclass
class Bench:
    place: Place
    report: Report
    seconds: float  # of each single measurement
    repeats: int
    receivers: Sequence[int]
    quick: bool = False

    def talk(self, scenario: str, what: str, server: Server, load: Driver, **pattern: Any) -> dict[str, Any]:
        """Have the crowd talk, keep all that was told, and add what one delivery and one message cost (CPU µs)."""
        pattern = {"seconds": self.seconds} | pattern
        told = load.talk(server=server.pid, beside=server.beside, **pattern)
        heard = told["heard"]
        told["per_message"] = told["cpu"]["server"] / heard * 1e6 if heard else None
        told["per_delivery"] = told["per_message"] / pattern["receivers"] if heard else None
        told["per_second"] = heard / told["seconds"]
        self.report.keep(scenario, what, {**pattern, **told})
        return told


def judged(*told: dict[str, Any]) -> bool:
    return all(each["judged"] for each in told)


def why_not(*told: dict[str, Any]) -> str:
    """What speaks against judging the figure, in a few words; empty when nothing does."""
    said = []
    if any(each["client_share"] > BUSY for each in told):
        said.append("the load client was busy")
    if any(each["others_share"] > BUSY_MACHINE for each in told):
        said.append("other programs ran")
    if held := sum(each["outcomes"].get("held", 0) for each in told):
        said.append(f"{held} benign texts were held")
    if unheard := sum(each["unheard"] for each in told):
        said.append(f"{unheard} never heard by all")
    if lost := sum(each["lost"] for each in told):
        said.append(f"{lost} connections lost")
    return ", ".join(said)
