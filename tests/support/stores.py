"""A PostgreSQL and a Redis of the tests' own, on free ports, gone without a trace at the end."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support.processes import end, free_port, program, spawn, wait_until

OWNER = "peersupport"
UNSAFE_AND_FAST = ("fsync=off", "full_page_writes=off", "max_connections=200")


class Postgres:
    """A PostgreSQL that a test may stop and start again; `options` as in its configuration file."""

    def __init__(self, folder: Path, options: Sequence[str], user: str | None = None):
        self.log = folder / "log"
        self.port = free_port()
        self._folder, self._user = folder, user
        server = program("postgres", package="postgresql")
        self._command = [server, "-D", str(folder / "data"), "-p", str(self.port), "-k", str(folder)]
        self._command += [word for option in ("listen_addresses=127.0.0.1", *options) for word in ("-c", option)]
        self._make()
        self.start()

    def url(self, database: str = "postgres") -> str:
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template1") -> str:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def start(self) -> None:
        with self.log.open("ab") as output:
            self._process = spawn(self._command, log=output, user=self._user, cwd=self._folder)
        wait_until(self.answers, self._process, self.log)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends connections and shuts down in order; SIGQUIT is a crash: the next start recovers."""
        end(self._process, how)

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make(self) -> None:
        who: dict = {"user": self._user, "group": self._user, "extra_groups": []} if self._user else {}
        making = [program("initdb", package="postgresql"), "-D", str(self._folder / "data"), "-U", OWNER, "-A", "trust"]
        making += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(making, check=True, capture_output=True, cwd=self._folder, **who)


@contextmanager
def postgres(options: Sequence[str] = UNSAFE_AND_FAST) -> Iterator[Postgres]:
    """A private PostgreSQL. Raises processes.Missing."""
    program("initdb", package="postgresql")
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    with _folder(user) as folder:
        place = Postgres(folder, options, user)
        try:
            yield place
        finally:
            place.stop()


class Redis:
    """A Redis that a test may stop and start again."""

    def __init__(self, folder: Path, *options: str):
        self.log = folder / "log"
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._command = [program("redis-server", package="redis-server"), "--port", str(self.port)]
        self._command += ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder), *options]
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
def redis(*options: str) -> Iterator[Redis]:
    """A private Redis that keeps nothing, with further options of its command line. Raises processes.Missing."""
    with _folder() as folder:
        place = Redis(folder, *options)
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
