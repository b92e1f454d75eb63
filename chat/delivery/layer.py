"""A channel layer to Channels' specification, over Redis pub/sub, in which a message costs microseconds.

CHANNEL_LAYERS = {"default": {"BACKEND": "chat.delivery.layer.RedisLayer", "CONFIG": {"hosts": ["redis://…", …]}}}

A message goes to those who listen when it is sent, and is kept nowhere: while a Redis is away, what would have gone
through it is lost (the hub reads it from the database). Where this differs from the layers that Channels describes:

- There is no `capacity` and no `expiry`: what waits for a reader is bounded in bytes, and stays until it is read.
- A channel that several processes receive from gives each of them every message, and one that nobody receives from
  forgets them, so that it is no queue of jobs.
- `receive` that is cancelled ends its channel: Channels has no other way to say that a consumer is gone.
- `group_send` and `send` return when Redis has taken the message and raise when it has not: redis.ConnectionError, or
  ChannelFull when too much waits. `new_channel` and `group_add` don't raise when Redis is away: they hold from when
  it is back.
"""

import asyncio
import logging
from binascii import crc32
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from channels.layers import BaseChannelLayer
from msgspec import msgpack

from chat import metrics
from chat.delivery.redis_line import Line

log = logging.getLogger(__name__)

WAITING = 64_000_000  # bytes that may wait for one reader; what comes beyond is dropped and counted
CONFIRM_SECONDS = 0.5  # how long somebody who begins to listen waits for Redis to say so


class RedisLayer(BaseChannelLayer):
    """`up` says whether every Redis in use answers, `dropped` how many messages were too many for their reader.

    The processes of a site name the same hosts in the same order: the name of a group chooses its host.
    """

    extensions = ["groups", "flush"]

    def __init__(self, hosts: Sequence[str], prefix: str = "asgi", waiting: int = WAITING):
        super().__init__()
        self.hosts, self.prefix, self.most = list(hosts), prefix, waiting
        self.dropped = 0
        self._away: set[Line] = set()
        self._places: dict[asyncio.AbstractEventLoop, Place] = {}

    @property
    def up(self) -> bool:
        return not self._away

    async def new_channel(self, prefix: str = "specific.") -> str:
        channel = f"{prefix}{uuid4().hex}"
        self.require_valid_channel_name(channel)
        await self._place().open(channel)
        return channel

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        self.require_valid_channel_name(channel)
        await self._place().shard(channel).publish(f"channel.{channel}", message)

    async def receive(self, channel: str) -> dict[str, Any]:
        place = self._place()
        inbox = place.inboxes.get(channel)
        if inbox is None:
            self.require_valid_channel_name(channel)
            inbox = await place.open(channel)
        try:
            return msgpack.decode(await inbox.get())
        except asyncio.CancelledError:
            place.end(channel)
            raise

    async def group_add(self, group: str, channel: str) -> None:
        """The channel is one of this process's own. Returns when Redis has confirmed it, or is away."""
        self.require_valid_group_name(group)
        place = self._place()
        if (inbox := place.inboxes.get(channel)) is None:
            raise ValueError(f"{channel} is no channel of this process")
        await place.shard(group).join(f"group.{group}", inbox)

    async def group_discard(self, group: str, channel: str) -> None:
        self.require_valid_group_name(group)
        place = self._place()
        if inbox := place.inboxes.get(channel):
            place.shard(group).leave(f"group.{group}", inbox)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self.require_valid_group_name(group)
        await self._place().shard(group).publish(f"group.{group}", message)

    async def flush(self) -> None:
        """Forget this event loop's channels and groups, and close its connections. Redis itself holds nothing."""
        if place := self._places.pop(asyncio.get_running_loop(), None):
            await place.close()

    def _place(self) -> "Place":
        loop = asyncio.get_running_loop()
        place = self._places.get(loop)
        if place is None:
            for over in [loop for loop in list(self._places) if loop.is_closed()]:
                self._places.pop(over, None)
            place = self._places[loop] = Place(self)
        return place

    def _tell(self, line: Line, up: bool) -> None:
        (self._away.discard if up else self._away.add)(line)
        metrics.LAYER_UP.set(self.up)


class Inbox:
    """What waits for the reader of one channel."""

    def __init__(self, layer: RedisLayer, channel: str):
        self.layer, self.channel = layer, channel
        self.queue: asyncio.Queue[bytes] = asyncio.Queue()
        self.size = 0  # bytes
        self.full = False
        self.names: set[str] = set()  # that it listens to

    def put(self, payload: bytes) -> None:
        if self.size and self.size + len(payload) > self.layer.most:
            self.layer.dropped += 1
            if not self.full:
                log.error("%s is not read: %d bytes wait, more is dropped", self.channel, self.size)
            self.full = True
            return
        self.size += len(payload)
        self.queue.put_nowait(payload)

    async def get(self) -> bytes:
        payload = await self.queue.get()
        self.size -= len(payload)
        self.full = False
        return payload


class Place:
    """One event loop's part of the layer: its channels, and connections of its own."""

    def __init__(self, layer: RedisLayer):
        self.layer = layer
        self.inboxes: dict[str, Inbox] = {}
        self.shards = [Shard(layer, host) for host in layer.hosts]

    def shard(self, name: str) -> "Shard":
        return self.shards[crc32(name.encode()) % len(self.shards)]

    async def open(self, channel: str) -> Inbox:
        inbox = self.inboxes[channel] = Inbox(self.layer, channel)
        await self.shard(channel).join(f"channel.{channel}", inbox)
        return inbox

    def end(self, channel: str) -> None:
        if inbox := self.inboxes.pop(channel, None):
            for name in tuple(inbox.names):
                self.shard(name.partition(".")[2]).leave(name, inbox)

    async def close(self) -> None:
        await asyncio.gather(*(line.close() for shard in self.shards for line in (shard.out, shard.into)))


class Route:
    """Who listens to one name, and whether Redis knows."""

    def __init__(self) -> None:
        self.inboxes: set[Inbox] = set()
        self.confirmed: asyncio.Future | None = None


class Shard:
    """One Redis: a connection to publish with and one to listen with."""

    def __init__(self, layer: RedisLayer, host: str):
        self.layer = layer
        self.out = Line(host, layer._tell)
        self.into = Line(host, self._tell, self._hear)
        # Redis publishes across its databases; two sites that share one Redis must not hear each other.
        self.prefix = f"{layer.prefix}:{self.out.options.get('db', 0)}:"
        self.routes: dict[bytes, Route] = {}

    async def publish(self, name: str, message: dict[str, Any]) -> None:
        await self.out.call("PUBLISH", self.prefix + name, msgpack.encode(message))

    async def join(self, name: str, inbox: Inbox) -> None:
        key = (self.prefix + name).encode()
        if (route := self.routes.get(key)) is None:
            route = self.routes[key] = Route()
            self._subscribe(key, route)
        route.inboxes.add(inbox)
        inbox.names.add(name)
        if route.confirmed and not route.confirmed.done():
            await asyncio.wait([route.confirmed], timeout=CONFIRM_SECONDS)

    def leave(self, name: str, inbox: Inbox) -> None:
        key = (self.prefix + name).encode()
        inbox.names.discard(name)
        if (route := self.routes.get(key)) is None:
            return
        route.inboxes.discard(inbox)
        if not route.inboxes:
            del self.routes[key]
            if not self.into.away:
                self.into.call("UNSUBSCRIBE", key)

    def _subscribe(self, key: bytes, route: Route) -> None:
        route.confirmed = None if self.into.away else self.into.call("SUBSCRIBE", key)

    def _tell(self, line: Line, up: bool) -> None:
        self.layer._tell(line, up)
        if up and not line.away:
            for key, route in self.routes.items():
                if route.confirmed is None or route.confirmed.done():  # the rest has been called and not yet written
                    self._subscribe(key, route)

    def _hear(self, key: bytes, payload: bytes) -> None:
        if route := self.routes.get(key):
            for inbox in route.inboxes:
                inbox.put(payload)
