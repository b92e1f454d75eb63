"""One socket: parse a frame, ask whether it is allowed, call the service, answer. A broken frame never ends it.

Its frames are handled one after another, so that what a person sent first is stored first.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, NamedTuple, TypeVar
from uuid import uuid4

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from msgspec import UNSET
from structlog.contextvars import bind_contextvars

from chat import access, metrics
from chat.delivery import hub
from chat.delivery.hub import Listener
from chat.delivery.live import Feed, Topic
from chat.delivery.threads import in_thread
from chat.errors import NoRoom, Refusal, SlowDown, TryAgain
from chat.limits import Bucket, counts, flooders, members, post_wait, react_wait, strange_flooders, welcomed
from chat.protocol import (
    GOING_AWAY,
    LOGGED_OUT,
    SUBPROTOCOL,
    TOO_MANY,
    BadFrame,
    ClientFrame,
    Count,
    Edit,
    Error,
    FeedChanged,
    Hello,
    Join,
    Joined,
    Leave,
    Ping,
    Pong,
    Post,
    React,
    Reacted,
    ReactRefused,
    Read,
    Type,
    Watch,
    Withdraw,
    encode,
    parse,
)
from chat.reading.history import can_catch_up
from chat.services import own, reacting, standing
from chat.services.answers import refused, rounded_up
from chat.services.drafts import drafted
from chat.services.gate import Gate, screened
from chat.services.reads import Mark, unread_of
from chat.sockets.arrivals import Arrivals
from chat.sockets.bookmarks import unread_frame
from chat.sockets.doors import household, session_key
from chat.sockets.gathered import Gathered
from chat.sockets.listeners import FeedListener, InboxListener, RoomListener
from chat.sockets.outgoing import outgoing
from chat.sockets.pages import Pages
from chat.sockets.signs import Signs
from chat.sockets.writer import Writer
from peersupport.accounts.models import User
from peersupport.notices.wire import stamp

T = TypeVar("T")
log = logging.getLogger(__name__)

ROOMS = 100  # rooms that one connection may listen to
ASK_AGAIN = 15.0  # seconds for which it holds that somebody may write, before others are told of it
HELD_BACK = 0.25  # seconds in which nothing more is taken from somebody who was asked to slow down
NO_FEED = _("There is no such feed, or it is not for you.")


class ChatConsumer:
    """The ASGI application of /ws/. One a process; it makes a Connection for each socket."""

    def __init__(self, *, gate: Gate, feeds: Sequence[Feed]):
        self.gate, self.feeds = gate, feeds
        self.shared: Shared | None = None

    async def __call__(self, scope, receive, send) -> None:
        if self.shared is None:
            here = hub.start(self.feeds)
            self.shared = Shared(self.gate, Writer(self.gate), here, Arrivals(), Pages(), Signs(here), Gathered())
        await Connection(self.shared, scope, receive, send).run()

    async def close(self) -> None:
        """Finish what was posted and read. To be called when no connection is left."""
        if self.shared:
            await self.shared.writer.close()
            await self.shared.signs.close()


@dataclass(frozen=True)
class Shared:
    """What all connections of a process have in common."""

    gate: Gate
    writer: Writer
    hub: hub.Hub
    arrivals: Arrivals
    pages: Pages
    signs: Signs
    reactions: Gathered

    async def read(self, function: Callable[..., T], *args: Any) -> T:
        return await in_thread(function)(*args)

    async def write(self, function: Callable[..., T], *args: Any) -> T:
        return await self.writer.run(function, *args)


class Asked(NamedTuple):
    """Whether somebody may write, as it was found at `at` after so many doubts."""

    doubts: int
    at: float
    may: bool


class Connection:
    def __init__(self, shared: Shared, scope, receive, send):
        self.shared, self.hub = shared, shared.hub
        self.receive, self.send = receive, send
        self.subprotocol = SUBPROTOCOL if SUBPROTOCOL in scope.get("subprotocols", []) else None
        self.session_key, self.address = session_key(scope), household(scope)
        self.user: User = None  # type: ignore[assignment]  # until admitted
        self.out = outgoing(scope, send, settings.CHAT["outgoing_bytes"], self._stop_reading, self._keep_out)
        self.frames = Bucket(settings.CHAT["frame_burst"], settings.CHAT["frame_per_second"])
        self.heard: dict[Topic, Listener] = {}
        self.rooms: dict[str, Topic] = {}  # by slug
        self.writing: dict[Topic, Asked] = {}
        self.reading: asyncio.Task | None = None
        self.in_doubt = False
        self.doubts = 0  # how often it was in doubt so far
        self.asking: asyncio.Task | None = None

    async def run(self) -> None:
        """The life of the socket, from handshake to close."""
        await self.receive()  # websocket.connect
        await self.send({"type": "websocket.accept", "subprotocol": self.subprotocol})
        metrics.CONNECTIONS.inc()
        bind_contextvars(connection_id=uuid4().hex[:12])
        self.reading = asyncio.current_task()
        code: int | None = None
        try:
            code = await self._read()
        except asyncio.CancelledError:
            if self.out.closing is None or self.reading is None:
                raise  # the server's wish, not ours
            self.reading.uncancel()
        finally:
            metrics.CONNECTIONS.dec()
            if self.user:
                members.release(self.user.pk)
            self.reading = None
            self.out.stop()
            if self.asking:
                self.asking.cancel()
            for slug in list(self.rooms):
                self.on_leave(slug)
            for topic, listener in self.heard.items():
                self.hub.leave(topic, listener)
            self.heard.clear()
        code = self.out.closing or code
        if code:
            metrics.CLOSED.labels(str(code)).inc()
            await self.out.end(code)

    def _stop_reading(self) -> None:
        """Nothing more is taken from somebody whom we close."""
        if self.reading:
            self.reading.cancel()

    async def _read(self) -> int | None:
        """Handle frames until the other side is gone. Gives the close code when it is we who end."""
        if code := await self._greet():
            return code
        while True:
            event = await self.receive()
            if event["type"] != "websocket.receive":
                # Told by our own server, before it goes away: the line still works (peersupport.sockets).
                return GOING_AWAY if event.get("code") == GOING_AWAY else None
            raw = event.get("text")
            await self._handle(event.get("bytes") or b"" if raw is None else raw)
            await self.out.drained()

    def _keep_out(self) -> None:
        """Whoever was closed for a flood below the messages does not come back at once (chat.sockets.doors)."""
        if self.user:
            flooders.take(self.session_key)
        else:
            strange_flooders.take(self.address)

    async def _greet(self) -> int | None:
        """Say hello to the person whom the session logs in; the close code when there is none, or no place for them."""
        listener = InboxListener(self)
        while True:
            admitted = await self.shared.arrivals.admit(self.session_key)
            if admitted is None:
                return LOGGED_OUT
            if not self.user and not members.take(admitted.user.pk):
                return TOO_MANY
            self.user = admitted.user
            welcomed.add(self.session_key)
            bind_contextvars(user=self.user.pk)
            # What changed after the reading is heard. When another connection of theirs has heard it already: again.
            at = self._listen(Topic("inbox", self.user.pk), listener, admitted.revision)
            if at <= admitted.revision:
                self.push(Hello(user=admitted.person, notices=admitted.unread, now=stamp(timezone.now())))
                return None

    # --- frames -------------------------------------------------------------------------------------------------------
    async def _handle(self, raw: str | bytes) -> None:
        if wait := self.frames.take():
            self.push(Error(code="slow_down", detail="Too many frames.", retry_after=rounded_up(wait)))
            await self.out.hold_back(wait)
            return
        try:
            frame = parse(raw)
        except BadFrame as bad:
            self.push(Error(code=bad.code, detail=bad.detail))
            return
        metrics.FRAMES_IN.labels(type(frame).__struct_config__.tag).inc()
        try:
            match frame:
                case Join():
                    await self.on_join(frame)
                case Leave():
                    self.on_leave(frame.room)
                case Post():
                    await self.on_post(frame)
                case Read():
                    self.on_read(frame)
                case Type():
                    await self.on_typing(frame)
                case Count():
                    await self.on_count()
                case Edit() | Withdraw():
                    await self.on_own(frame)
                case React():
                    await self.on_react(frame)
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
            case Post() | Edit() | Withdraw():
                self.push(refused(frame.key, frame.room, TryAgain(retry_after=2), self.user.language))
            case React():
                self.push(reacting.refused(frame, TryAgain(retry_after=2), self.user.language))
            case Join() | Leave():
                self.on_leave(frame.room)
                self.push(Error(code="try_again", detail=self._say(TryAgain.detail), room=frame.room, retry_after=2))
            case _:
                self.push(Error(code="try_again", detail=self._say(TryAgain.detail), retry_after=2))

    async def on_join(self, frame: Join) -> None:
        """Ask for the right, listen, then send what was missed: what comes in between is kept until that is sent."""
        if len(self.rooms) >= ROOMS and frame.room not in self.rooms:
            self.push(Error(code="too_many_rooms", detail=f"At most {ROOMS} rooms.", room=frame.room))
            return
        doubts = None
        while doubts != self.doubts:  # a right that is lost while it is asked for would be missed
            doubts = self.doubts
            room = await self.shared.arrivals.enter(self.user.pk, frame.room)
        if room is None:
            self.push(Error(code="no_room", detail=self._say(NoRoom.detail), room=frame.room))
            return
        topic, listener = Topic("room", room.room_id), RoomListener(self)
        self.on_leave(frame.room)
        self.rooms[frame.room] = topic
        at = self._listen(topic, listener, room.revision)
        self.shared.signs.enter(topic, frame.room, self.user)
        since = frame.since
        if since is not None and can_catch_up(since, max(at, room.revision)):
            held: list[dict] = []  # what the client lacks comes as changes
            self.push(Joined(frame.room, since, held, room.own, False, False, room.read, room.settings))
        else:
            page = await self.shared.pages.latest(room.room_id, at, self.hub.taken_back(topic))
            if self.heard.get(topic) is not listener:  # the right was lost meanwhile, and they were told
                return
            reset = since is not None
            latest = (page.revision, page.messages, room.own, page.more, reset)
            self.push(Joined(frame.room, *latest, read=room.read, settings=page.settings, pinned=page.pinned))
            since = page.revision
        missed, upto = await self.hub.missed(topic, since)
        for batch in missed:
            if self.heard.get(topic) is not listener:
                return
            self.out.give(batch)
            await self.out.drained()  # a slow line is not closed for having missed much
        if self.heard.get(topic) is listener:
            listener.begin(upto)

    def on_leave(self, slug: str) -> None:
        topic = self.rooms.pop(slug, None)
        if topic and topic in self.heard:
            self.hub.leave(topic, self.heard.pop(topic))
            self.shared.signs.leave(topic, self.user)
            self.writing.pop(topic, None)

    async def on_post(self, frame: Post) -> None:
        try:
            mine = frame.room in self.rooms or await in_thread(access.is_member)(self.user, frame.room)
            waiting = post_wait(self.user.pk, frame.room if mine else None)
            if waiting.done() and waiting.result():  # refused by this process: nothing more is done for it
                raise SlowDown(retry_after=waiting.result())
            draft = await drafted(self.user, frame)
            if wait := await waiting:
                raise SlowDown(retry_after=wait)
        except Refusal as refusal:
            metrics.POSTS.labels(refusal.code).inc()
            await self._refuse(frame, refusal)
            return
        if topic := self.rooms.get(frame.room):
            self.shared.signs.typists.stop(topic, self.user.pk)
        self.push(await self.shared.writer.write(draft, await screened(self.shared.gate, draft)))

    def on_read(self, frame: Read) -> None:
        """Note it soon, with what others say. The answer is the `unread` that all connections of the person get."""
        topic = self.rooms.get(frame.room)
        if topic is None:
            self.push(Error(code="no_room", detail=self._say(NoRoom.detail), room=frame.room))
            return
        self.shared.signs.bookmarks.put(Mark(self.user.pk, int(topic.id), frame.position))

    async def on_count(self) -> None:
        """Say what is unread in each of the person's rooms. Asked too often, nothing is said: it is a hint."""
        if counts.take(self.user.pk):
            return
        for one in await in_thread(unread_of)(self.user.pk):
            self.push(unread_frame(one))

    async def on_typing(self, frame: Type) -> None:
        """Pass on that the person is writing, if they let it be told and may post. Whoever may not gets no answer."""
        topic = self.rooms.get(frame.room)
        if topic is None:
            self.push(Error(code="no_room", detail=self._say(NoRoom.detail), room=frame.room))
        elif self.user.shows_typing and await self._may_write(topic):
            self.shared.signs.typists.put(topic, frame.room, self.user)

    async def _may_write(self, topic: Topic) -> bool:
        """Asked anew when the person's rights may have changed, and now and then: people type many times."""
        now, asked = monotonic(), self.writing.get(topic)
        if asked is None or asked.doubts != self.doubts or now > asked.at + ASK_AGAIN:
            doubts = self.doubts
            asked = Asked(doubts, now, await in_thread(standing.may_write)(self.user.pk, int(topic.id), timezone.now()))
            self.writing[topic] = asked
        return asked.may and topic in self.heard

    async def on_own(self, frame: Edit | Withdraw) -> None:
        """New words for a message of one's own, or that it is taken back."""
        try:
            self.push(await own.act(self.user, frame, self.shared.gate, self.shared))
        except Refusal as refusal:
            await self._refuse(frame, refusal)

    async def _refuse(self, frame: Post | Edit | Withdraw, refusal: Refusal) -> None:
        self.push(refused(frame.key, frame.room, refusal, self.user.language))
        if isinstance(refusal, SlowDown):  # goes on sending all the same: the others are not to wait for that
            await self.out.hold_back(min(refusal.retry_after or 0, HELD_BACK))

    async def on_react(self, frame: React) -> None:
        """Its answer comes later, and keeps no later frame waiting."""
        try:
            wish = reacting.wish_of(self.user, frame)
            mine = frame.room in self.rooms or await in_thread(access.is_member)(self.user, frame.room)
            if wait := await react_wait(self.user.pk, frame.room if mine else None):
                raise SlowDown(retry_after=wait)
        except Refusal as refusal:
            self.push(reacting.refused(frame, refusal, self.user.language))
            if isinstance(refusal, SlowDown):
                await self.out.hold_back(min(refusal.retry_after or 0, HELD_BACK))
            return
        self.shared.reactions.add(wish, self._reacted)

    def _reacted(self, answer: Reacted | ReactRefused) -> None:
        if self.reading:  # else the connection is over
            self.push(answer)

    async def on_watch(self, frame: Watch) -> None:
        feed = self.hub.feeds.by_name.get(frame.feed)
        doubts, revision = None, 0
        while feed and doubts != self.doubts:
            doubts = self.doubts
            revision = await in_thread(feed.revision)()
            feed = feed if await in_thread(feed.may_watch)(self.user) else None
        if feed is None:
            self.push(Error(code="no_feed", detail=self._say(NO_FEED)))
            return
        topic = Topic("feed", feed.name)
        if topic not in self.heard:
            self._listen(topic, FeedListener(self), revision)
        self.push(FeedChanged(feed=feed.name, revision=revision))

    # --- rights -------------------------------------------------------------------------------------------------------
    def doubt(self) -> None:
        """The person's rights may have changed: ask anew, and once more for a change that comes while asking."""
        self.in_doubt = True
        self.doubts += 1
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
            if await self.shared.arrivals.enter(self.user.pk, slug) is None:
                self.on_leave(slug)
                self.push(Error(code="no_room", detail=self._say(NoRoom.detail), room=slug))
        for topic in [topic for topic in self.heard if topic.kind == "feed"]:
            if not await in_thread(self.hub.feeds.by_name[str(topic.id)].may_watch)(self.user):
                self.hub.leave(topic, self.heard.pop(topic))
                self.push(Error(code="no_feed", detail=self._say(NO_FEED)))

    async def _ask_again(self) -> bool:
        """Whether the session still logs the person in; if not, the socket closes."""
        admitted = await self.shared.arrivals.admit(self.session_key)
        if admitted is None or admitted.user.pk != self.user.pk:
            self.out.close(LOGGED_OUT)
            return False
        self.user = admitted.user
        for topic in self.rooms.values():
            self.shared.signs.presence.know(topic, self.user)
        return True

    # --- small ones ---------------------------------------------------------------------------------------------------
    def _listen(self, topic: Topic, listener: Listener, at: int) -> int:
        self.heard[topic] = listener
        return self.hub.listen(topic, listener, at)

    def push(self, frame) -> None:
        self.out.push(encode(frame))

    def _say(self, words) -> str:
        with translation.override(self.user.language):
            return str(words)
