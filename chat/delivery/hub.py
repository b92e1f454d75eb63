"""One hub a process: it hears what was committed anywhere, and gives it to the process's own sockets in order.

It listens on ONE channel of the channel layer, joined to a topic's group while a local socket listens to the topic.
The layer may lose, double and reorder; the hub may not: each topic knows the last revision it has given out, ignores
what is older, keeps what is early, and reads from the database what is missing. A sweep asks the database once a second
whether a topic has moved on unheard, so that with Redis gone everything still flows. Hints (chat.delivery.hints) go
beside all this: they have no revision, and what is lost of them stays lost.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextvars import Context
from typing import Any, Protocol
from uuid import uuid4

from django.conf import settings

from chat import metrics
from chat.delivery.hints import Hint
from chat.delivery.live import Batch, Feed, Feeds, Gap, Inboxes, Rooms, Source, Topic
from chat.delivery.recent import Recent
from chat.delivery.threads import in_thread
from chat.delivery.together import Together
from chat.delivery.wire import LAYER_SECONDS, from_wire, hint_from_wire, in_time, layer, publish, publish_hints

log = logging.getLogger(__name__)

GATHER_SECONDS = 0.02  # how long new topics are gathered, before their groups are joined and the database is asked
REORDER_SECONDS = 0.05  # how long an early batch waits for the one before it, ere the database is read
OUTBOX = 10_000  # batches that may wait for a slow channel layer; beyond that the others' sweeps repair
HINTS = 1_000  # that may wait for it; beyond that they are dropped
GAPS = 100  # that are read from the database in one look


class Listener(Protocol):
    """A socket's interest in one topic."""

    def hear(self, batch: Batch) -> None:
        """Take a batch whose frames are there. Must not block and must not raise."""

    def hint(self, batch: Batch) -> None:
        """Pass frames on that stand at no revision. Must not block and must not raise."""


class Channel:
    """One topic in this process: who listens, and how far it has been given out."""

    def __init__(self, topic: Topic, last: int):
        self.topic = topic
        self.last = last
        # The last revision at which words that had been seen were gone; what came before we listened is not known.
        self.taken_back = last
        self.listeners: set[Listener] = set()
        self.early: dict[int, Batch] = {}  # by first revision
        self.recent = Recent() if topic.kind == "room" else None
        self.reading = asyncio.Lock()
        self.repair: asyncio.Task | None = None


class Hub:
    def __init__(self, feeds: Sequence[Feed] = ()):
        self.loop = asyncio.get_running_loop()
        self.origin = uuid4().hex
        self.feeds = Feeds(feeds)
        # In the order in which they are asked: a right that was lost comes first.
        self.sources: dict[str, Source] = {"inbox": Inboxes(), "room": Rooms(), "feed": self.feeds}
        self.gaps = {kind: Together(source.fill, GAPS) for kind, source in self.sources.items()}
        self.channels: dict[Topic, Channel] = {}
        self.layer: Any = layer()
        self.layer_channel: str | None = None
        self.grouped: set[Topic] = set()  # whose groups this process's channel is in
        self.moved: set[Topic] = set()  # that began or ended to be listened to
        self.moving = asyncio.Event()
        self.outbox: asyncio.Queue[Batch] = asyncio.Queue(OUTBOX)
        self.takers: dict[str, Callable[[Hint, str], None]] = {"frame": self._pass_on}  # of hints, by kind
        self.hints: asyncio.Queue[Hint] = asyncio.Queue(HINTS)
        self.tasks = [self._keep(self._sweep), self._keep(self._follow)]
        if self.layer:
            self.tasks += [self._keep(work) for work in (self._publish, self._publish_hints, self._listen)]

    # --- what sockets call --------------------------------------------------------------------------------------------
    def listen(self, topic: Topic, listener: Listener, at: int) -> int:
        """From now on the listener hears every batch after the revision that is given back: how far we have given out.

        `at` is the topic's revision as somebody read it before. When that is ahead of us, what lies between is coming.
        """
        channel = self.channels.get(topic)
        if channel is None:
            channel = self.channels[topic] = Channel(topic, at)
            self._move(topic)
        channel.listeners.add(listener)
        if at > channel.last:
            self._repair_soon(channel, at)
        return channel.last

    def leave(self, topic: Topic, listener: Listener) -> None:
        channel = self.channels.get(topic)
        if channel is None:
            return
        channel.listeners.discard(listener)
        if not channel.listeners:
            del self.channels[topic]
            self._move(topic)

    def taken_back(self, topic: Topic) -> int:
        """For somebody who listens to a room: a page of it as of an earlier revision shows words that are gone."""
        return self.channels[topic].taken_back

    async def missed(self, topic: Topic, since: int) -> tuple[list[Batch], int]:
        """For somebody who listens to a room: the batches after `since`, and the revision that they bring one up to.

        From memory, or read once for all who come back to the room about now.
        """
        channel = self.channels[topic]
        recent = channel.recent
        assert recent is not None, "only rooms are kept"
        if since < recent.reach_back_to(channel.last):
            async with channel.reading:
                while since < (back_to := recent.reach_back_to(channel.last)):
                    taken_back = channel.taken_back
                    read = await self._read(topic, since, back_to)
                    # Nothing was forgotten meanwhile, nor were words taken back that may have been read before.
                    if (recent.reach_back_to(channel.last), channel.taken_back) == (back_to, taken_back):
                        recent.put_before(read)
        return recent.after(since), max(since, channel.last)

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

    def hint_from_thread(self, hint: Hint) -> None:
        self.loop.call_soon_threadsafe(self.hint, hint, context=Context())

    def hint(self, hint: Hint) -> None:
        """A hint of this process's: to those who take it here now, to the others if the layer has room for it."""
        self._take_hint(hint, self.origin)
        if self.layer and not self.hints.full():
            self.hints.put_nowait(hint)

    def _take_hint(self, hint: Hint, origin: str) -> None:
        if taker := self.takers.get(hint.kind):
            taker(hint, origin)

    def _pass_on(self, hint: Hint, _origin: str) -> None:
        self.pass_on(hint.topic, hint.data)

    def pass_on(self, topic: Topic, frame: bytes) -> None:
        """Give a frame that stands at no revision to the topic's sockets in this process."""
        if channel := self.channels.get(topic):
            batch = Batch(topic, 0, 0, (frame,))
            metrics.DELIVERIES.inc(len(channel.listeners))
            for listener in tuple(channel.listeners):
                listener.hint(batch)

    def hear(self, batch: Batch) -> None:
        """Give the batch out if it is next in its topic; keep it if it is early; drop it if it is old."""
        channel = self.channels.get(batch.topic)
        if channel is None or batch.last <= channel.last:
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
        channel.last = max(channel.last, batch.last)
        if batch.takes_back:
            channel.taken_back = batch.last
        if channel.recent:
            channel.recent.add(batch)
        metrics.DELIVERIES.inc(len(channel.listeners))
        for listener in tuple(channel.listeners):
            listener.hear(batch)

    # --- what is missing ----------------------------------------------------------------------------------------------
    def _repair_soon(self, channel: Channel, upto: int = 0) -> None:
        if channel.repair is None or channel.repair.done():
            # Two processes that commit one after the other may be heard in the other order: wait a moment first. A bare
            # hint has nothing to wait for.
            bare = any(batch.frames is None for batch in channel.early.values())
            channel.repair = self._spawn(self._repair(channel, upto, 0 if bare else REORDER_SECONDS))

    async def _repair(self, channel: Channel, upto: int, wait: float) -> None:
        await asyncio.sleep(wait)
        # Again for what is hinted at while it reads.
        while (upto := max([upto, *(batch.last for batch in channel.early.values())])) > channel.last:
            await self._catch_up(channel, upto)

    async def _catch_up(self, channel: Channel, upto: int) -> None:
        """Bring the topic up to `upto` from the database."""
        async with channel.reading:
            if upto > channel.last:
                if not any(batch.frames is None for batch in channel.early.values()):
                    metrics.GAPS.labels(channel.topic.kind).inc()  # a bare hint was heard: to read is what it asks for
                for batch in await self._read(channel.topic, channel.last, upto):
                    if batch.last > channel.last:
                        self._give(channel, batch)
                        await asyncio.sleep(0)  # written now, so that it is seen who does not read
        early, channel.early = channel.early, {}
        for batch in sorted(early.values(), key=lambda batch: batch.first):
            self.hear(batch)

    async def _read(self, topic: Topic, since: int, upto: int) -> list[Batch]:
        """From the database, together with what is read of other topics about now."""
        return await self.gaps[topic.kind].ask(Gap(topic.id, since, upto)) or []

    async def _sweep(self) -> None:
        """Ask the database, one query a kind, which topics moved on unheard."""
        while True:
            await asyncio.sleep(settings.CHAT["sweep_seconds"])
            for channel in self.channels.values():
                if channel.recent:
                    channel.recent.forget_old()
            await self._look(self.channels)

    async def _look(self, topics: Iterable[Topic]) -> None:
        ids: dict[str, set] = {kind: set() for kind in self.sources}
        for topic in topics:
            ids[topic.kind].add(topic.id)
        for kind, source in self.sources.items():
            found = await in_thread(source.revisions)(ids[kind]) if ids[kind] else {}
            moved = [(self.channels.get(Topic(kind, id)), revision) for id, revision in found.items()]  # type: ignore[arg-type]
            behind = [(channel, revision) for channel, revision in moved if channel and revision > channel.last]
            await asyncio.gather(*(self._catch_up_or_log(channel, revision) for channel, revision in behind))

    async def _catch_up_or_log(self, channel: Channel, upto: int) -> None:
        """One topic that cannot be read must not keep the others waiting."""
        try:
            await self._catch_up(channel, upto)
        except Exception:
            log.exception("%s could not be read; the next sweep tries again", channel.topic.group)

    # --- the channel layer --------------------------------------------------------------------------------------------
    def _move(self, topic: Topic) -> None:
        self.moved.add(topic)
        self.moving.set()

    async def _follow(self) -> None:
        """Be in the groups of the topics that are listened to here; look once at each room that is new here.

        What is committed between somebody's reading of the revision and our being in the group is heard by nobody: the
        look finds it. An inbox may wait for the sweep.
        """
        while True:
            await self.moving.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self.moving.clear()
            moved, self.moved = self.moved, set()
            away = await self._regroup(moved) if self.layer else set()
            self.moved |= away
            await self._look(topic for topic in moved if topic in self.channels and topic.kind != "inbox")
            if away:
                await asyncio.sleep(settings.CHAT["sweep_seconds"])
                self.moving.set()

    async def _regroup(self, topics: set[Topic]) -> set[Topic]:
        """Join or leave the topics' groups; gives those that the layer kept us from."""
        if not self.layer_channel:
            return topics
        wrong = [topic for topic in topics if (topic in self.channels) != (topic in self.grouped)]
        failures = await in_time(self._match(topic) for topic in wrong)
        if failures:
            log.warning("the channel layer is away (%r); the sweep stands in", failures[0])
        return {topic for topic in wrong if (topic in self.channels) != (topic in self.grouped)}

    async def _match(self, topic: Topic) -> None:
        """Be in the topic's group if, and only if, somebody listens to it here."""
        if topic in self.channels:
            await self.layer.group_add(topic.group, self.layer_channel)
            self.grouped.add(topic)
        else:
            await self.layer.group_discard(topic.group, self.layer_channel)
            self.grouped.discard(topic)

    async def _publish(self) -> None:
        """Whatever was announced while the layer took the last ones goes to it together."""
        while True:
            batches = [await self.outbox.get()]
            while not self.outbox.empty():
                batches.append(self.outbox.get_nowait())
            metrics.LAYER_WAITING.set(len(batches))
            await publish(self.layer, batches, self.origin)
            metrics.LAYER_WAITING.set(self.outbox.qsize())

    async def _publish_hints(self) -> None:
        while True:
            hints = [await self.hints.get()]
            while not self.hints.empty():
                hints.append(self.hints.get_nowait())
            await publish_hints(self.layer, hints, self.origin)

    async def _listen(self) -> None:
        layer = self.layer
        self.layer_channel = await asyncio.wait_for(layer.new_channel("hub."), LAYER_SECONDS)
        self.grouped.clear()
        self.moved.update(self.channels)
        self.moving.set()
        while True:
            message = await layer.receive(self.layer_channel)
            if message["origin"] == self.origin:
                continue
            if message["type"] == "hint":
                self._take_hint(hint_from_wire(message), message["origin"])
            else:
                self.hear(from_wire(message))

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
        task = self.loop.create_task(coroutine, context=Context())  # nobody's own, whoever set it off
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
