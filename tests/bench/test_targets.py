"""Targets: reached on the bound, not beyond it; what cannot be judged is said to be so."""

from bench.figures import spread
from bench.report import Report
from bench.targets import TARGETS, Target, verdict

RATIO = "fanout/500/one in flight/cpu/floor"  # at most 1.5


def test_bounds_are_included():
    both = Target(0.8, 1.2)
    assert [both.reached(value) for value in (0.79, 0.8, 1.2, 1.21)] == [False, True, True, False]
    assert [str(target) for target in (both, Target(least=20), Target(most=1.5))] == ["0.8 … 1.2", "≥ 20", "≤ 1.5"]


def test_a_figure_is_held_against_its_own_target():
    assert verdict(RATIO, 1.5) == "reached"
    assert verdict(RATIO, 1.51) == "not reached"
    assert verdict("something without a target", 1.0) is None


def test_a_cost_that_falls_is_better_than_a_flat_one():
    flat = [name for name in TARGETS if " against 1" in name and "/cpu" in name]
    assert len(flat) == 8
    assert {verdict(name, 0.3) for name in flat} == {"reached"}
    assert {verdict(name, 1.21) for name in flat} == {"not reached"}


def test_what_the_client_limited_is_not_judged_however_good():
    assert verdict(RATIO, 1.0, judged=False) == "not judged"
    assert verdict(RATIO, None) == "not judged"


def test_the_table_shows_the_verdict_on_the_median_and_every_target_of_the_scenario(capsys):
    report = Report()
    report.add(RATIO, [9.0, 1.2, 1.4])
    lines = report.table(["fanout"]).splitlines()
    asked = [name for name in TARGETS if name.startswith("fanout/")]
    (own,) = (line for line in lines if line.startswith(RATIO))
    assert own.split() == f"{RATIO} 1.4 (1.2 … 9) ≤ 1.5 reached".split()
    assert sum("not measured" in line for line in lines) == len(asked) - 1
    assert lines[-1] == f"1 reached, 0 not reached, 0 not judged, of {len(asked)} targets"


def test_what_broke_is_in_the_table_and_in_the_file(tmp_path, capsys):
    report = Report()
    report.add(RATIO, [])
    assert f"BROKEN: {RATIO}: nothing was measured" in report.table([])
    report.write(tmp_path / "found.json")
    assert "nothing was measured" in (tmp_path / "found.json").read_text()


def test_the_spread_goes_into_the_file(tmp_path, capsys):
    report = Report()
    report.add(RATIO, [2.0, 1.0, 3.0], "x")
    report.write(tmp_path / "found.json")
    assert report.figures[0].spread == spread([1.0, 2.0, 3.0])
    assert '"verdict": "not reached"' in (tmp_path / "found.json").read_text()
