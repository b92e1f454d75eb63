"""The load client, a process of its own: python -m bench.client. A command is a line of JSON, and so is its answer.

    open   {url, dialect, seats: [[session, [room, …]], …], frame_bytes}   connect and join
    talk   {receivers, senders, seconds, in_flight | rate, server, beside}  talk, and say what it cost whom; the
           shares are of one core: `client_share` is this process, `others_share` everybody not named
    visit  {room, since, upto, times}                                       join alone, wait for all that was missed
    acknowledged {}                                                         the keys of what was, in the last talk
    drop, storm {}                                                          drop all; come back all at once
    close  {}                                                               drop all connections

`server` and `beside` name processes by id: their CPU is read right before and after, so that nothing else is counted.
"""

import asyncio
import gc
import json
import socket
import sys
import time
from typing import Any

import uvloop

from bench import meter
from bench.crowd import AT_ONCE, Crowd, Seat, Talk
from bench.dialects import dialect
from bench.figures import percentiles
from bench.visits import visit

WARM_UP = 0.5  # seconds of talk before, that are not counted


class Client:
    def __init__(self) -> None:
        self.crowd: Crowd | None = None
        self.stored: list[str] = []
        self.dropped: list[Seat] = []

    async def open(self, url: str, name: str, seats: list, frame_bytes: int = 0, at_once: int = AT_ONCE) -> dict:
        if self.crowd is None:
            self.crowd = Crowd(url, dialect(name, frame_bytes))
        seconds = await self.crowd.open(seats, at_once=at_once)
        gc.collect()
        gc.freeze()  # the connections stay: not to be looked through again while times are taken
        return {"joined": percentiles(seconds), "open": len(self.crowd.members)}

    async def talk(
        self,
        seconds: float,
        server: int,
        beside: dict[str, int] | None = None,
        warm_up: float = WARM_UP,
        **pattern: Any,
    ) -> dict:
        assert self.crowd, "open first"
        if warm_up:
            await Talk(self.crowd, **pattern).last(warm_up)
        talk, watched = Talk(self.crowd, **pattern), {"server": server, **(beside or {})}
        before = {name: meter.cpu(meter.tree(pid)) for name, pid in watched.items()}
        own, begun, had, busy = time.process_time(), time.perf_counter(), self.crowd.bytes, meter.busy()
        gc.disable()
        await talk.last(seconds)
        gc.enable()
        took, own = time.perf_counter() - begun, time.process_time() - own
        used = {name: meter.cpu(meter.tree(pid)) - before[name] for name, pid in watched.items()}
        self.stored = talk.stored
        return talk.told() | {
            "seconds": took,
            "cpu": used,
            "client_share": own / took,
            "others_share": max(meter.busy() - busy - own - sum(used.values()), 0) / took,
            "latency": percentiles([second * 1000 for second in talk.receipts.latencies]),
            "acknowledged": percentiles([second * 1000 for second in talk.acknowledged]),
            "late": percentiles([second * 1000 for second in talk.late]),
            "bytes": self.crowd.bytes - had,
            "lost": self.crowd.lost,
        }

    async def acknowledged(self) -> dict:
        """The keys of all that was acknowledged in the last talk."""
        return {"keys": self.stored}

    async def drop(self) -> dict:
        assert self.crowd, "open first"
        self.dropped = [(member.session, member.rooms) for member in self.crowd.members]
        self.crowd.close()
        return {}

    async def storm(self, server: int) -> dict:
        """Everybody whom `drop` dropped comes back at once, with what was held when they first joined."""
        assert self.crowd, "open first"
        crowd, seats = self.crowd, self.dropped
        used, own, had = meter.cpu(meter.tree(server)), time.process_time(), crowd.bytes
        begun = time.perf_counter()
        seconds = await crowd.open(seats, at_once=len(seats))
        took, own = time.perf_counter() - begun, time.process_time() - own
        return {
            "seconds": took,
            "joined": percentiles(seconds),
            "cpu": meter.cpu(meter.tree(server)) - used,
            "client_share": own / took,
            "bytes": crowd.bytes - had,
        }

    async def visit(self, url: str, session: str, times: int, **whence: Any) -> dict:
        """Open one room that many times, one after the other, each over a connection of its own."""
        visits = [await visit(url, session, **whence) for _ in range(times)]
        return {
            "milliseconds": percentiles([seconds * 1000 for seconds, _ in visits]),
            "bytes": visits[-1][1],
        }

    async def deafen(self, number: int) -> dict:
        """The last so many of the crowd read no more, and have the system keep little for them."""
        assert self.crowd, "open first"
        for member in self.crowd.members[-number:]:
            if member.transport:
                line = member.transport.underlying_transport
                line.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                line.pause_reading()
        return {}

    async def held(self) -> dict:
        """How many connections are open now, of those that were opened."""
        assert self.crowd, "open first"
        return {"held": len(self.crowd.members) - self.crowd.lost}

    async def close(self) -> dict:
        if self.crowd:
            self.crowd.close()
        self.crowd = None
        return {}


async def main() -> None:
    loop, client = asyncio.get_running_loop(), Client()
    lines = asyncio.StreamReader(limit=2**26)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        command = json.loads(line)
        answer = await getattr(client, command.pop("do"))(**command)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
