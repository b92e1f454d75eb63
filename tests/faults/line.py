"""One connection of a client: frames in and out, each kept in the history."""

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from functools import lru_cache

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, PayloadTooBig, ProtocolError

from tests.faults.history import History
from tests.faults.view import Frame

OPENING = 6.0  # seconds for the handshake, and again for the hello
UNREADABLE = (ProtocolError, UnicodeDecodeError, PayloadTooBig)  # why the library itself fails a connection
numbers = itertools.count(1)


@lru_cache(maxsize=4096)
def parse(raw: str) -> Frame:
    """The frame, its messages cut down to what is judged. Shared by all who are told the same: not to be changed."""
    frame = json.loads(raw)
    if "messages" in frame:
        frame["messages"] = [state_of(message) for message in frame["messages"]]
    if frame["type"] == "joined":
        frame["own"] = [own_of(message) for message in frame["own"]]
    return frame


def state_of(message: Frame) -> Frame:
    told = {name: message[name] for name in ("id", "position", "revision", "state")}
    quoted = message.get("reply_to")
    quote = {name: quoted[name] for name in ("id", "excerpt")} if quoted else None
    return told | {"author": message["author"]["id"], "html": message.get("html"), "reply_to": quote}


def own_of(message: Frame) -> Frame:
    """Of what only the author may know of a message."""
    return {name: message[name] for name in ("id", "state", "html")}


class Line:
    """An open connection, after its hello. `heard` is called with each frame."""

    def __init__(self, socket: ClientConnection, client: str, history: History, heard: "Callable[[Line, Frame], None]"):
        self.number = next(numbers)
        self.port: int = socket.transport.get_extra_info("sockname")[1]
        self.hello = asyncio.Event()
        self.last_heard = time.monotonic()
        self.asked: dict[str, list[int | None]] = {}  # by room: the `since` of each join without an answer
        self._socket, self._client, self._history, self._heard = socket, client, history, heard
        self.reading = asyncio.create_task(self._read())

    @classmethod
    async def open(
        cls, gate: int, session: str, client: str, history: History, heard: "Callable[[Line, Frame], None]"
    ) -> "Line":
        """A line through the gate's port. Raises OSError, TimeoutError, websockets' InvalidHandshake and such."""
        socket = await connect(
            f"ws://127.0.0.1:{gate}/ws/",
            subprotocols=["peersupport.v1"],
            origin=f"http://127.0.0.1:{gate}",
            additional_headers={"Cookie": f"sessionid={session}"},
            compression=None,
            max_size=None,
            open_timeout=OPENING,
            close_timeout=1,
            ping_interval=None,
        )
        line = cls(socket, client, history, heard)
        history.add("opened", client=client, line=line.number, gate=gate, port=line.port)
        greeted = asyncio.create_task(line.hello.wait())
        await asyncio.wait({greeted, line.reading}, timeout=OPENING, return_when=asyncio.FIRST_COMPLETED)
        greeted.cancel()
        if not line.hello.is_set():
            line.drop()
            raise TimeoutError("no hello")
        return line

    async def send(self, **frame: object) -> None:
        try:
            async with asyncio.timeout(OPENING):
                await self._socket.send(json.dumps(frame))
        except (ConnectionClosed, TimeoutError):
            self.drop()

    def drop(self) -> None:
        """Let go of it without waiting for the other side."""
        self._socket.transport.abort()

    async def close(self) -> None:
        await self._socket.close()
        await self.reading

    @property
    def code(self) -> int:
        return self._socket.close_code or 1006

    async def _read(self) -> None:
        try:
            async for raw in self._socket:
                self.last_heard = time.monotonic()
                frame = parse(raw)
                if frame["type"] == "hello":
                    self.hello.set()
                self._heard(self, frame)
        except ConnectionClosed as closed:
            if isinstance(closed.__cause__, UNREADABLE):
                self._garbled(closed.__cause__)
        except OSError:
            pass
        except Exception as error:  # whatever is wrong with a frame: a browser's script would stumble just so
            self._garbled(error)
        finally:
            self._history.add("closed", client=self._client, line=self.number, code=self.code)

    def _garbled(self, error: BaseException) -> None:
        self._history.add("garbled", client=self._client, line=self.number, why=repr(error)[:200])
        self.drop()
