"""What a flood of sockets costs the members beside it: python -m bench.flood [SECONDS] prints the figures and a line.

A hundred members talk, 20 messages a second to all, first by themselves and then beside a flood from another process:
10,000 connections that say nothing or half a head, and members who pour pings, fragments and giant frames into one
connection after another. Both are measured in turn on the same server; what counts is the ratio.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Any

import uvloop

from bench.driving import driver
from bench.servers import Place, Server, seats
from tests.support.processes import end
from tests.support.raw_socket import CONTINUED, PING, TEXT, frame, header
from tests.support.site import ROOT

MEMBERS, RATE = 100, 20.0  # messages a second
CONNECTS = 10_000
POURERS = 30  # connections at a time that pour; each is opened anew when the server has closed it
PAUSE = 0.1  # seconds before a pourer comes back
TARGET = 3.0  # times the p99 without the flood
TURNS = 3

HALF_A_HEAD = b"GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POURED = {
    "pings": frame(PING, b"*" * 125) * 2_000,
    "fragments": frame(TEXT, b"", fin=False) + frame(CONTINUED, b"", fin=False) * 20_000,
    "giants": header(TEXT, 10_000_000) + b"*" * 1_000_000,
}


def run(seconds: float = 10) -> dict[str, Any]:
    """The p99 of the members' messages in ms, alone and beside the flood, their ratio, and what the flood did."""
    with ExitStack() as stack:
        place = Place(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="flood-"))), stack)
        product, site = stack.enter_context(place.product(database="sqlite"))
        members, others = seats(site, MEMBERS), seats(site, POURERS, room="elsewhere")
        load = stack.enter_context(driver())
        load.open(product.url, "product", members)

        def talk() -> dict[str, Any]:
            return load.talk(seconds=seconds, server=product.pid, receivers=MEMBERS, senders=MEMBERS, rate=RATE)

        alone, beside, floods = [], [], []
        for _ in range(TURNS):
            alone.append(talk())
            with flood(product, [session for session, _ in others], seconds + 2) as told:
                beside.append(talk())
            floods.append(told())
    ratios = [one["latency"]["p99"] / other["latency"]["p99"] for one, other in zip(beside, alone, strict=True)]
    return {
        "p99_alone_ms": [told["latency"]["p99"] for told in alone],
        "p99_beside_ms": [told["latency"]["p99"] for told in beside],
        "ratio": median(ratios),
        "target": TARGET,
        "lost": sum(told["unheard"] + told["lost"] for told in (*alone, *beside)),
        "floods": floods,
    }


@contextmanager
def flood(server: Server, sessions: list[str], seconds: float):
    """A flood from another process, under way when the block begins. Gives a function that says what came of it."""
    command = [sys.executable, "-m", "bench.flood", "pour", server.url.replace("ws://", ""), str(seconds)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(sessions) + "\n")
        process.stdin.flush()
        process.stdout.readline()  # it has begun
        lines: list[str] = []
        told: Callable[[], dict[str, Any]] = lambda: json.loads(lines[0])  # noqa: E731
        yield told
        lines.append(process.stdout.readline())
    finally:
        end(process)


class Flood:
    """The other side: runs in a process of its own."""

    def __init__(self, address: str, seconds: float):
        self.host, port = address.split(":")
        self.address, self.port = address, int(port)
        self.deadline = time.monotonic() + seconds
        self.seconds = seconds
        self.counts: Counter[str] = Counter()
        self.silent: list[asyncio.StreamWriter] = []

    async def run(self, sessions: list[str]) -> dict[str, int]:
        kinds = list(POURED)
        pourers = [self.pour(session, kinds[number % len(kinds)]) for number, session in enumerate(sessions)]
        await asyncio.gather(self.connect(), *pourers)
        self.counts["silent ones that the server ended"] = sum(writer.is_closing() for writer in self.silent)
        return dict(self.counts)

    async def connect(self) -> None:
        """Connect evenly over the time, and say nothing or half a head."""
        begun = time.monotonic()
        while time.monotonic() < self.deadline:
            due = min(CONNECTS, CONNECTS * 1.25 * (time.monotonic() - begun) / self.seconds)
            while len(self.silent) < due:
                with suppress(OSError):
                    _, writer = await asyncio.open_connection(self.host, self.port)
                    self.silent.append(writer)
                    writer.write(HALF_A_HEAD[: len(HALF_A_HEAD) * (len(self.silent) % 2)])
                    self.counts["silent connections"] += 1
            await asyncio.sleep(0.01)

    async def pour(self, session: str, kind: str) -> None:
        while time.monotonic() < self.deadline:
            with suppress(OSError, asyncio.IncompleteReadError):
                reader, writer = await asyncio.open_connection(self.host, self.port)
                writer.write(self.handshake(session))
                await reader.readuntil(b"\r\n\r\n")
                writer.write(POURED[kind])
                self.counts[kind] += 1
                while await reader.read(65_536):
                    continue
                self.counts[f"{kind} that the server ended"] += 1
                writer.close()
            await asyncio.sleep(PAUSE)

    def handshake(self, session: str) -> bytes:
        head = {
            "Host": self.address,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Origin": f"http://{self.address}",
            "Cookie": f"sessionid={session}",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version": "13",
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        return f"GET /ws/ HTTP/1.1\r\n{lines}\r\n".encode()


def main() -> None:
    match sys.argv[1:]:
        case ["pour", address, seconds]:
            sessions = json.loads(sys.stdin.readline())
            print("begun", flush=True)
            print(json.dumps(uvloop.run(Flood(address, float(seconds)).run(sessions))), flush=True)
        case words:
            found = run(*map(float, words))
            print(json.dumps(found, indent=2))
            print(
                f"p99 {median(found['p99_beside_ms']):.1f} ms beside the flood, {median(found['p99_alone_ms']):.1f} ms"
                f" alone: {found['ratio']:.2f} times (target: under {TARGET:g}); {found['lost']} lost"
            )


if __name__ == "__main__":
    main()
