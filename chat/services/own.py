"""The way of an edit and of a withdrawal from either door, socket or HTTP: rate, right, screening, service, answer."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from django.utils import timezone

from chat import access, limits
from chat.errors import SlowDown
from chat.protocol import Accepted, Edit, Withdraw
from chat.services import answers, editing
from chat.services.drafts import rewritten
from chat.services.gate import Draft, Gate, Screened, screened
from peersupport.accounts.models import User

T = TypeVar("T")


class Hands(Protocol):
    """How a door has something done in a thread of its own: what reads, and what writes."""

    def read(self, function: Callable[..., T], *args: Any) -> Awaitable[T]: ...
    def write(self, function: Callable[..., T], *args: Any) -> Awaitable[T]: ...


async def act(user: User, frame: Edit | Withdraw, gate: Gate, hands: Hands) -> Accepted:
    """Do what the frame asks for. It counts as a post does. Raises Refusal."""
    mine = await hands.read(access.is_member, user, frame.room)
    if wait := await limits.post_wait(user.pk, frame.room if mine else None):
        raise SlowDown(retry_after=wait)
    if isinstance(frame, Withdraw):
        return await hands.write(_taken_back, user, frame, gate)
    draft = await hands.read(rewritten, user, frame)
    return await hands.write(_changed, frame.id, draft, await screened(gate, draft), gate)


def _changed(message_id: int, draft: Draft, its_screening: Screened, gate: Gate) -> Accepted:
    return answers.edited(draft, editing.edit(message_id, draft, its_screening, gate=gate, now=timezone.now()))


def _taken_back(user: User, frame: Withdraw, gate: Gate) -> Accepted:
    access.own_message(user, frame.room, frame.id)
    return answers.withdrawn(frame, editing.withdraw(frame.id, gate=gate, now=timezone.now()))
