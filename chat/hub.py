"""One hub a process: it hears what was committed anywhere, and gives it to the process's own sockets in order.

It listens on ONE channel of the channel layer, joined to a topic's group while a local socket listens to the topic.
The layer may lose, double and reorder; the hub may not: each topic knows the last revision it has given out, ignores
what is older, keeps what is early, and reads from the database what is missing. A sweep asks the database once a second
whether a topic has moved on unheard, so that with Redis gone everything still flows.
"""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from contextvars import Context
from typing import Any, Protocol
from uuid import uuid4

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.conf import settings

from chat.live import Batch, Feed, Feeds, Inboxes, Rooms, Source, Topic
from chat.threads import in_thread

log = logging.getLogger(__name__)

LAYER_SECONDS = 1.0  # how long the channel layer may take over one call before it counts as away
JOIN_SECONDS = 0.05  # how long somebody who begins to listen waits for the layer; the sweep covers the rest
REORDER_SECONDS = 0.05  # how long an early batch waits for the one before it, ere the database is read
OUTBOX = 10_000  # batches that may wait for a slow channel layer; beyond that the others' sweeps repair


class Listener(Protocol):
    """A socket's interest in one topic."""

    def hear(self, batch: Batch) -> None:
        """Take a batch whose frames are there. Must not block and must not raise."""


class Channel:
    """One topic in this process: who listens, and how far it has been given out."""

    def __init__(self, topic: Topic):
        self.topic = topic
        self.listeners: set[Listener] = set()
        self.last: int | None = None  # None until the database has been asked
        self.early: dict[int, Batch] = {}  # by first revision
        self.in_group = False
        self.reading = asyncio.Lock()
        self.repair: asyncio.Task | None = None


class Hub:
    def __init__(self, feeds: Sequence[Feed] = ()):
        self.loop = asyncio.get_running_loop()
        self.origin = uuid4().hex
        self.feeds = Feeds(feeds)
        self.sources: dict[str, Source] = {"room": Rooms(), "inbox": Inboxes(), "feed": self.feeds}
        self.channels: dict[Topic, Channel] = {}
        self.layer: Any = layer()
        self.layer_channel: str | None = None
        self.outbox: asyncio.Queue[Batch] = asyncio.Queue(OUTBOX)
        self.tasks = [self._keep(self._sweep)]
        if self.layer:
            self.tasks += [self._keep(self._publish), self._keep(self._listen), self._keep(self._mend)]

    # --- what sockets call --------------------------------------------------------------------------------------------
    async def subscribe(self, topic: Topic, listener: Listener) -> None:
        """From the return on, the listener hears every batch after the revision at which the database stands."""
        channel = self.channels.get(topic)
        if channel is None:
            channel = self.channels[topic] = Channel(topic)
        channel.listeners.add(listener)
        if channel.last is None:
            # In the group first, so that nothing falls between; but a layer that hangs must not keep anybody waiting.
            await asyncio.wait({self._spawn(self._join_group(channel))}, timeout=JOIN_SECONDS)
            await self._catch_up(channel)

    async def unsubscribe(self, topic: Topic, listener: Listener) -> None:
        channel = self.channels.get(topic)
        if channel is None:
            return
        channel.listeners.discard(listener)
        if not channel.listeners:
            del self.channels[topic]
            if self.layer and channel.in_group and self.layer_channel:
                with suppress(Exception):
                    await asyncio.wait_for(self.layer.group_discard(topic.group, self.layer_channel), LAYER_SECONDS)
                if topic in self.channels:  # somebody came while we left
                    await self._join_group(self.channels[topic])

    # --- what comes in ------------------------------------------------------------------------------------------------
    def announce_from_thread(self, batch: Batch) -> None:
        # In a context of its own: what a request's thread holds (its executor, its language) ends with the request.
        self.loop.call_soon_threadsafe(self.announce, batch, context=Context())

    def announce(self, batch: Batch) -> None:
        """A batch committed by this process: to our sockets now, to the others as soon as the layer takes it."""
        self.hear(batch)
        if self.layer:
            try:
                self.outbox.put_nowait(batch)
            except asyncio.QueueFull:
                log.warning("the channel layer lags behind; %s is left to the sweep", batch.topic.group)

    def hear(self, batch: Batch) -> None:
        """Give the batch out if it is next in its topic; keep it if it is early; drop it if it is old."""
        channel = self.channels.get(batch.topic)
        if channel is None or channel.last is None:
            return
        if batch.last <= channel.last:
            return
        if batch.first > channel.last + 1 or batch.frames is None:
            channel.early[batch.first] = batch
            self._repair_soon(channel)
            return
        self._give(channel, batch)
        while early := channel.early.pop(channel.last + 1, None):
            if early.frames is None:
                channel.early[early.first] = early
                break
            self._give(channel, early)

    def _give(self, channel: Channel, batch: Batch) -> None:
        channel.last = max(channel.last or 0, batch.last)
        for listener in tuple(channel.listeners):
            listener.hear(batch)

    # --- what is missing ----------------------------------------------------------------------------------------------
    def _repair_soon(self, channel: Channel) -> None:
        if channel.repair is None or channel.repair.done():
            # Two processes that commit one after the other may be heard in the other order: wait a moment first. A bare
            # hint has nothing to wait for.
            bare = any(batch.frames is None for batch in channel.early.values())
            channel.repair = self._spawn(self._repair(channel, 0 if bare else REORDER_SECONDS))

    async def _repair(self, channel: Channel, wait: float) -> None:
        await asyncio.sleep(wait)
        if channel.early:
            await self._catch_up(channel, max(batch.last for batch in channel.early.values()))

    async def _catch_up(self, channel: Channel, upto: int | None = None) -> None:
        """Bring the topic up to `upto`, or to where the database stands; a new one only learns where that is."""
        source = self.sources[channel.topic.kind]
        async with channel.reading:
            if upto is None:
                found = await in_thread(source.revisions)({channel.topic.id})
                upto = found.get(channel.topic.id, 0)
            if channel.last is None:
                channel.last = upto
                return
            if upto > channel.last:
                for batch in await in_thread(source.since)(channel.topic.id, channel.last, upto):
                    if batch.last > channel.last:
                        self._give(channel, batch)
        early, channel.early = channel.early, {}
        for batch in sorted(early.values(), key=lambda batch: batch.first):
            self.hear(batch)

    async def _sweep(self) -> None:
        """Ask the database, one query a kind, which topics moved on unheard."""
        while True:
            await asyncio.sleep(settings.CHAT["sweep_seconds"])
            for kind, source in self.sources.items():
                ids = {topic.id for topic in self.channels if topic.kind == kind}
                found = await in_thread(source.revisions)(ids) if ids else {}
                for id, revision in found.items():
                    channel = self.channels.get(Topic(kind, id))  # type: ignore[arg-type]
                    if channel and channel.last is not None and revision > channel.last:
                        await self._catch_up_or_log(channel, revision)

    async def _catch_up_or_log(self, channel: Channel, upto: int) -> None:
        """One topic that cannot be read must not keep the others waiting."""
        try:
            await self._catch_up(channel, upto)
        except Exception:
            log.exception("%s could not be read; the next sweep tries again", channel.topic.group)

    # --- the channel layer --------------------------------------------------------------------------------------------
    async def _join_group(self, channel: Channel) -> None:
        if not (self.layer and self.layer_channel):
            return
        try:
            await asyncio.wait_for(self.layer.group_add(channel.topic.group, self.layer_channel), LAYER_SECONDS)
            channel.in_group = True
        except Exception as error:
            channel.in_group = False
            log.warning("the channel layer is away (%r); the sweep stands in for %s", error, channel.topic.group)

    async def _mend(self) -> None:
        """Join the groups that a layer gone away kept us from: one first, for while it is away each try takes long."""
        while True:
            await asyncio.sleep(settings.CHAT["sweep_seconds"])
            left = [channel for channel in self.channels.values() if not channel.in_group]
            if left:
                await self._join_group(left[0])
            if left and left[0].in_group:
                await asyncio.gather(*(self._join_group(channel) for channel in left[1:]))

    async def _publish(self) -> None:
        while True:
            batch = await self.outbox.get()
            await publish(self.layer, batch, self.origin)

    async def _listen(self) -> None:
        layer = self.layer
        self.layer_channel = await asyncio.wait_for(layer.new_channel("hub."), LAYER_SECONDS)
        for channel in list(self.channels.values()):
            await self._join_group(channel)
        while True:
            message = await layer.receive(self.layer_channel)
            if message["origin"] != self.origin:
                self.hear(_from_wire(message))

    # --- tasks --------------------------------------------------------------------------------------------------------
    def _keep(self, work) -> asyncio.Task:
        """Run the work for ever: an error is logged, and it starts anew."""

        async def forever() -> None:
            while True:
                try:
                    await work()
                except asyncio.CancelledError:
                    raise
                except Exception:
                    log.exception("the hub's %s stumbled and goes on", work.__name__)
                await asyncio.sleep(1)

        return self._spawn(forever())

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task:
        task = self.loop.create_task(coroutine)
        task.add_done_callback(_log_failure)
        return task


def _log_failure(task: asyncio.Task) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("a task of the hub failed", exc_info=error)


# --- the process's one hub, and the way to other processes ------------------------------------------------------------
_hub: Hub | None = None


def start(feeds: Sequence[Feed]) -> Hub:
    """The hub of this process, made on the running event loop at the first call."""
    global _hub
    if _hub is None or _hub.loop is not asyncio.get_running_loop():
        _hub = Hub(feeds)
    return _hub


def running() -> Hub | None:
    return _hub if _hub and _hub.loop.is_running() else None


def layer() -> Any | None:
    """The channel layer that joins several processes; None when there is but one (the in-memory layer)."""
    found = get_channel_layer()
    return None if isinstance(found, InMemoryChannelLayer) else found


async def publish(to: Any, batch: Batch, origin: str) -> None:
    """Send the batch to the other processes. A layer that is away is no error: their sweeps find the batch."""
    message = {
        "type": "batch",
        "origin": origin,
        "topic": list(batch.topic),
        "first": batch.first,
        "last": batch.last,
        "frames": list(batch.frames) if batch.frames is not None else None,
    }
    try:
        await asyncio.wait_for(to.group_send(batch.topic.group, message), LAYER_SECONDS)
    except Exception as error:
        log.warning("the channel layer did not take a batch of %s (%r)", batch.topic.group, error)


def _from_wire(message: dict) -> Batch:
    frames = message["frames"]
    kind, id = message["topic"]
    return Batch(Topic(kind, id), message["first"], message["last"], tuple(frames) if frames is not None else None)
