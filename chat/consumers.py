"""One socket: parse a frame, ask whether it is allowed, call the service, answer. A broken frame never ends it.

Its frames are handled one after another, so that what a person sent first is stored first.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from msgspec import UNSET

from chat import access, hub, reading
from chat.answers import refused, rounded_up
from chat.drafts import draft_of
from chat.errors import NoRoom, Refusal, SlowDown, TryAgain
from chat.frames import person
from chat.gate import Gate, screened
from chat.limits import Buckets, posts
from chat.live import Batch, Feed, Topic
from chat.models import Room
from chat.outgoing import Outgoing
from chat.protocol import (
    LOGGED_OUT,
    SUBPROTOCOL,
    BadFrame,
    ClientFrame,
    Error,
    FeedChanged,
    Hello,
    Join,
    Leave,
    Ping,
    Pong,
    Post,
    Watch,
    encode,
    parse,
)
from chat.threads import in_thread
from chat.writer import Writer
from peersupport.accounts import consent
from peersupport.accounts.models import User
from peersupport.notices.reading import unread

log = logging.getLogger(__name__)

ROOMS = 100  # rooms that one connection may listen to
CLOSE_SECONDS = 3.0  # for the close frame to go out
NO_FEED = _("There is no such feed, or it is not for you.")


class ChatConsumer:
    """The ASGI application of /ws/. One a process; it makes a Connection for each socket."""

    def __init__(self, *, gate: Gate, feeds: Sequence[Feed]):
        self.gate, self.feeds = gate, feeds
        self.writer: Writer | None = None

    async def __call__(self, scope, receive, send) -> None:
        if self.writer is None:
            self.writer = Writer(self.gate)
        await Connection(self, self.writer, hub.start(self.feeds), scope, receive, send).run()


class Connection:
    def __init__(self, app: ChatConsumer, writer: Writer, its_hub: hub.Hub, scope, receive, send):
        self.app, self.writer, self.hub = app, writer, its_hub
        self.scope, self.receive, self.send = scope, receive, send
        self.user: User = scope["user"]
        self.out = Outgoing(send, settings.CHAT["outgoing_bytes"])
        self.frames = Buckets(settings.CHAT["frame_burst"], settings.CHAT["frame_per_second"])
        self.heard: dict[Topic, RoomListener | InboxListener | FeedListener] = {}
        self.rooms: dict[str, Topic] = {}  # by slug
        self.in_doubt = False
        self.asking: asyncio.Task | None = None

    async def run(self) -> None:
        """The life of the socket, from handshake to close."""
        await self.receive()  # websocket.connect
        offered = self.scope.get("subprotocols", [])
        await self.send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if SUBPROTOCOL in offered else None})
        if not self.user.is_authenticated:
            await self.send({"type": "websocket.close", "code": LOGGED_OUT})
            return
        reading, writing = asyncio.create_task(self._read()), asyncio.create_task(self._write())
        closing = asyncio.create_task(self.out.closed.wait())
        try:
            await asyncio.wait({reading, closing}, return_when=asyncio.FIRST_COMPLETED)
            if closing.done():
                reading.cancel()  # nothing more is taken from somebody who may not be here
                # A reader that does not read would keep the close frame waiting for ever.
                await asyncio.wait({writing}, timeout=CLOSE_SECONDS)
        finally:
            for task in (reading, writing, closing, *filter(None, [self.asking])):
                task.cancel()
            for topic, listener in list(self.heard.items()):
                await self.hub.unsubscribe(topic, listener)
        if reading.done() and not reading.cancelled():
            reading.result()  # a failure of ours is the server's to log

    async def _write(self) -> None:
        with suppress(OSError, RuntimeError):  # the other side is gone: the reading ends the connection
            await self.out.run()

    async def _read(self) -> None:
        await self._greet()
        while True:
            event = await self.receive()
            if event["type"] != "websocket.receive":
                return
            raw = event.get("text")
            await self._handle(event.get("bytes") or b"" if raw is None else raw)

    async def _greet(self) -> None:
        await self._listen(Topic("inbox", self.user.pk), InboxListener(self))
        # Rights that changed between the log-in check and here were not heard: ask once more.
        if await self._ask_again():
            self.push(await in_thread(hello)(self.user))

    # --- frames -------------------------------------------------------------------------------------------------------
    async def _handle(self, raw: str | bytes) -> None:
        if wait := self.frames.take(self):
            self.push(Error(code="slow_down", detail="Too many frames.", retry_after=rounded_up(wait)))
            return
        try:
            frame = parse(raw)
        except BadFrame as bad:
            self.push(Error(code=bad.code, detail=bad.detail))
            return
        try:
            match frame:
                case Join():
                    await self.on_join(frame)
                case Leave():
                    await self.on_leave(frame.room)
                case Post():
                    await self.on_post(frame)
                case Watch():
                    await self.on_watch(frame)
                case Ping():
                    self.push(Pong(n=UNSET if frame.n is None else frame.n))
        except Exception:
            log.exception("a %s frame failed", type(frame).__name__)
            await self._apologise(frame)

    async def _apologise(self, frame: ClientFrame) -> None:
        """What failed can be tried again, and leaves nothing half begun."""
        match frame:
            case Post():
                self.push(refused(frame.key, frame.room, TryAgain(retry_after=2), self.user.language))
            case Join() | Leave():
                await self.on_leave(frame.room)
                self.push(Error(code="try_again", detail=self._say(TryAgain.detail), room=frame.room, retry_after=2))
            case _:
                self.push(Error(code="try_again", detail=self._say(TryAgain.detail), retry_after=2))

    async def on_join(self, frame: Join) -> None:
        """Listen first, then read: what is committed in between is heard, and kept until the reading is sent."""
        if len(self.rooms) >= ROOMS and frame.room not in self.rooms:
            self.push(Error(code="too_many_rooms", detail=f"At most {ROOMS} rooms.", room=frame.room))
            return
        try:
            room = await in_thread(access.room_for)(self.user, frame.room)
        except Http404:
            self.push(Error(code="no_room", detail=self._say(NoRoom.detail), room=frame.room))
            return
        topic, listener = Topic("room", room.pk), RoomListener(self)
        await self.on_leave(room.slug)
        self.rooms[room.slug] = topic
        await self._listen(topic, listener)
        joined = await in_thread(reading.joined)(self.user, room, frame.since)
        self.push(joined)
        listener.begin(await self._send_missed(room, joined.revision))

    async def _send_missed(self, room: Room, since: int) -> int:
        """Send what changed after `since`; gives the revision as of which the client is now up to date."""
        upto = (await in_thread(reading.revisions)({room.pk})).get(room.pk, since)
        while changes := await in_thread(reading.changes)(room.pk, room.slug, since, upto):
            self.push(changes)
            since = changes.to
        return since

    async def on_leave(self, slug: str) -> None:
        topic = self.rooms.pop(slug, None)
        if topic and topic in self.heard:
            await self.hub.unsubscribe(topic, self.heard.pop(topic))

    async def on_post(self, frame: Post) -> None:
        try:
            if wait := posts.take(self.user.pk):
                raise SlowDown(retry_after=wait)
            draft = await in_thread(draft_of)(self.user, frame)
        except Refusal as refusal:
            self.push(refused(frame.key, frame.room, refusal, self.user.language))
            return
        self.push(await self.writer.write(draft, await screened(self.app.gate, draft)))

    async def on_watch(self, frame: Watch) -> None:
        feed = self.hub.feeds.by_name.get(frame.feed)
        if feed is None or not await in_thread(feed.may_watch)(self.user):
            self.push(Error(code="no_feed", detail=self._say(NO_FEED)))
            return
        topic = Topic("feed", feed.name)
        if topic not in self.heard:
            await self._listen(topic, FeedListener(self))
        self.push(FeedChanged(feed=feed.name, revision=await in_thread(feed.revision)()))

    # --- rights -------------------------------------------------------------------------------------------------------
    def doubt(self) -> None:
        """The person's rights may have changed: ask anew, and once more for a change that comes while asking."""
        self.in_doubt = True
        if self.asking is None or self.asking.done():
            self.asking = asyncio.create_task(self._ask_while_in_doubt())

    async def _ask_while_in_doubt(self) -> None:
        while self.in_doubt:
            self.in_doubt = False
            try:
                await self._drop_what_is_lost()
            except Exception:
                log.exception("rights could not be asked for; trying again")
                self.in_doubt = True
                await asyncio.sleep(1)

    async def _drop_what_is_lost(self) -> None:
        """Keep what the person may still hear; tell them what they may not."""
        if not await self._ask_again():
            return
        for slug in list(self.rooms):
            try:
                await in_thread(access.room_for)(self.user, slug)
            except Http404:
                await self.on_leave(slug)
                self.push(Error(code="no_room", detail=self._say(NoRoom.detail), room=slug))
        for topic in [topic for topic in self.heard if topic.kind == "feed"]:
            if not await in_thread(self.hub.feeds.by_name[str(topic.id)].may_watch)(self.user):
                await self.hub.unsubscribe(topic, self.heard.pop(topic))
                self.push(Error(code="no_feed", detail=self._say(NO_FEED)))

    async def _ask_again(self) -> bool:
        """Whether the session still logs an active person in; if not, the socket closes."""
        user = await in_thread(user_of)(self.scope["session"].session_key)
        if not user.is_active or user.pk != self.user.pk:
            self.out.close(LOGGED_OUT)
            return False
        self.user = user
        return True

    # --- small ones ---------------------------------------------------------------------------------------------------
    async def _listen(self, topic: Topic, listener: "RoomListener | InboxListener | FeedListener") -> None:
        """Listen, or, when the hub cannot, leave no trace of having tried."""
        self.heard[topic] = listener
        try:
            await self.hub.subscribe(topic, listener)
        except Exception:
            del self.heard[topic]
            await self.hub.unsubscribe(topic, listener)
            raise

    def push(self, frame) -> None:
        self.out.push(frame if isinstance(frame, str) else encode(frame))

    def _say(self, words) -> str:
        with translation.override(self.user.language):
            return str(words)


class RoomListener:
    """Keeps a room's batches back until the first page is sent, then passes on what is newer than that page."""

    def __init__(self, connection: Connection):
        self.connection = connection
        self.at: int | None = None
        self.kept: list[Batch] = []

    def begin(self, at: int) -> None:
        self.at = at
        for batch in self.kept:
            self.hear(batch)
        self.kept.clear()

    def hear(self, batch: Batch) -> None:
        if self.at is None:
            self.kept.append(batch)
        elif batch.last > self.at:
            self.at = batch.last
            for frame in batch.frames or ():
                self.connection.out.push(frame)


class InboxListener:
    """Passes a person's notices on, and has the connection ask again when the person's rights have changed."""

    def __init__(self, connection: Connection):
        self.connection = connection

    def hear(self, batch: Batch) -> None:
        for frame in batch.frames or ():
            self.connection.out.push(frame)
        if batch.rights:
            self.connection.doubt()


class FeedListener:
    def __init__(self, connection: Connection):
        self.connection = connection

    def hear(self, batch: Batch) -> None:
        for frame in batch.frames or ():
            self.connection.out.push(frame)


def user_of(session_key: str) -> User | AnonymousUser:
    """Whom the session logs in now, read anew: nobody once it has ended, the password changed, or the rules did."""
    user = get_user(SimpleNamespace(session=SessionStore(session_key)))  # type: ignore[arg-type]
    return user if isinstance(user, User) and consent.is_current(user) else AnonymousUser()


def hello(user: User) -> Hello:
    return Hello(user=person(user), notices=unread(user))
