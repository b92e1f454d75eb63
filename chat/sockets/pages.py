"""The latest page of each room, encoded once for all who open it at about the same time."""

import asyncio
import time
from collections import OrderedDict
from contextvars import Context
from dataclasses import dataclass

import msgspec

from chat.delivery.threads import in_thread
from chat.models import Room
from chat.protocol import encode
from chat.reading.frames import room_settings
from chat.reading.history import page_before, pinned

FRESH_SECONDS = 5.0  # a page shows cards of resources: one that was taken off the shelf must not stay on it
MOST = 500  # rooms


@dataclass(frozen=True)
class Page:
    """The latest and the pinned messages as of a revision or later, as JSON arrays, and the room's settings."""

    revision: int
    messages: msgspec.Raw
    pinned: msgspec.Raw
    more: bool
    settings: dict
    at: float


class Pages:
    def __init__(self) -> None:
        self._kept: OrderedDict[int, asyncio.Task[Page]] = OrderedDict()

    async def latest(self, room_id: int, revision: int, since: int) -> Page:
        """A page no older than FRESH_SECONDS: as of `revision` when it has to be read, else as of `since` at least.

        Whoever asks while one is being read gets that one.
        """
        page = await self._latest(room_id, revision)
        if page.revision < since:
            self._kept.pop(room_id, None)
            page = await self._latest(room_id, revision)
        return page

    async def _latest(self, room_id: int, revision: int) -> Page:
        task = self._kept.get(room_id)
        if task is None or _is_stale(task):
            reading = in_thread(_read)(room_id, revision)
            task = self._kept[room_id] = asyncio.create_task(reading, context=Context())  # nobody's own
            self._kept.move_to_end(room_id)
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return await asyncio.shield(task)


def _is_stale(task: asyncio.Task[Page]) -> bool:
    if not task.done():
        return False
    if task.cancelled() or task.exception():
        return True
    return task.result().at < time.monotonic() - FRESH_SECONDS


def _read(room_id: int, revision: int) -> Page:
    at = time.monotonic()
    room = Room.objects.get(pk=room_id)
    messages, more = page_before(room, None)
    kept, on_top = room_settings(room), msgspec.Raw(encode(pinned(room)))
    return Page(revision, msgspec.Raw(encode(messages)), on_top, more, kept, at)
