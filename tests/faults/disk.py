"""SQLite on a disk that runs full.

Either each file of the server is kept from growing (works for everybody), or, as root, its files lie on a small disk of
their own that is filled to the last byte.
"""

import asyncio
import random
import resource
import sqlite3
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from tests.faults import report
from tests.faults.crowd import Crowd
from tests.faults.history import History
from tests.faults.stage import people, record, start
from tests.support.site import Site, environment

MEMBERS, ROOMS = 12, 2
FULL = 4.0  # seconds
RECOVERY = 3.0  # seconds after it in which waiting is excused
SMALL = "64m"  # of the small disk
LEFT = 4096  # bytes that a file may have while it may not grow


class NoGrowth:
    """No file of the server's may be longer than a page: what is written beyond fails."""

    @contextmanager
    def on(self, folder: Path) -> Iterator[Path]:
        """Where the server's data lie."""
        yield folder

    @contextmanager
    def full(self, site: Site) -> Iterator[None]:
        pid = site.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (LEFT, before[1]))
        try:
            yield
        finally:
            if site.process.pid == pid and site.process.poll() is None:  # a new process has no such limit
                resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


class SmallDisk:
    """A disk in memory, filled by a file of ours. Mounting it takes root."""

    @contextmanager
    def on(self, folder: Path) -> Iterator[Path]:
        """Where the server's data lie. Raises CalledProcessError where nothing may be mounted."""
        self.folder = folder / "disk"
        self.folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", self.folder], check=True)
        try:
            yield self.folder
        finally:
            subprocess.run(["umount", "--lazy", self.folder], check=True)

    @contextmanager
    def full(self, _site: Site) -> Iterator[None]:
        ballast = self.folder / "ballast"
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(LEFT)):
                    pass
            except OSError:
                pass  # not a byte is left
        try:
            yield
        finally:
            ballast.unlink()


def may_mount() -> bool:
    """Whether this process may mount a disk: root may, but not in every container."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with SmallDisk().on(Path(folder)):
                return True
        except (OSError, subprocess.CalledProcessError):
            return False


WAYS: dict[str, NoGrowth | SmallDisk] = {"full_files": NoGrowth(), "full_disk": SmallDisk()}


def possible(name: str) -> bool:
    """Whether the disk can be made full in this way here."""
    return not isinstance(WAYS[name], SmallDisk) or may_mount()


async def played(folder: Path, seed: int, disk: NoGrowth | SmallDisk) -> History:
    """Members talk while the disk runs full, once and again, the second time with a kill -9 in the midst of it."""
    rng = random.Random(seed)
    with disk.on(folder) as data:
        return await _played(folder, data, rng, disk)


async def _played(folder: Path, data: Path, rng: random.Random, disk: NoGrowth | SmallDisk) -> History:
    async with _served(folder, data) as (site, told, file):
        history = History(folder / "history.jsonl")
        crowd = Crowd(told, [site.port], history, rng)
        for name, kill in (("full", False), ("full_and_kill", True)):
            await asyncio.sleep(3)
            since = history.now
            report.say(since, f"{name}: nothing can be written for {FULL:g} seconds{', amid which kill -9' * kill}")
            with disk.full(site):
                await asyncio.sleep(FULL / 2)
                if kill:
                    site.kill9()
                await asyncio.sleep(FULL / 2)
            if kill:
                await start(site)
            ended = history.now
            span = {"since": since, "ended": ended, "until": ended + RECOVERY}
            history.add("fault", name=name, excuses=True, lines=None, **span)
        await asyncio.sleep(3)
        await crowd.come_to_rest(lambda: _revisions(file))
        await crowd.leave()
        report.keep(folder, await record(site.environment))
    history.close()
    return history


@asynccontextmanager
async def _served(folder: Path, data: Path) -> AsyncIterator[tuple[Site, dict, Path]]:
    """One server process on SQLite, its people, and the database's file in the folder `data`; logs are elsewhere."""
    file = data / "site.sqlite3"
    environ = environment(data, f"sqlite:///{file}", STATIC_ROOT=str(folder / "static"))
    told = await people(environ, MEMBERS, ROOMS)
    site = Site("uvicorn", environ, iter(()), folder)
    try:
        await start(site)
        yield site, told, file
    finally:
        site.kill9()


def _revisions(file: Path) -> dict[str, int]:
    with sqlite3.connect(file) as connection:
        return dict(connection.execute("SELECT slug, revision FROM chat_room").fetchall())
