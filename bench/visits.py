"""The load client's way to open one room, alone: how long until all is there that was missed."""

import asyncio
import re
from time import perf_counter

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from bench.dialects import Product

UPTO = re.compile(rb'"type":"(?:joined|changes)","room":"[^"]+",(?:"revision"|"from":\d+,"to"):(\d+)')
PATIENCE = 60.0  # seconds


class Visitor(WSListener):
    """Done when what it holds reaches the revision `upto`; the time runs from the `join`."""

    def __init__(self, room: str, since: int | None, upto: int):
        self.joins = Product().joins([room], {} if since is None else {room: since})
        self.upto, self.begun, self.bytes = upto, 0.0, 0
        self.done: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        payload = frame.get_payload_as_bytes()
        if payload.startswith(b'{"type":"hello"'):
            self.begun = perf_counter()
            transport.send(WSMsgType.TEXT, self.joins[0])
            return
        self.bytes += len(payload)
        if (reached := UPTO.search(payload[:200])) and int(reached[1]) >= self.upto and not self.done.done():
            self.done.set_result(perf_counter() - self.begun)


async def visit(url: str, session: str, room: str, since: int | None, upto: int) -> tuple[float, int]:
    """The seconds until all was there, and the bytes that brought it."""
    product, visitor = Product(), Visitor(room, since, upto)
    transport, _ = await ws_connect(
        lambda: visitor,
        url + product.path,
        extra_headers=product.headers(url.replace("ws://", "http://"), session),
    )
    try:
        seconds = await asyncio.wait_for(visitor.done, PATIENCE)
        return seconds, visitor.bytes
    finally:
        transport.disconnect()
