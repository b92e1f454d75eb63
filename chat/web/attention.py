"""Reactions and mentions over plain HTTP: to react, to see who did, to find whom to mention (docs/protocol.md)."""

import logging
from typing import cast

from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from chat import access, limits
from chat.errors import Refusal, SlowDown, TryAgain
from chat.protocol import BadFrame, Reacted, ReactRefused, parse_react
from chat.reading import history
from chat.services import mentions, reacting
from chat.services.answers import rounded_up
from chat.services.reacting import Wish
from chat.web.asked import number
from chat.web.http import as_json
from peersupport.accounts.models import User
from peersupport.accounts.requests import MemberRequest

log = logging.getLogger(__name__)


@require_http_methods(["GET", "POST"])
@login_required
async def reactions(request: MemberRequest, slug: str) -> HttpResponse:
    """GET: who reacted to the message `id`. POST: the same as a `react` frame."""
    user = cast(User, await request.auser())  # behind login_required
    if request.method == "POST":
        return await _react(request, user, slug)
    return await sync_to_async(_who)(user, slug, number(request, "id") or 0)


def _who(user: User, slug: str, message_id: int) -> HttpResponse:
    message = access.shown_message(access.room_for(user, slug), message_id)
    if wait := async_to_sync(limits.look_wait)(user.pk):
        return _later(wait)
    return as_json({"id": message.pk, "reactions": history.who_reacted(user, message)})


async def _react(request: HttpRequest, user: User, slug: str) -> HttpResponse:
    try:
        frame = parse_react(request.body)
    except BadFrame as bad:
        return as_json({"type": "error", "code": bad.code, "detail": bad.detail}, status=400)
    frame.room = slug
    try:
        wish = reacting.wish_of(user, frame)
        mine = await sync_to_async(access.is_member)(user, slug)
        if wait := await limits.react_wait(user.pk, slug if mine else None):
            raise SlowDown(retry_after=wait)
        return as_json(await sync_to_async(_met)(wish))
    except Refusal as refusal:
        return as_json(reacting.refused(frame, refusal, user.language), status=refusal.status)


def _met(wish: Wish) -> Reacted | ReactRefused:
    try:
        [refusal] = reacting.react([wish], now=timezone.now())
    except Exception as error:
        log.exception("a reaction could not be stored")
        raise TryAgain(retry_after=2) from error
    if refusal:
        raise refusal
    return reacting.answer(wish, None)


@require_GET
@login_required
def people(request: MemberRequest, slug: str) -> HttpResponse:
    """Members of the room whose pseudonym begins with `q`, those who wrote last first."""
    found = access.room_for(request.user, slug)
    if wait := async_to_sync(limits.look_wait)(request.user.pk):
        return _later(wait)
    return as_json({"people": mentions.people(found, request.GET.get("q", ""), besides=request.user)})


def _later(wait: float) -> HttpResponse:
    return as_json({"code": SlowDown.code, "retry_after": rounded_up(wait)}, status=SlowDown.status)
