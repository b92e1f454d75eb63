"""A TCP proxy in front of one web process: it cuts, stalls, delays and throttles connections, one by one."""

import asyncio
import socket
import struct
from dataclasses import dataclass, field

CHUNK = 65_536  # bytes
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: a close is a reset


@dataclass(eq=False)
class Wire:
    """One client's connection, named by the client's own port; what it suffers is set from outside."""

    port: int
    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    delay: float = 0.0  # seconds before anything goes on
    rate: float = 0.0  # bytes a second; 0 for no bound
    flowing: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.flowing.set()

    def cut(self) -> None:
        """End it as a lost network does: both sides get a reset."""
        for side in (self.client, self.server):
            if found := side.get_extra_info("socket"):
                found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            side.transport.abort()

    def stall(self) -> None:
        self.flowing.clear()

    def heal(self) -> None:
        self.delay = self.rate = 0.0
        self.flowing.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what comes, in order, under whatever conditions hold just then."""
        while data := await reader.read(CHUNK):
            await asyncio.sleep(self.delay)
            if self.rate:
                await asyncio.sleep(len(data) / self.rate)
            await self.flowing.wait()
            if writer.is_closing():
                return
            writer.write(data)
            await writer.drain()
        if not writer.is_closing():
            writer.write_eof()


class Proxy:
    """Listens on a free port of its own for one web process on `target`."""

    def __init__(self, target: int):
        self.target = target
        self.port = 0
        self.wires: set[Wire] = set()

    async def __aenter__(self) -> "Proxy":
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for wire in tuple(self.wires):
            wire.cut()

    def heal(self) -> None:
        for wire in self.wires:
            wire.heal()

    async def _connected(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        try:
            server, to_server = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            to_client.transport.abort()  # the process is down, and so is its port
            return
        wire = Wire(to_client.get_extra_info("peername")[1], to_client, to_server)
        self.wires.add(wire)
        ways = (asyncio.create_task(wire.carry(client, to_server)), asyncio.create_task(wire.carry(server, to_client)))
        try:
            # The server's last words must still reach a client that has closed its own side, and the other way round.
            await asyncio.gather(*ways)
        except OSError:
            pass
        finally:
            for way in ways:
                way.cancel()
            self.wires.discard(wire)
            to_client.close()
            to_server.close()
