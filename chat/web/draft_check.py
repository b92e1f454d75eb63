"""A look at words before they are sent: whether they read as advice on what to take (docs/protocol.md).

By the same screening as everything that is sent; nothing of the words is stored or logged. What matters is what becomes
of the message when it is sent: an answer that fails or comes late stands in nobody's way.
"""

import asyncio
from typing import cast
from uuid import uuid4

import msgspec
from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chat import access, limits
from chat.errors import Refusal
from chat.protocol import BadFrame, DraftCheck, Post, parse_check
from chat.services.drafts import drafted
from chat.services.gate import UNREAD, Gate, Screened, screened
from peersupport.accounts.models import User
from peersupport.accounts.requests import MemberRequest

ANSWER_IN = 1.0  # seconds; the page does not wait much longer (static/js/chat/nudge.js)


@require_POST
@login_required
async def check(request: MemberRequest, slug: str, gate: Gate) -> HttpResponse:
    """JSON `text`, `reply_to?` gives `{"advice": true}` or false; the latter as well when in doubt.

    With `shown` it tells that the writer was asked, and is counted: an answer alone may have come too late for that.
    To the care team nothing is advice to others, and of the care team it is its work.
    """
    user = cast(User, await request.auser())  # behind login_required
    room = await sync_to_async(access.room_for)(user, slug)
    try:
        asked = parse_check(request.body)
    except BadFrame as bad:
        return answered({"type": "error", "code": bad.code, "detail": bad.detail}, status=400)
    if await limits.draft_wait(user.pk):
        return answered({"advice": False}, status=429)
    if room.is_care:
        return answered({"advice": False})
    if asked.shown:
        await sync_to_async(gate.nudged)(timezone.now())
        return answered({"advice": False})
    said = await looked_at(asked, user, slug, gate)
    return answered({"advice": said.advice})


async def looked_at(asked: DraftCheck, user: User, room: str, gate: Gate) -> Screened:
    """What screening says of the words; UNREAD when it can't say, or not in time."""
    try:
        async with asyncio.timeout(ANSWER_IN):
            draft = await drafted(user, Post(room=room, key=uuid4(), text=asked.text, reply_to=asked.reply_to))
            return await screened(gate, draft)
    except (Refusal, TimeoutError):
        return UNREAD


def answered(payload: dict, status: int = 200) -> HttpResponse:
    body = msgspec.json.encode(payload)
    return HttpResponse(body, content_type="application/json", status=status, headers={"Cache-Control": "no-store"})
