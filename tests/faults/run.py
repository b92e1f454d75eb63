"""A minute of faults over the real stack, and the checker's verdict: python -m tests.faults.run --seed 7 --seconds 60

Exit code 1 when a promise was broken. The histories and the servers' logs stay in the folder that is named.
"""

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import uvloop

from tests.faults import disk, report
from tests.faults.checker import Finding, check
from tests.faults.crowd import Crowd
from tests.faults.faults import FAULTS, Fault, Run
from tests.faults.history import History
from tests.faults.stage import record, staged
from tests.support.processes import Missing

MEMBERS, ROOMS = 100, 4  # every other member posts
CALM = 2.0  # seconds before the first fault
REST = {"web": (3.0, 5.0)}  # seconds between faults of a track, where it is not about one: both processes are to run
EVERY = (*sorted(FAULTS), *disk.WAYS)


@dataclass(frozen=True)
class Plan:
    seed: int
    seconds: float
    faults: Sequence[str]
    members: int = MEMBERS


def schedule(plan: Plan, track: str, rng: random.Random) -> Iterator[Fault]:
    """The plan's faults of the track, shuffled, over and over."""
    listed = [FAULTS[name] for name in plan.faults if FAULTS[name].track == track]
    while listed:
        rng.shuffle(listed)
        yield from listed


async def strike(run: Run, fault: Fault) -> None:
    """Let it happen, and keep when it did and whose waiting it excuses."""
    async with run.stage.database_needed if fault.takes_database else nullcontext():
        await _strike(run, fault)


async def _strike(run: Run, fault: Fault) -> None:
    since = run.history.now
    report.say(since, f"{fault.name}: {fault.does}")
    lines = await fault.act(run)
    ended = run.history.now
    until = ended + (fault.recovery or 0.0)
    excuses = fault.recovery is not None
    run.history.add("fault", name=fault.name, since=since, ended=ended, until=until, excuses=excuses, lines=lines)


async def _track(run: Run, faults: Iterator[Fault], ending: float) -> None:
    await asyncio.sleep(CALM)
    for fault in faults:
        if time.monotonic() > ending:
            return
        await strike(run, fault)
        await asyncio.sleep(run.rng.uniform(*REST.get(fault.track, (0.5, 1.5))))


async def played(plan: Plan, folder: Path) -> History:
    """Run the plan; the history, and what the database holds in record.json, are in the folder."""
    rng = random.Random(plan.seed)
    async with staged(folder, plan.members, ROOMS) as (stage, told):
        history = History(folder / "history.jsonl")
        crowd = Crowd(told, stage.gates, history, rng)
        ending = time.monotonic() + plan.seconds
        run = Run(stage, crowd.members, history, rng, ending)
        tracks = sorted({FAULTS[name].track for name in plan.faults})
        await asyncio.gather(
            *(_track(run, schedule(plan, track, random.Random(rng.random())), ending) for track in tracks),
            asyncio.sleep(plan.seconds),
        )
        stage.heal()
        report.say(history.now, "the faults are over; outboxes drain, everybody catches up")
        await crowd.come_to_rest(stage.revisions)
        await crowd.leave()
        report.keep(folder, await record(stage.environment))
    history.close()
    return history


def try_all(plan: Plan, folder: Path) -> list[Finding]:
    """The plan on the whole stack, then a full disk on SQLite, where the plan has those; gives what was broken."""
    findings: list[Finding] = []
    on_the_stack = [name for name in plan.faults if name in FAULTS]
    if on_the_stack:
        there = _made(folder / "stack")
        findings += judged(uvloop.run(played(replace(plan, faults=on_the_stack), there)), there)
    for name in plan.faults:
        if name in disk.WAYS and disk.possible(name):
            there = _made(folder / name)
            print(f"\nSQLite, {name.replace('_', ' ')}:", flush=True)
            findings += judged(uvloop.run(disk.played(there, plan.seed, disk.WAYS[name])), there)
    return findings


def judged(history: History, folder: Path) -> list[Finding]:
    """Print the counts and the verdict."""
    stored = report.stored(folder)
    findings = check(history.events, stored)
    report.tell(history.events, stored, findings, folder)
    return findings


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def main(words: list[str]) -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--members", type=int, default=MEMBERS)
    asked.add_argument("--faults", nargs="+", default=EVERY, choices=EVERY, metavar="NAME", help=", ".join(EVERY))
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--tidy", action="store_true", help="leave no folder when every promise was kept")
    given = asked.parse_args(words)
    folder = given.folder or Path(tempfile.mkdtemp(prefix="peersupport-faults-"))
    ours = not given.folder  # who names a folder may keep other things there
    plan = Plan(given.seed, given.seconds, given.faults, given.members)
    print(f"seed {plan.seed}, {plan.seconds:g} s, {plan.members} members; everything is kept in {folder}", flush=True)
    try:
        broken = try_all(plan, folder)
    except Missing as missing:
        print(f"--- SKIPPED: {missing}", flush=True)
        if ours:
            shutil.rmtree(folder)
        return 1 if os.environ.get("CI", "").lower() in {"1", "true"} else 0
    if given.tidy and not broken:
        shutil.rmtree(folder)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
