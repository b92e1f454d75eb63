"""A small client of docs/protocol.md: enough of one to test a server with, and to see what a browser would hold."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.support.site import Site

Frame = dict[str, Any]


class Client:
    """One connection. `frames` are all that came; `rooms` what a client that keeps to the protocol would hold."""

    def __init__(self, line: ClientConnection, rooms: "dict[str, Held]"):
        self.line = line
        self.frames: list[Frame] = []
        self.rooms = rooms
        self.close_code: int | None = None
        self._news = asyncio.Event()
        self._seen = 0
        self._reading = asyncio.create_task(self._read())

    async def send(self, **frame: Any) -> None:
        await self.line.send(json.dumps(frame))

    async def say(self, raw: str | bytes) -> None:
        """Send something that may not be a frame at all."""
        await self.line.send(raw)

    async def next(self, kind: str, seconds: float = 5, **fields: Any) -> Frame:
        """The next frame of the type, with the fields, that no earlier call gave. Raises AssertionError in the end."""
        try:
            async with asyncio.timeout(seconds):
                return await self._next(kind, fields)
        except TimeoutError:
            came = [frame["type"] for frame in self.frames]
            raise AssertionError(
                f"no {kind} {fields or ''} within {seconds} s; close {self.close_code}; {came}"
            ) from None

    async def _next(self, kind: str, fields: Frame) -> Frame:
        while True:
            for index in range(self._seen, len(self.frames)):
                frame = self.frames[index]
                if frame["type"] == kind and fields.items() <= frame.items():
                    self._seen = index + 1
                    return frame
            self._news.clear()
            await self._news.wait()

    async def join(self, room: str, since: int | None = None) -> Frame:
        if since is None:
            self.rooms[room] = Held()
        await self.send(type="join", room=room, since=since)
        return await self.next("joined", room=room)

    async def post(self, room: str, text: str, key: str | None = None, **fields: Any) -> Frame:
        """Post, and give the `accepted` or `refused` frame."""
        key = key or str(uuid.uuid4())
        await self.send(type="post", room=room, key=key, text=text, **fields)
        return await self.answer(key)

    async def answer(self, key: str, seconds: float = 10) -> Frame:
        """The answer to a post with the key, whenever it came."""

        def answers() -> list[Frame]:
            return [frame for frame in self.frames if frame.get("key") == key]

        await self.until(answers, seconds)
        return answers()[-1]

    async def until(self, true: Callable[[], object], seconds: float = 5) -> None:
        """Wait for something to become true of what this client holds. Raises AssertionError in the end."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not true():
            assert asyncio.get_running_loop().time() < deadline, f"not within {seconds} s; close {self.close_code}"
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), 0.25)
            except TimeoutError:
                continue

    async def closed(self, seconds: float = 5) -> int | None:
        """Wait for the server to end the connection and give its close code."""
        await asyncio.wait_for(asyncio.shield(self._reading), seconds)
        return self.close_code

    async def _read(self) -> None:
        try:
            async for raw in self.line:
                frame = json.loads(raw)
                self._hold(frame)
                self.frames.append(frame)
                self._news.set()
        except ConnectionClosed:
            pass
        finally:
            self.close_code = self.line.close_code
            self._news.set()

    def _hold(self, frame: Frame) -> None:
        if frame["type"] in {"joined", "changes"} and frame["room"] in self.rooms:
            getattr(self.rooms[frame["room"]], frame["type"])(frame)


class Held:
    """What a client holds of a room: messages by id, up to date as of `revision`."""

    def __init__(self) -> None:
        self.messages: dict[int, Frame] = {}
        self.own: list[Frame] = []
        self.revision: int | None = None
        self.gaps = 0

    @property
    def shown(self) -> list[Frame]:
        """The published messages in display order."""
        published = [message for message in self.messages.values() if message["state"] == "published"]
        return sorted(published, key=lambda message: message["position"])

    def joined(self, frame: Frame) -> None:
        if frame["reset"] or self.revision is None:
            self.messages.clear()
            self.revision = frame["revision"]
        self.own = frame["own"]
        self._take(frame["messages"])

    def changes(self, frame: Frame) -> None:
        held = self.revision or 0
        self.gaps += frame["from"] > held + 1
        self._take(frame["messages"])
        self.revision = max(held, frame["to"])

    def _take(self, messages: list[Frame]) -> None:
        for message in messages:
            known = self.messages.get(message["id"])
            if not known or message["revision"] >= known["revision"]:
                self.messages[message["id"]] = message


@asynccontextmanager
async def connected(
    site: Site, session: str, origin: str | None = None, rooms: "dict[str, Held] | None" = None
) -> AsyncIterator[Client]:
    """A connection of the session's owner to the site, after its `hello`; `rooms` is what a former one held."""
    line = await connect(
        site.socket,
        subprotocols=["peersupport.v1"],
        origin=origin or site.url,
        additional_headers={"Cookie": f"sessionid={session}"},
        compression=None,
        max_size=None,
    )
    client = Client(line, {} if rooms is None else rooms)
    try:
        await client.next("hello")
        yield client
    finally:
        await line.close()
        await client._reading
