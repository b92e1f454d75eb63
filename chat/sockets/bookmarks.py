"""Group commit for read positions: the last that each connection of a process says in a second is written."""

import asyncio
import logging
from contextvars import Context

from chat.delivery.hints import framed
from chat.delivery.hub import Hub
from chat.delivery.live import Topic
from chat.delivery.threads import in_thread
from chat.protocol import Unread as UnreadFrame
from chat.services.reads import Mark, Unread, mark

log = logging.getLogger(__name__)

SECONDS = 1.0  # in which marks are gathered
MOST = 500  # in one statement; the rest waits for the next, and is overtaken by what comes meanwhile


class Bookmarks:
    def __init__(self, hub: Hub):
        self._hub = hub
        self._waiting: dict[tuple[int, int], int] = {}  # position by (user, room)
        self._task: asyncio.Task | None = None

    def put(self, one: Mark) -> None:
        """Write it soon. Nobody is answered: the person's connections hear what is left unread when that is done."""
        key = (one.user_id, one.room_id)
        self._waiting[key] = max(one.position, self._waiting.get(key, 0))
        if self._task is None:
            self._task = asyncio.create_task(self._run(), context=Context())  # nobody's own

    async def close(self) -> None:
        """Write what still waits."""
        if self._task:
            self._task.cancel()
        while self._waiting:
            await self._write()

    async def _run(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(SECONDS)
                await self._write()
        finally:
            self._task = None

    async def _write(self) -> None:
        pairs = list(self._waiting)[:MOST]
        marks = [Mark(*pair, self._waiting.pop(pair)) for pair in pairs]
        try:
            moved = await in_thread(mark)(marks)
        except Exception:  # what is read next says it again
            log.exception("%d read positions could not be written", len(marks))
            return
        for unread in moved:
            self._hub.hint(framed(Topic("inbox", unread.user_id), unread_frame(unread)))


def unread_frame(unread: Unread) -> UnreadFrame:
    return UnreadFrame(room=unread.slug, position=unread.position, count=unread.count)
