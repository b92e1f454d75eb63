"""The gate that every message passes before it is stored. Who keeps it is decided by the project, not by the chat."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Literal, Protocol
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections

from chat.text import to_html

if TYPE_CHECKING:
    from chat.models import Message

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Draft:
    """A message as its author means it, with what the screening may know of the author. The text is clean."""

    room: str
    author_id: int
    key: UUID
    text: str
    feeling: str = ""
    reply_to_id: int | None = None
    resource_id: int | None = None
    diabetes_type: str = ""
    treatment: str = ""
    glucose_unit: str = ""
    country: str = ""
    language: str = "en"
    reply_to_text: str = ""

    @cached_property
    def html(self) -> str:
        """The text as safe HTML. Slow for odd texts: make it before a room is locked."""
        return to_html(self.text)


@dataclass(frozen=True)
class Screened:
    """What the gate says of a draft. `card` is ready to send (docs/protocol.md); `verdict` is JSON for the case."""

    action: Literal["publish", "caution", "hold"]
    urgency: int
    opens_case: bool
    card: dict | None = None
    verdict: dict = field(default_factory=dict)
    failed: bool = False


class Gate(Protocol):
    def screen(self, draft: Draft) -> Screened:
        """Judge the draft. Called outside any transaction, in a thread; may raise: then the message is held."""

    def record(self, stored: Sequence[tuple["Message", Screened]], now: datetime) -> None:
        """Open the cases that the messages need, in the transaction that stores them."""


UNREAD = Screened(action="hold", urgency=3, opens_case=True, failed=True)

_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="gate")
QUEUE_SECONDS = 5.0  # for a thread to take the draft; a gate that is merely busy is no reason to hold a message


async def screened(gate: Gate, draft: Draft) -> Screened:
    """The gate's word, or, when the gate fails or takes too long, UNREAD: fail to a person."""
    loop, begun = asyncio.get_running_loop(), asyncio.Event()
    asked = asyncio.wrap_future(_pool.submit(_ask, gate, draft, partial(loop.call_soon_threadsafe, begun.set)))
    try:
        await asyncio.wait_for(begun.wait(), QUEUE_SECONDS)
        return await asyncio.wait_for(asked, settings.CHAT["screen_seconds"])
    except TimeoutError:
        asked.cancel()  # one that no thread has taken yet must not keep the next ones waiting
        log.error("screening %s; the message is held", "took too long" if begun.is_set() else "has too much to do")
    except Exception:
        log.exception("screening failed; the message is held")
    return UNREAD


def _ask(gate: Gate, draft: Draft, begin: Callable[[], object]) -> Screened:
    begin()
    close_old_connections()
    try:
        return gate.screen(draft)
    finally:
        close_old_connections()
