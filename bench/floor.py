"""The floor: the least that any server can do that tells everybody everything. python -m bench.floor PORT

One process on uvloop. It takes WebSocket handshakes, and writes each message that comes in, encoded once as one frame,
to the transport of every connection. It knows no rooms and no people, parses nothing and stores nothing. uvloop hands
each write to the kernel at once, so that in a burst each frame is a write of its own.
"""

import asyncio
import sys

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

lines: set[asyncio.Transport] = set()


class Line(WSListener):
    def on_ws_connected(self, transport: WSTransport) -> None:
        lines.add(transport.underlying_transport)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        lines.discard(transport.underlying_transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            encoded = encode(frame.get_payload_as_bytes())
            for line in lines:
                line.write(encoded)


def encode(payload: bytes) -> bytes:
    """A text frame as a server sends it: whole, unmasked (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < 126:
        return bytes([0x81, size]) + payload
    if size < 2**16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def line(_request: WSUpgradeRequest) -> Line:
    return Line()


async def main(port: int) -> None:
    server = await ws_create_server(line, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
