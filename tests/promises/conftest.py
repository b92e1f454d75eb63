"""How the promises are tried: a message on its way through the writer, and what was announced of it."""

import asyncio
import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import connections

from chat.delivery import hub, live
from chat.delivery.live import Batch
from chat.delivery.threads import READERS, in_thread
from chat.services.gate import Draft, screened
from chat.sockets.consumers import ChatConsumer
from chat.sockets.writer import Writer
from moderation.feeds import QueueFeed
from tests.chat.conftest import gate, send  # noqa: F401
from tests.chat.gates import WordGate


@pytest.fixture
def draft(room, amara) -> Draft:
    """What Amara is about to say in the room."""
    return Draft(room=room.slug, author_id=amara.pk, key=uuid4(), text="good morning")


@pytest.fixture
def announced(monkeypatch) -> list[Batch]:
    """The batches announced so far."""
    batches: list[Batch] = []
    monkeypatch.setattr(live, "announce", batches.append)
    return batches


@pytest.fixture
def written():
    """written(gate, draft) gives what the sender of the draft is answered; its test commits (transaction=True)."""

    def answered(by: WordGate, *drafts: Draft):
        return asyncio.run(_through_the_writer(by, drafts))

    return answered


async def _through_the_writer(by, drafts):
    writer = Writer(by)
    try:
        pairs = [(draft, await screened(by, draft)) for draft in drafts]
        answers = await asyncio.gather(*(writer.write(*pair) for pair in pairs))
        return answers if len(drafts) > 1 else answers[0]
    finally:
        await writer.close()


class Line:
    """One socket without a server: what the app sends stands in `sent`."""

    def __init__(self, session: SessionBase):
        cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
        self.scope = {"headers": [(b"cookie", cookie.encode())], "subprotocols": []}
        self.incoming: asyncio.Queue = asyncio.Queue()
        self.sent: list[dict] = []
        self.news = asyncio.Event()

    async def receive(self) -> dict:
        event = await self.incoming.get()
        if callable(event):
            await in_thread(event)()
            return await self.receive()
        return event

    async def send(self, event: dict) -> None:
        if "text" in event:
            self.sent.append(json.loads(event["text"]))
            self.news.set()

    async def run(self, *steps: dict | Callable[[], object], until: Callable[[list[dict]], object]) -> None:
        """Say the frames and call the functions, one after another; wait until what was sent satisfies."""
        app = ChatConsumer(gate=WordGate(), feeds=[QueueFeed()])
        for event in ({"type": "websocket.connect"}, *map(_event, steps)):
            self.incoming.put_nowait(event)
        running = asyncio.create_task(app(self.scope, self.receive, self.send))
        try:
            async with asyncio.timeout(5):
                while not until(self.sent):
                    self.news.clear()
                    await self.news.wait()
            await asyncio.sleep(0.1)  # for what should not come
        finally:
            self.incoming.put_nowait({"type": "websocket.disconnect"})
            await running
            await app.close()
            for task in hub.running().tasks:
                task.cancel()
            await asyncio.gather(*(in_thread(connections.close_all)() for _ in range(READERS._max_workers)))


def _event(step):
    return step if callable(step) else {"type": "websocket.receive", "text": json.dumps(step)}


@pytest.fixture
def line_of(client_of, monkeypatch):
    """line_of(ben) is a socket of Ben's, to be run once; its test commits (transaction=True)."""
    monkeypatch.setattr(hub, "_hub", None)
    return lambda user: Line(client_of(user).session)
