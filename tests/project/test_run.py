"""`make test` itself: a failure stops nothing, is never hidden, and the last line tells the sum."""

import sys
from collections import Counter

import pytest

from tests import run

GOOD, BAD = [sys.executable, "-c", "pass"], [sys.executable, "-c", "raise SystemExit(3)"]
REPORT = '<testsuites><testsuite tests="5" failures="1" errors="0" skipped="2"/></testsuites>'


@pytest.fixture
def steps(monkeypatch):
    """steps(GOOD, BAD) lets these be the steps that read the code; no tests are run."""

    def replace(*commands):
        listed = [run.Step(f"step {number}", command) for number, command in enumerate(commands)]
        monkeypatch.setattr(run, "reading", lambda _scratch: listed)
        return run.main(["--reading"])

    return replace


def test_all_good_steps_give_0(steps, capfd):
    assert steps(GOOD, GOOD) == 0
    assert capfd.readouterr().out.splitlines()[-1].startswith("==== 2 passed in ")


def test_a_step_that_fails_stops_no_other_and_gives_1(steps, capfd):
    assert steps(BAD, GOOD) == 1
    said = capfd.readouterr().out
    assert "FAILED  step 0" in said
    assert "passed  step 1" in said
    assert said.splitlines()[-1].startswith("==== 1 failed, 1 passed in ")


def test_the_reports_of_the_test_runs_are_added_up(tmp_path):
    for name in ("0.xml", "1.xml"):
        (tmp_path / name).write_text(REPORT)
    assert run.count(tmp_path) == Counter(passed=4, failed=2, skipped=4)


def test_a_test_run_that_broke_down_before_its_report_counts_as_failed():
    assert run.tally([("style", True), (run.TESTS[0], False)], Counter()) == "1 failed, 1 passed"


def test_without_postgresql_the_run_says_what_to_get(monkeypatch, capfd):
    def missing():
        raise run.processes.Missing("initdb is not on this machine. To get it: apt-get install postgresql")

    monkeypatch.setattr(run.stores, "postgres", missing)
    with run.private_postgresql() as url:
        assert url is None
    assert "apt-get install postgresql" in capfd.readouterr().out


def test_the_data_tests_run_on_both_databases_and_the_browsers_do_not():
    both = run.testing("/scratch", "postgres://here/db")
    assert [step.title for step in both] == list(run.TESTS)
    assert both[0].variables == {"DATABASE_URL": "postgres://here/db"}
    assert [step.variables["DATABASE_URL"] for step in both[1:]] == ["", ""]


def test_the_stories_are_told_on_a_phone_and_on_a_desk_or_where_one_asks(monkeypatch, capfd):
    told = []
    monkeypatch.setattr(run, "run", lambda step: told.append(step.command[step.command.index("--window") + 1]) or True)
    assert run.main(["--stories"]) == run.main(["--stories", "desktop"]) == 0
    assert told == ["phone", "desktop", "desktop"]
    with pytest.raises(SystemExit):
        run.main(["--stories", "watch"])
    assert "invalid choice: 'watch'" in capfd.readouterr().err
