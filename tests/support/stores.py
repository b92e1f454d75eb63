"""A PostgreSQL and a Redis of the tests' own, on free ports, gone without a trace at the end."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.support.processes import end, free_port, program, spawn, wait_until

OWNER = "peersupport"
UNSAFE_AND_FAST = ["fsync=off", "full_page_writes=off", "max_connections=200", "listen_addresses=127.0.0.1"]


@dataclass
class Postgres:
    """A running PostgreSQL; `url` is the address of one of its databases."""

    port: int

    def url(self, database: str = "postgres") -> str:
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template1") -> str:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def postgres(options: Sequence[str] = UNSAFE_AND_FAST) -> Iterator[Postgres]:
    """A private PostgreSQL with these settings. Raises processes.Missing."""
    initdb, server = program("initdb", package="postgresql"), program("postgres", package="postgresql")
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    with _folder(user) as folder:
        data, log = folder / "data", folder / "log"
        who: dict = {"user": user, "group": user, "extra_groups": []} if user else {}
        making = [initdb, "-D", str(data), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(making, check=True, capture_output=True, cwd=folder, **who)
        place = Postgres(free_port())
        command = [server, "-D", str(data), "-p", str(place.port), "-k", str(folder)]
        command += [word for option in options for word in ("-c", option)]
        with log.open("wb") as output:
            process = spawn(command, log=output, user=user, cwd=folder)
            try:
                wait_until(place.answers, process, log)
                yield place
            finally:
                end(process, signal.SIGINT)


class Redis:
    """A Redis that a test may stop and start again."""

    def __init__(self, folder: Path):
        self.log = folder / "log"
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._command = [program("redis-server", package="redis-server"), "--port", str(self.port)]
        self._command += ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as output:
            self._process = spawn(self._command, log=output)
        wait_until(self._answers, self._process, self.log)

    def stop(self) -> None:
        end(self._process, signal.SIGKILL)

    def pause(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as line:
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@contextmanager
def redis() -> Iterator[Redis]:
    """A private Redis that keeps nothing. Raises processes.Missing."""
    with _folder() as folder:
        place = Redis(folder)
        try:
            yield place
        finally:
            place.stop()


@contextmanager
def _folder(user: str | None = None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="peersupport-store-"))
    if user:
        shutil.chown(folder, user, user)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
