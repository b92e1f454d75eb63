"""The faults, each under its name: what goes wrong, for how long, and whether waiting is then no fault of the product.

A fault runs from its call to its return, and is over then. Those that excuse no wait must not be felt at all.
"""

import asyncio
import random
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

import psycopg
import redis.asyncio

from tests.faults.history import History
from tests.faults.member import Member
from tests.faults.proxy import Wire
from tests.faults.slow_reader import SlowReader
from tests.faults.stage import CONNECTIONS, Stage

# A constraint that is checked in the commit alone, and refuses it at random.
REFUSING = """
CREATE FUNCTION faults_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF random() < 0.33 THEN RAISE EXCEPTION 'the commit was made to fail'; END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER faults_refuse AFTER INSERT OR UPDATE ON chat_message
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION faults_refuse();
"""
ENDING = 20  # seconds that a process has to end after SIGTERM
NEVER_READING = 54.0  # seconds: long enough for a ping to stay unanswered (checker/lines.py)
HOUR, DAY = 3600, 86_400  # seconds
OURS = "faults"  # the application name of our own database connections


@dataclass
class Run:
    """What a fault may touch."""

    stage: Stage
    members: Sequence[Member]
    history: History
    rng: random.Random
    ending: float  # monotonic seconds: when faults that may be cut short are to end

    def some(self, share: float) -> list[Member]:
        """Members that have a line just now, about the share of all."""
        connected = [member for member in self.members if member.line]
        return self.rng.sample(connected, min(len(connected), round(share * len(self.members))))


@dataclass(frozen=True)
class Fault:
    name: str
    does: str
    act: Callable[[Run], Awaitable[list[int] | None]]  # gives the lines that it disturbed; None: all
    recovery: float | None  # seconds after its end in which waiting is excused; None: it excuses no wait
    track: str  # faults of one track come one after another
    takes_database: bool  # away from web processes that would start


FAULTS: dict[str, Fault] = {}


def fault(track: str, recovery: float | None) -> Callable:
    """Register the function under its name; its docstring says what it does."""

    def registered(act: Callable[[Run], Awaitable[list[int] | None]]) -> Callable:
        assert act.__doc__
        name, takes_database = act.__name__, act.__name__.startswith("postgres_")
        FAULTS[name] = Fault(name, act.__doc__.splitlines()[0], act, recovery, track, takes_database)
        return act

    return registered


# --- web processes ----------------------------------------------------------------------------------------------------
@fault("web", recovery=None)
async def kill(run: Run) -> None:
    """kill -9 a web process; it is started again a moment later"""
    site = run.rng.choice(run.stage.sites)
    site.kill9()
    await asyncio.sleep(0.5)
    await run.stage.start(site)


@fault("web", recovery=None)
async def rolling_restart(run: Run) -> None:
    """SIGTERM to one web process after the other; each is started again once it has ended"""
    for site, gate in zip(run.stage.sites, run.stage.gates, strict=True):
        since = run.history.now
        run.stage.terminate(site)
        try:
            code = await asyncio.to_thread(site.process.wait, ENDING)
        except subprocess.TimeoutExpired:
            code = None
            site.kill9()
        run.history.add("ended", port=site.port, gate=gate, since=since, code=code)
        await run.stage.start(site)


@fault("web", recovery=3)
async def pause_web(run: Run) -> None:
    """a web process stands still for three seconds"""
    site = run.rng.choice(run.stage.sites)
    site.pause()
    await asyncio.sleep(3)
    site.go_on()


@fault("web", recovery=None)
async def clock_steps(run: Run) -> None:
    """the servers' wall clock steps an hour and a day, forth and back"""
    for ahead in (HOUR, -HOUR, DAY, -DAY, 0):
        run.stage.clock.step(ahead)
        await asyncio.sleep(1.2)


# --- Redis ------------------------------------------------------------------------------------------------------------
@fault("stores", recovery=None)
async def redis_restart(run: Run) -> None:
    """Redis is killed, and started again a second later with nothing in it"""
    run.stage.redis.stop()
    await asyncio.sleep(1)
    await asyncio.to_thread(run.stage.redis.start)


@fault("stores", recovery=None)
async def redis_forgets(run: Run) -> None:
    """FLUSHALL, and all subscriptions are ended, five times"""
    client = redis.asyncio.Redis.from_url(run.stage.redis.url)
    try:
        for _ in range(5):
            await client.flushall()
            await client.client_kill_filter(_type="pubsub")
            await asyncio.sleep(0.2)
    finally:
        await client.aclose()


@fault("stores", recovery=None)
async def redis_pause(run: Run) -> None:
    """Redis stands still for ten seconds"""
    run.stage.redis.pause()
    await asyncio.sleep(10)
    run.stage.redis.go_on()


# --- PostgreSQL -------------------------------------------------------------------------------------------------------
@fault("stores", recovery=4)
async def postgres_crash(run: Run) -> None:
    """PostgreSQL ends as in a crash and recovers"""
    await _restart_postgres(run.stage, signal.SIGQUIT)


@fault("stores", recovery=4)
async def postgres_restart(run: Run) -> None:
    """PostgreSQL is restarted in order"""
    await _restart_postgres(run.stage, signal.SIGINT)


@fault("stores", recovery=4)
async def postgres_ends_connections(run: Run) -> None:
    """every connection to PostgreSQL is ended, ten times at odd moments"""
    async with await _admin(run.stage) as admin:
        for _ in range(10):
            await _end_connections(admin)
            await asyncio.sleep(run.rng.uniform(0.02, 0.25))


@fault("stores", recovery=4)
async def postgres_full(run: Run) -> None:
    """all of PostgreSQL's connections are taken by others for four seconds"""
    async with AsyncExitStack() as taken, await _admin(run.stage) as admin:
        for _ in range(2 * CONNECTIONS):
            await _end_connections(admin)
            try:
                await taken.enter_async_context(await _admin(run.stage))
            except psycopg.OperationalError:
                break  # full
        await _end_connections(admin)
        await asyncio.sleep(4)


@fault("stores", recovery=None)
async def commits_fail(run: Run) -> None:
    """for four seconds, of all transactions that store a message, a third fails at the very last, in its commit"""
    async with await _admin(run.stage) as admin:
        await admin.execute(REFUSING)
        await asyncio.sleep(4)
        await admin.execute("DROP FUNCTION faults_refuse CASCADE")


async def _restart_postgres(stage: Stage, how: signal.Signals) -> None:
    await asyncio.to_thread(stage.postgres.stop, how)
    await asyncio.sleep(0.5)
    await asyncio.to_thread(stage.postgres.start)


async def _admin(stage: Stage) -> psycopg.AsyncConnection:
    return await psycopg.AsyncConnection.connect(
        stage.database, autocommit=True, application_name=OURS, connect_timeout=3
    )


async def _end_connections(admin: psycopg.AsyncConnection) -> None:
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE backend_type = 'client backend' AND application_name <> %s",
        [OURS],
    )


# --- clients' lines ---------------------------------------------------------------------------------------------------
@fault("lines", recovery=1)
async def cut(run: Run) -> list[int]:
    """a third of the lines are cut"""
    return _each(run.some(1 / 3), run, Wire.cut)


@fault("lines", recovery=2)
async def stall(run: Run) -> list[int]:
    """a fifth of the lines carry nothing for four seconds"""
    return await _for_a_while(run, 1 / 5, 4, Wire.stall)


@fault("lines", recovery=2)
async def black_hole(run: Run) -> list[int]:
    """a tenth of the lines carry nothing for so long that their clients give them up"""
    return await _for_a_while(run, 1 / 10, 10, Wire.stall)


@fault("lines", recovery=2)
async def delay(run: Run) -> list[int]:
    """half of the lines take 0.1 to 1.5 seconds more each way, for four seconds"""

    def slow_down(wire: Wire) -> None:
        wire.delay = run.rng.uniform(0.1, 1.5)

    return await _for_a_while(run, 1 / 2, 4, slow_down)


@fault("lines", recovery=4)
async def throttle(run: Run) -> list[int]:
    """a fifth of the lines carry two kilobytes a second, for five seconds"""

    def narrow(wire: Wire) -> None:
        wire.rate = 2000

    return await _for_a_while(run, 1 / 5, 5, narrow)


@fault("lines", recovery=2)
async def overtake(run: Run) -> list[int]:
    """a quarter of the clients come back through the other process while their old lines, held up, still drain"""
    moved = run.some(1 / 4)
    old = _each(moved, run, Wire.stall)
    wires = _wires(run, moved)
    for member in moved:
        member.move()
    await asyncio.sleep(1.5)
    for wire in wires:
        wire.heal()
    return old


@fault("reader", recovery=None)
async def slow_reader(run: Run) -> list[int]:
    """a member asks for page after page and never reads, until the server lets go"""
    member = run.rng.choice(run.members)
    reader = SlowReader(run.rng.choice(run.stage.sites).port, member.person)
    told = {"client": member.person.name, "room": reader.room, "since": run.history.now}
    with suppress(OSError):
        seconds = await reader.run(for_seconds=min(NEVER_READING, run.ending - time.monotonic()))
        run.history.add("slow_reader", dropped_after=seconds, sent=reader.asked, **told)
    return []


async def _for_a_while(run: Run, share: float, seconds: float, act: Callable[[Wire], None]) -> list[int]:
    """Do it to the wires of some members, and heal them after the seconds."""
    members = run.some(share)
    wires, lines = _wires(run, members), _each(members, run, act)
    await asyncio.sleep(seconds)
    for wire in wires:
        wire.heal()
    return lines


def _each(members: Sequence[Member], run: Run, act: Callable[[Wire], None]) -> list[int]:
    """Do it to each member's wire; gives the numbers of the lines."""
    lines = [member.line.number for member in members if member.line]
    for wire in _wires(run, members):
        act(wire)
    return lines


def _wires(run: Run, members: Sequence[Member]) -> list[Wire]:
    by_port = {wire.port: wire for proxy in run.stage.proxies for wire in proxy.wires}
    ports = [member.line.port for member in members if member.line]
    return [by_port[port] for port in ports if port in by_port]
