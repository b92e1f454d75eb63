"""The benchmark's hold on a load client, which runs in a process of its own (bench.client)."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bench.crowd import Seat
from tests.support.processes import end
from tests.support.site import ROOT

BUSY = 0.9  # of a core: above this the load client may be what limits a figure


class Asked:
    """A process that answers each line of JSON with one."""

    def __init__(self, process: subprocess.Popen[str]):
        self.process = process

    def ask(self, **command: Any) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        if not (answer := self.process.stdout.readline()):
            raise RuntimeError(f"{self.process.args!r} ended with {self.process.wait()}; see above what it said")
        return json.loads(answer)


class Driver(Asked):
    """Speaks to one load client, which keeps its connections to one server between the commands."""

    def open(self, url: str, name: str, seats: Sequence[Seat], **more: Any) -> dict[str, Any]:
        return self.ask(do="open", url=url, name=name, seats=seats, **more)

    def talk(self, **pattern: Any) -> dict[str, Any]:
        """What came of the talk, with `judged`: whether it says something of the server rather than of the client."""
        told = self.ask(do="talk", **pattern)
        amiss = told["unheard"] or told["lost"] or told["outcomes"].get("held")
        return told | {"judged": told["client_share"] <= BUSY and not amiss}

    def acknowledged(self) -> set[str]:
        """The keys of all that was acknowledged in the last talk."""
        return set(self.ask(do="acknowledged")["keys"])

    def visit(self, url: str, session: str, **whence: Any) -> dict[str, Any]:
        return self.ask(do="visit", url=url, session=session, **whence)

    def storm(self, server: int) -> dict[str, Any]:
        return self.ask(do="storm", server=server)

    def close(self) -> None:
        self.ask(do="close")


@contextmanager
def driver() -> Iterator[Driver]:
    with _module("bench.client", None) as process:
        yield Driver(process)


@contextmanager
def one_by_one(environment: dict[str, str]) -> Iterator[Asked]:
    """The baseline of posting (bench.one_by_one), on the site's database."""
    with _module("bench.one_by_one", environment) as process:
        yield Asked(process)


@contextmanager
def _module(name: str, environment: dict[str, str] | None) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", name]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        end(process)
