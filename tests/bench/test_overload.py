"""What the others felt under overload: the latency of what all heard, and whatever some did not."""

import pytest

from bench.bench import Bench
from bench.report import Report
from bench.scenarios.overload import _others

CALM = {"latency": {"p99": 10.0}, "client_share": 0.2, "unheard": 0, "lost": 0}
SLOW = "overload/slow readers"


def verdicts(during: dict) -> dict[str, str | None]:
    bench = Bench(place=None, report=Report(), seconds=1, repeats=1, receivers=[])
    _others(bench, SLOW, CALM, CALM | during)
    return {figure.name.removeprefix(f"{SLOW}/"): figure.verdict for figure in bench.report.figures}


def test_all_is_reached_when_nobody_felt_anything():
    assert {said for said in verdicts({}).values() if said} == {"reached"}


@pytest.mark.parametrize(
    ("during", "name"),
    [
        ({"unheard": 1}, "the others' messages not heard by all in time"),
        ({"lost": 1}, "the others' connections lost"),
        ({"latency": {"p99": 31.0}}, "others' p99 against normal"),
        ({"latency": None}, "others' p99 against normal"),
        ({"latency": None, "unheard": 9}, "the others' messages not heard by all in time"),
    ],
)
def test_what_the_others_felt_is_not_reached_however_fast_the_rest_came(during, name):
    said = verdicts(during)
    assert said[name] == "not reached"
    assert len([word for word in said.values() if word == "not reached"]) == (2 if len(during) > 1 else 1)
