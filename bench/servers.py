"""The servers under test and their stores: the product as in production, the floor, the textbook."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import redis as redis_client

from bench.driving import Seat
from tests.support.processes import end, free_port, spawn, wait_until
from tests.support.site import ROOT, Site, environment, manage
from tests.support.stores import Postgres, Redis, postgres, redis

# As in production: a commit is on the disk before it is acknowledged.
DURABLE = ["max_connections=300", "shared_buffers=256MB"]
COUNTING = ["shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track_utility=off"]
_numbers = count(1)


@dataclass
class Server:
    """One that is up: where to reach it, and its process, whose children count as its own."""

    url: str
    pid: int
    beside: dict[str, int] = field(default_factory=dict)  # its database and Redis, by name


class Place:
    """The stores of one run of the benchmark, started when first needed, and a folder for what is written."""

    def __init__(self, folder: Path, stack: ExitStack):
        self.folder, self._stack = folder, stack
        self._postgres: Postgres | None = None
        self._redis: Redis | None = None
        self._template = ""  # a database whose tables are made, to be copied

    @property
    def postgres(self) -> Postgres:
        if self._postgres is None:
            self._postgres = self._stack.enter_context(postgres(DURABLE + COUNTING))
        return self._postgres

    @property
    def redis(self) -> Redis:
        if self._redis is None:
            self._redis = self._stack.enter_context(redis())
        return self._redis

    def environment(self, database: str, *, with_redis: bool = False, **more: str) -> dict[str, str]:
        """A production site in bench mode, on an empty database of its own ("postgresql" or "sqlite")."""
        name = f"site{next(_numbers)}"
        folder = self.folder / name
        folder.mkdir()
        redis_url = self.redis.url if with_redis else ""
        more = {"BENCH": "1", "LOG_LEVEL": "WARNING"} | more
        if database == "sqlite":
            found = environment(folder, f"sqlite:///{folder / 'site.sqlite3'}", redis_url, **more)
            manage(found, "migrate", "--verbosity", "0")
            return found
        if not self._template:
            original = environment(folder, self.postgres.create("original"), redis_url, **more)
            manage(original, "migrate", "--verbosity", "0")
            self._template = "original"
        return environment(folder, self.postgres.create(name, template=self._template), redis_url, **more)

    def site(self, database: str = "postgresql", **settings: Any) -> Site:
        """The product on stores of its own, not served yet."""
        found = self.environment(database, **settings)
        return Site("uvicorn", found, iter(()), Path(found["DATA_DIR"]))

    @contextmanager
    def product(
        self, *, database: str = "postgresql", processes: int = 1, with_redis: bool = False
    ) -> Iterator[tuple[Server, Site]]:
        """The product on stores of its own, served as in production."""
        site = self.site(database, with_redis=with_redis, WEB_CONCURRENCY=str(processes))
        with self.served(site) as server:
            yield server, site

    @contextmanager
    def served(self, site: Site) -> Iterator[Server]:
        site.start()
        beside = {}
        if site.environment["DATABASE_URL"].startswith("postgres"):
            beside["postgresql"] = pid_of_postgres(self.postgres)
        if site.environment["REDIS_URL"]:
            beside["redis"] = pid_of_redis(self.redis)
        try:
            yield Server(f"ws://127.0.0.1:{site.port}", site.process.pid, beside)
        finally:
            site.stop()

    @contextmanager
    def floor(self) -> Iterator[Server]:
        with self._running([sys.executable, "-m", "bench.floor"], "floor") as server:
            yield server

    @contextmanager
    def textbook(self, *, with_redis: bool) -> Iterator[Server]:
        command = [sys.executable, "-m", "daphne", "bench.textbook:application", "-v", "0", "-p"]
        with self._running(command, "textbook", TEXTBOOK_REDIS=self.redis.url if with_redis else "") as server:
            if with_redis:
                server.beside["redis"] = pid_of_redis(self.redis)
            yield server

    @contextmanager
    def _running(self, command: list[str], name: str, **variables: str) -> Iterator[Server]:
        port, log = free_port(), self.folder / f"{name}.log"
        with log.open("ab") as output:
            process = spawn([*command, str(port)], log=output, cwd=ROOT, env=_inherited() | variables)
        wait_until(lambda: answers(port), process, log)
        try:
            yield Server(f"ws://127.0.0.1:{port}", process.pid)
        finally:
            end(process)


def seats(site: Site, number: int, *, room: str = "bench", rooms: int = 0, each: int = 1) -> list[Seat]:
    """That many members of the room, or of several rooms, each with the rooms that it is in."""
    words = ["bench_members", str(number), "--room", room]
    if rooms:
        words += ["--rooms", str(rooms), "--each", str(each)]
    lines = [line.split() for line in site.manage(*words).splitlines()]
    return [(cookie, slugs or [room]) for cookie, *slugs in lines]


def nobodys(number: int) -> list[Seat]:
    """As many for the baselines, which know no people."""
    return [("", ["bench"])] * number


def pid_of_postgres(place: Postgres) -> int:
    with psycopg.connect(place.url()) as connection:
        row = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
    assert row
    return int(row[0].split()[0])


def pid_of_redis(place: Redis) -> int:
    with redis_client.Redis.from_url(place.url) as connection:
        return int(connection.info("server")["process_id"])


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _inherited() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
