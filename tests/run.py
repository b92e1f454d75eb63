"""Everything that must hold before a change goes in, step after step: python -m tests.run [--reading]

With --stories it is only what runs in a browser, in windows of a phone's size and then of a desk's, or of one SIZE.

A failing step does not stop the others; the exit code is 1 when any failed. What only reads the code comes first.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests.support import processes, stores

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
CI = os.environ.get("CI", "").lower() in {"1", "true"}
PYTEST = [PYTHON, "-m", "pytest", "-q", "--timeout", "180", "--durations", "15"]
TESTS = ("data tests on PostgreSQL", "tests, data on SQLite", "tests in a browser")
STORIES = {"phone": "stories on a phone", "desktop": "stories on a desk"}
TWO_AT_ONCE = ["-n", "2", "--dist", "worksteal"]  # whoever is done takes over what the other has not begun
BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}  # is kept: to gather the tests takes each process 4 s then, not 8


@dataclass(frozen=True)
class Step:
    """A command, and what is set in its environment."""

    title: str
    command: list[str]
    variables: dict[str, str] = field(default_factory=dict)
    within: float | None = None  # seconds; a step that takes longer has failed


def reading(scratch: str) -> list[Step]:
    """The steps that read the code and run none of it for long."""
    demo = {"DEMO": "1", "DATA_DIR": f"{scratch}/demo"}
    return [
        Step("style (ruff)", [f"{BIN}/ruff", "check", "--quiet", "--output-format", "concise", "."]),
        Step("layout (ruff)", [f"{BIN}/ruff", "format", "--check", "--quiet", "."]),
        Step("who imports whom (import-linter)", [f"{BIN}/lint-imports"], demo),
        Step("types (mypy)", [f"{BIN}/mypy", "."], demo),
        Step("migrations are complete", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], demo),
        Step("check --deploy in production settings", _deploy(), production(scratch)),
    ]


def production(scratch: str) -> dict[str, str]:
    """The least that a production site sets."""
    return {
        "DEMO": "0",
        "SECRET_KEY": "a-key-for-this-check-alone-9f2c1b7e5d3a8f6e4c2b0d9a7f5e3c1b",
        "ALLOWED_HOSTS": "peers.example.org",
        "DEFAULT_FROM_EMAIL": "Peer support <noreply@peers.example.org>",
        "DATABASE_URL": "postgres://peersupport:unused@127.0.0.1/peersupport",
        "REDIS_URL": "redis://127.0.0.1/0",
        "DATA_DIR": f"{scratch}/production",
    }


def _deploy() -> list[str]:
    return [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]


def testing(scratch: str, postgresql: str | None) -> list[Step]:
    """The steps that run the tests, each with its report in the scratch folder."""
    steps = []
    if postgresql:
        steps.append(Step(TESTS[0], [*PYTEST, *TWO_AT_ONCE, "--data"], {"DATABASE_URL": postgresql}))
    steps.append(Step(TESTS[1], [*PYTEST, *TWO_AT_ONCE, "-m", "not browser"], _sqlite(scratch)))
    steps.append(Step(TESTS[2], [*PYTEST, *TWO_AT_ONCE, "-m", "browser"], _sqlite(scratch)))
    return _reported(scratch, steps)


def stories(scratch: str, sizes: list[str]) -> list[Step]:
    """The browser tests, all of them in windows of one size and then of the other."""
    browser = [*PYTEST, *TWO_AT_ONCE, "-m", "browser", "--window"]
    return _reported(scratch, [Step(STORIES[size], [*browser, size], _sqlite(scratch)) for size in sizes])


def _sqlite(scratch: str) -> dict[str, str]:
    return {"DATABASE_URL": "", "TESTS_SHARE": f"{scratch}/share"}


def _reported(scratch: str, steps: list[Step]) -> list[Step]:
    return [
        Step(step.title, [*step.command, f"--junitxml={scratch}/{number}.xml"], step.variables)
        for number, step in enumerate(steps)
    ]


# In short (`make faults` is the long form) and alone on the machine. What a failed run saw stays in its folder.
SOME = ["kill", "redis_forgets", "redis_restart", "postgres_ends_connections", "postgres_crash", "commits_fail"]
SOME += ["cut", "overtake", "full_files"]
FAULTS = Step(
    "faults over the whole stack",
    [
        PYTHON,
        "-m",
        "tests.faults.run",
        "--seed",
        "1",
        "--seconds",
        "25",
        "--members",
        "60",
        "--tidy",
        "--faults",
        *SOME,
    ],
    within=600,
)


def run(step: Step) -> bool:
    """Run it under its heading; True when it passed."""
    print(f"\n=== {step.title} ===", flush=True)
    start = time.monotonic()
    environ = os.environ | BYTECODE | step.variables
    code: int | str
    try:
        code = subprocess.run(step.command, cwd=ROOT, env=environ, timeout=step.within, check=False).returncode
    except subprocess.TimeoutExpired:
        code = "too long"
    print(f"--- {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - start:.0f} s", flush=True)
    return code == 0


@contextmanager
def private_postgresql() -> Iterator[str | None]:
    """The address of a private PostgreSQL; None, with a word on how to get one, where it is not installed."""
    try:
        with stores.postgres() as place:
            yield place.url()
    except processes.Missing as missing:
        print(f"\n=== {TESTS[0]} ===\n--- SKIPPED: {missing}", flush=True)
        yield None


def main(words: list[str]) -> int:
    asked = _asked(words)
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="peersupport-run-") as scratch:
        if asked.stories is not None:
            results = _run(stories(scratch, asked.stories or list(STORIES)))
        else:
            results = _run(reading(scratch))
            if not asked.reading:
                results += _tested(scratch)
        counted = count(Path(scratch))
    print("\n=== summary ===")
    for title, passed in results:
        print(f"{'passed' if passed else 'FAILED'}  {title}")
    print(f"==== {tally(results, counted)} in {time.monotonic() - start:.2f}s ====", flush=True)
    return 0 if all(passed for _, passed in results) else 1


def _asked(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.run")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--reading", action="store_true", help="only what reads the code")
    only.add_argument("--stories", nargs="*", choices=STORIES, metavar="SIZE", help="only what runs in a browser")
    return parser.parse_args(words)


def _run(steps: list[Step]) -> list[tuple[str, bool]]:
    return [(step.title, run(step)) for step in steps]


def _tested(scratch: str) -> list[tuple[str, bool]]:
    with private_postgresql() as url:
        results = _run(testing(scratch, url))
        if not CI:  # which has twenty minutes for all; the sockets' own tests kill servers there too
            results += _run([FAULTS])
        if CI and not url:
            results.append(("PostgreSQL is installed", False))
        return results


def tally(results: list[tuple[str, bool]], counted: Counter[str]) -> str:
    """In pytest's words; a step that is no test run, or one that broke down before it could report, counts as one."""
    reported = {*TESTS, *STORIES.values()}
    total = counted + Counter("passed" if passed else "failed" for title, passed in results if title not in reported)
    if not all(passed for _, passed in results) and not total["failed"]:
        total["failed"] = 1
    return ", ".join(f"{total[word]} {word}" for word in ("failed", "passed", "skipped") if total[word])


def count(folder: Path) -> Counter[str]:
    """How many tests passed, failed and were skipped, over all reports in the folder."""
    total: Counter[str] = Counter()
    for report in folder.glob("*.xml"):
        for suite in ElementTree.parse(report).iter("testsuite"):
            of = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
            total["failed"] += of["failures"] + of["errors"]
            total["skipped"] += of["skipped"]
            total["passed"] += of["tests"] - of["failures"] - of["errors"] - of["skipped"]
    return total


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
