"""The whole product as a process of its own: on uvicorn or Daphne, to be killed, paused and started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.support.processes import end, free_port, spawn, wait_until
from tests.support.stores import Redis

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Table:
    """A room and its own cast: session cookies by name, so that tests on one site don't meet each other's limits.

    Amara, Ben and Dr Diaz sit in the room; Chen does not.
    """

    room: str
    sessions: dict[str, str]
    users: dict[str, int]


@dataclass
class Site:
    """A server process ("uvicorn" or "daphne"), its stores, and the tables that its database was filled with."""

    kind: str
    environment: dict[str, str]
    tables: Iterator[Table]
    folder: Path
    redis: Redis | None = None
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.url = f"http://127.0.0.1:{self.port}"
        self.socket = f"ws://127.0.0.1:{self.port}/ws/"
        self.log = self.folder / f"{self.kind}-{self.port}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def table(self) -> Table:
        """A room and a cast that no other test has used."""
        return next(self.tables)

    def start(self) -> None:
        with self.log.open("ab") as output:
            self._process = spawn(
                self._command(), log=output, cwd=ROOT, env=self.environment | {"PORT": str(self.port)}
            )
        wait_until(self._answers, self._process, self.log, seconds=120)  # on a loaded machine

    def stop(self) -> int:
        """Ask it to end, as Ctrl-C does, and give the exit code."""
        return end(self.process, signal.SIGINT)

    def kill9(self) -> None:
        """End it as a power cut would."""
        if self._process:
            end(self._process, signal.SIGKILL)

    def restart(self) -> None:
        self.kill9()
        self.start()

    def pause(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def mend(self) -> None:
        """Make it answer again, whatever was done to it."""
        if self._process and self._process.poll() is None:
            self.go_on()
        if not self._answers():
            self.restart()

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def manage(self, *words: str, given: str = "") -> str:
        """Run a management command on the site's own stores and give what it printed."""
        return manage(self.environment, *words, given=given)

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process, "not started"
        return self._process

    def _command(self) -> list[str]:
        if self.kind == "uvicorn":
            return [sys.executable, "manage.py", "serve"]
        return [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(self.port), "peersupport.asgi:application"]

    def _answers(self) -> bool:
        asked = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            asked.request("GET", "/healthz")
            return asked.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            asked.close()


def environment(folder: Path, database: str, redis: str = "", **more: str) -> dict[str, str]:
    """What a production site has set; `folder` holds its files. Plain HTTP, for the tests reach it without a proxy."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "DATA_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "SECRET_KEY": "only-the-tests-use-this-key-and-it-is-long-enough-to-pass-the-check",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DEFAULT_FROM_EMAIL": "Peer support <noreply@example.org>",
        "SECURE_SSL_REDIRECT": "0",
        "LOG_LEVEL": "INFO",
        "SCREENING_MODEL": "none",  # the rules alone, which are exact; tests/screening/test_model.py has the model
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def manage(environ: dict[str, str], *words: str, given: str = "") -> str:
    """What `manage.py WORDS` printed. Raises RuntimeError with what it said when it failed."""
    return run_python(environ, "manage.py", *words, given=given)


def run_python(environ: dict[str, str], *words: str, given: str = "") -> str:
    command = [sys.executable, *words]
    done = subprocess.run(command, cwd=ROOT, env=environ, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(
            f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout[-1000:]}{done.stderr[-3000:]}"
        )
    return done.stdout
