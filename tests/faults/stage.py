"""The real stack of one run: PostgreSQL that keeps its promises, Redis, two web processes, a proxy before each."""

import asyncio
import json
import mmap
import os
import signal
import struct
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.history import Record
from tests.faults.proxy import Proxy
from tests.support import stores
from tests.support.site import ROOT, Site, environment, manage, run_python

CONNECTIONS = 60  # that PostgreSQL takes: few, so that they can be used up
POOL = 12  # that each web process may open
CLOCK = Path(__file__).parent / "clock"
STARTS = 20  # tries to start a web process, which ends at once while the database is away


class Clock:
    """The wall clock of the server processes, as seconds that it is ahead of the real one."""

    def __init__(self, file: Path):
        file.write_bytes(struct.pack("d", 0.0))
        with file.open("r+b") as opened:
            self._seconds = mmap.mmap(opened.fileno(), 8)

    def step(self, seconds: float) -> None:
        """Set it to so many seconds ahead (or, below 0, behind)."""
        self._seconds[:8] = struct.pack("d", seconds)


class Stage:
    def __init__(self, postgres: stores.Postgres, redis: stores.Redis, sites: list[Site], clock: Clock):
        self.postgres, self.redis, self.sites, self.clock = postgres, redis, sites, clock
        self.proxies = [Proxy(site.port) for site in sites]
        self.database = postgres.url("site")
        # Held by who takes the database away, and by who starts a web process, which cannot start without it: else
        # one process would be down for most of a run.
        self.database_needed = asyncio.Lock()

    @property
    def environment(self) -> dict[str, str]:
        return self.sites[0].environment

    @property
    def gates(self) -> list[int]:
        return [proxy.port for proxy in self.proxies]

    async def start(self, site: Site) -> None:
        async with self.database_needed:
            await start(site)

    def terminate(self, site: Site) -> None:
        """Ask it to end, as a rolling restart does."""
        site.process.send_signal(signal.SIGTERM)

    def heal(self) -> None:
        for proxy in self.proxies:
            proxy.heal()

    def revisions(self) -> dict[str, int]:
        """Where each room stands. Raises psycopg.OperationalError."""
        with psycopg.connect(self.database, connect_timeout=3) as connection:
            return dict(connection.execute("SELECT slug, revision FROM chat_room").fetchall())


async def start(site: Site) -> None:
    """Start a web process as a supervisor does: again and again until it stays."""
    for _ in range(STARTS):
        try:
            await asyncio.to_thread(site.start)
        except RuntimeError:
            await asyncio.sleep(0.5)
        else:
            return
    raise RuntimeError(f"{site.log} tells why a web process did not start")


async def record(environ: dict[str, str]) -> Record:
    """What a site's database holds."""
    return Record.of(json.loads(await asyncio.to_thread(run_python, environ, "-m", "tests.faults.rows")))


async def people(environ: dict[str, str], members: int, rooms: int) -> dict[str, Any]:
    """Make the site's tables and fill them; gives what tests/faults/seed.py printed."""
    await asyncio.to_thread(manage, environ, "migrate", "--verbosity", "0")
    await asyncio.to_thread(manage, environ, "collectstatic", "--noinput", "--verbosity", "0")
    words = ("-m", "tests.faults.seed", str(members), str(rooms))
    return json.loads(await asyncio.to_thread(run_python, environ, *words))


@asynccontextmanager
async def staged(folder: Path, members: int, rooms: int) -> AsyncIterator[tuple[Stage, dict[str, Any]]]:
    """The stack, running, its files in the folder, and its people. Raises processes.Missing."""
    with ExitStack() as stack:
        options = (f"max_connections={CONNECTIONS}",)  # and fsync as it is by default
        postgres = stack.enter_context(stores.postgres(options))
        redis = stack.enter_context(stores.redis())
        clock = Clock(folder / "clock")
        paths = os.pathsep.join([str(CLOCK), str(ROOT)])
        more = {"PYTHONPATH": paths, "CLOCK_FILE": str(folder / "clock"), "DATABASE_POOL": str(POOL)}
        environ = environment(folder, postgres.create("site"), redis.url, **more)
        told = await people(environ, members, rooms)
        sites = [Site("uvicorn", environ, iter(()), folder, redis) for _ in range(2)]
        stage = Stage(postgres, redis, sites, clock)
        for site in sites:
            stack.callback(site.kill9)
        async with AsyncExitStack() as proxies:
            for site, proxy in zip(sites, stage.proxies, strict=True):
                await start(site)
                await proxies.enter_async_context(proxy)
            yield stage, told
