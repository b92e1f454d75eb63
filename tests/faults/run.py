"""A minute of faults over the real stack, and the checker's verdict: python -m tests.faults.run --seed 7 --seconds 60

Exit code 1 when a promise was broken. The history and the servers' logs stay in the folder that is named at the end.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import uvloop

from tests.faults import report, talk
from tests.faults.checker import Finding, check
from tests.faults.clinician import Clinician
from tests.faults.faults import FAULTS, Fault, Run
from tests.faults.history import History
from tests.faults.member import Member, Person
from tests.faults.stage import Stage, staged

MEMBERS, ROOMS = 100, 4  # every other member posts
CLINICIANS = 2  # browsers of the one clinician
POST_EVERY = 1.8  # seconds between a member's posts, on average: a little below what one may post
CALM = 2.0  # seconds before the first fault
SETTLING = 45.0  # seconds for outboxes to drain and views to catch up
LAG = 1.0  # seconds by which the harness itself may be late before it excuses others


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
        await asyncio.sleep(run.rng.uniform(0.5, 1.5))


async def _post(member: Member, tags: Iterator[str], rng: random.Random) -> None:
    while True:
        await asyncio.sleep(rng.expovariate(1 / POST_EVERY))
        tag = next(tags)
        text, risky = talk.said(rng, tag)
        member.write(rng.choice(member.person.rooms), text, tag, risky)


async def _watch_ourselves(history: History) -> None:
    """A harness that is late itself must not call others late."""
    while True:
        before = time.monotonic()
        await asyncio.sleep(0.1)
        late = time.monotonic() - before - 0.1
        if late > LAG:
            now = history.now
            history.add(
                "fault", name="harness_late", since=now - late, ended=now, until=now + 1, excuses=True, lines=None
            )


async def played(plan: Plan, folder: Path) -> History:
    """Run the plan; the history, and the database's record in record.json, are in the folder."""
    rng = random.Random(plan.seed)
    async with staged(folder, plan.members, ROOMS) as (stage, told):
        history = History(folder / "history.jsonl")
        people = [Person(one["name"], one["user"], one["session"], tuple(one["rooms"])) for one in told["people"]]
        members = [Member(person, stage.gates, history, random.Random(rng.random())) for person in people]
        run = Run(stage, members, history, rng)
        clinician = Clinician(told["clinician"]["session"], stage.gates, history, random.Random(rng.random()))
        living = [asyncio.create_task(member.run()) for member in members]
        watching = asyncio.create_task(_watch_ourselves(history))
        tags = talk.tags()
        talking = [asyncio.create_task(_post(member, tags, random.Random(rng.random()))) for member in members[::2]]
        talking += [asyncio.create_task(clinician.run()) for _ in range(CLINICIANS)]
        ending = time.monotonic() + plan.seconds
        tracks = sorted({FAULTS[name].track for name in plan.faults})
        await asyncio.gather(
            *(_track(run, schedule(plan, track, random.Random(rng.random())), ending) for track in tracks),
            asyncio.sleep(plan.seconds),
        )
        await _end(talking)
        stage.heal()
        report.say(history.now, "the faults are over; outboxes drain, everybody catches up")
        await settled(stage.revisions, members)
        keep_views(history, members, "settled")
        await come_back(stage, members, anew=False)
        keep_views(history, members, "came back")
        await come_back(stage, members, anew=True)
        keep_views(history, members, "came anew")
        for member in members:
            keys = [entry.key for entry in member.outbox.entries]
            history.add("outbox", client=member.person.name, keys=keys)
        await asyncio.gather(*(member.leave() for member in members))
        await _end([*living, watching])
        record = await stage.record()
        (folder / "record.json").write_text(record.as_json())
    history.close()
    return history


async def _end(tasks: list[asyncio.Task]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task


async def come_back(stage: Stage, members: Sequence[Member], *, anew: bool) -> None:
    await asyncio.gather(*(member.come_back(anew=anew) for member in members))
    await settled(stage.revisions, members)


async def settled(revisions, members: Sequence[Member]) -> bool:
    """Wait until every outbox is empty and every view stands where the database does, for SETTLING seconds at most."""
    deadline = time.monotonic() + SETTLING
    while time.monotonic() < deadline:
        await asyncio.sleep(0.5)
        if any(member.outbox.entries or not member.joined() for member in members):
            continue
        with suppress(psycopg.OperationalError):
            stands = await asyncio.to_thread(revisions)
            if all(view.revision == stands[room] for member in members for room, view in member.views.items()):
                return True
    return False


def keep_views(history: History, members: Sequence[Member], phase: str) -> None:
    for member in members:
        for room, view in member.views.items():
            history.add("view", phase=phase, client=member.person.name, room=room, floor=view.floor, shown=view.shown)


def main(words: list[str]) -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--members", type=int, default=MEMBERS)
    asked.add_argument("--faults", nargs="+", default=sorted(FAULTS), choices=sorted(FAULTS), metavar="NAME")
    asked.add_argument("--folder", type=Path)
    given = asked.parse_args(words)
    plan = Plan(given.seed, given.seconds, given.faults, given.members)
    folder = given.folder or Path(tempfile.mkdtemp(prefix="peersupport-faults-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"seed {plan.seed}, {plan.seconds:g} s, {plan.members} members; everything is kept in {folder}", flush=True)
    findings = judge(uvloop.run(played(plan, folder)), folder)
    return 1 if findings else 0


def judge(history: History, folder: Path) -> list[Finding]:
    """Print the counts and the verdict."""
    record = report.stored(folder)
    findings = check(history.events, record)
    report.tell(history.events, record, findings, folder)
    return findings


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
