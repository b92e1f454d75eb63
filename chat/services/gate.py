"""The gate that every message passes before it is stored. Who keeps it is decided by the project, not by the chat."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Literal, Protocol
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections

from chat import metrics
from chat.text import Span, to_html
from peersupport.notices.services import Told

if TYPE_CHECKING:
    from chat.models import Edit, Message

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Draft:
    """A message, or new words for one, as meant, with what the screening may know of its author. The text is clean.

    `nudge` is what its author did when a draft of it read as advice: "", "as_it_was" or "rewritten".
    """

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
    nudge: str = ""
    kind: str = ""
    mentions: tuple[Span, ...] = ()

    @cached_property
    def html(self) -> str:
        """The text as safe HTML. Slow for odd texts: make it before a room is locked."""
        return to_html(self.text, self.mentions)

    def renamed(self, names: Mapping[int, str]) -> "Draft":
        """With these names for the people of these ids, where it mentions them. The HTML is to be made anew."""
        text, mentions, moved = self.text, [], 0
        for span in self.mentions:
            start, end, name = span.start + moved, span.end + moved, names.get(span.user_id)
            if name is not None:
                text = f"{text[:start]}@{name}{text[end:]}"
                moved += len(name) + 1 - (end - start)
                end = start + len(name) + 1
            mentions.append(Span(start, end, span.user_id, name or span.name))
        return replace(self, text=text, mentions=tuple(mentions))


NOW = 4  # the urgency of an emergency, of self-harm, and of what a site's own rule calls urgent


@dataclass(frozen=True)
class Screened:
    """What the gate says of a draft. `card` is ready to send (docs/protocol.md); `verdict` is JSON for the case.

    `advice`: it is held for telling others what to take or leave, and for nothing graver, so that its author may be
    asked to tell it as their own experience. `nudge` is the draft's, for the count.
    """

    action: Literal["publish", "caution", "hold"]
    urgency: int
    opens_case: bool
    card: dict | None = None
    verdict: dict = field(default_factory=dict)
    failed: bool = False
    advice: bool = False
    nudge: str = ""

    @property
    def cannot_wait(self) -> bool:
        """Its author may be in danger now. Of what the gate could not read nobody knows that they are not."""
        return self.urgency >= NOW or self.failed


class Gate(Protocol):
    def screen(self, draft: Draft) -> Screened:
        """Judge the draft. Called outside any transaction, in a thread; may raise: then the message is held."""

    def unread(self, draft: Draft) -> Screened:
        """UNREAD, with what the rules alone tell: urgency, findings, and the card that its author may need at once.
        Called in a thread, where judging takes too long."""

    def record(self, stored: Sequence[tuple["Message", Screened]], now: datetime) -> list[Told]:
        """Open the cases that the messages need, in the transaction that stores them; gives what is to be told then."""

    def nudged(self, now: datetime) -> None:
        """Count that somebody was asked to tell a draft as their own experience."""

    def record_edit(self, edit: "Edit", screened: Screened, now: datetime) -> None:
        """Open the case that the new words need, in the transaction that stores them."""

    def record_withdrawal(self, message: "Message", now: datetime) -> None:
        """Its author took the message back: whoever has a case about it is to see that, in the same transaction."""


UNREAD = Screened(action="hold", urgency=3, opens_case=True, failed=True)

QUEUE_SECONDS = 5.0  # for a thread to take the draft; a gate that is merely busy is no reason to hold a message
UNREAD_SECONDS = 0.5  # more, once it is held, for the card that its author may need

_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="gate")
_spare = ThreadPoolExecutor(max_workers=1, thread_name_prefix="gate-unread")  # the others may all hang


async def screened(gate: Gate, draft: Draft) -> Screened:
    """The gate's word, or, when the gate fails or takes too long, UNREAD: fail to a person. Makes the draft's HTML."""
    turn = _Turn(gate, draft)
    try:
        return await turn.said
    finally:
        turn.leave()


class _Turn:
    """One draft's turn at the gate, with one timer and one way back to the loop: every message pays for this."""

    def __init__(self, gate: Gate, draft: Draft):
        self.gate, self.draft, self.loop = gate, draft, asyncio.get_running_loop()
        self.said: asyncio.Future[Screened] = self.loop.create_future()
        self.came, self.begun = monotonic(), 0.0
        self.asked = _threads.submit(self._ask)
        self.spare: Future[None] | None = None
        self.timer = self.loop.call_later(min(QUEUE_SECONDS, settings.CHAT["screen_seconds"]), self._look)

    def leave(self) -> None:
        self.timer.cancel()
        self.asked.cancel()  # one that no thread has taken yet must not keep the next ones waiting
        if self.spare:
            self.spare.cancel()

    def _ask(self) -> None:
        """In a thread of the gate."""
        self.begun = monotonic()
        self._ask_for(self._screened)
        metrics.SCREEN_SECONDS.observe(monotonic() - self.begun)

    def _screened(self) -> Screened:
        _ = self.draft.html  # here, where it holds nobody up
        return self.gate.screen(self.draft)

    def _unread(self) -> Screened:
        return self.gate.unread(self.draft)

    def _ask_for(self, judge: Callable[[], Screened]) -> None:
        try:
            close_old_connections()
            said = judge()
        except Exception:
            log.exception("screening failed; the message is held")
            said = UNREAD
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self.loop.call_soon_threadsafe(self._say, said)
        close_old_connections()  # last: whatever it meets, the answer is on its way

    def _look(self) -> None:
        """Whether it takes too long: first to be taken by a thread, then to be screened."""
        due = self.begun + settings.CHAT["screen_seconds"] if self.begun else self.came + QUEUE_SECONDS
        if (left := due - monotonic()) > 0:
            self.timer = self.loop.call_later(min(left, settings.CHAT["screen_seconds"]), self._look)
            return
        log.error("screening %s; the message is held", "took too long" if self.begun else "has too much to do")
        self.timer = self.loop.call_later(UNREAD_SECONDS, self._say, UNREAD)
        self.spare = _spare.submit(self._ask_for, self._unread)

    def _say(self, said: Screened) -> None:
        if not self.said.done():
            self.said.set_result(said)
