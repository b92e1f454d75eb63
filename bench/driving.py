"""The benchmark's hold on a load client, which runs in a process of its own (bench.client)."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests.support.processes import end
from tests.support.site import ROOT

BUSY = 0.9  # of a core: above this the load client may be what limits a figure

Seat = tuple[str, Sequence[str]]  # a session, and the rooms that it joins


class Driver:
    """Speaks to one load client, which keeps its connections to one server between the commands."""

    def __init__(self, process: subprocess.Popen[str]):
        self.process = process

    def open(self, url: str, name: str, seats: Sequence[Seat], **more: Any) -> dict[str, Any]:
        return self._ask(do="open", url=url, name=name, seats=seats, **more)

    def talk(self, **pattern: Any) -> dict[str, Any]:
        """What came of the talk, with `judged`: whether it says something of the server rather than of the client."""
        told = self._ask(do="talk", **pattern)
        return told | {"judged": told["client_share"] <= BUSY and not told["unheard"] and not told["lost"]}

    def close(self) -> None:
        self._ask(do="close")

    def _ask(self, **command: Any) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        if not (answer := self.process.stdout.readline()):
            raise RuntimeError(f"the load client ended with {self.process.wait()}; see above what it said")
        return json.loads(answer)


@contextmanager
def driver() -> Iterator[Driver]:
    command = [sys.executable, "-m", "bench.client"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Driver(process)
    finally:
        end(process)
