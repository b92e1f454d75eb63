"""Saying over HTTP what was read, and asking what was not, for networks that block sockets (docs/protocol.md)."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chat import access, limits
from chat.delivery import hints
from chat.delivery.live import Topic
from chat.protocol import BadFrame, Error, encode, parse_read
from chat.services import reads
from chat.services.answers import rounded_up
from chat.sockets.bookmarks import unread_frame
from peersupport.accounts.requests import MemberRequest


@require_http_methods(["GET", "POST"])
@login_required
def read(request: MemberRequest, slug: str) -> HttpResponse:
    """POST: the same as a `read` frame, written at once. GET: what is unread in each of the person's rooms."""
    if request.method == "GET":
        access.room_for(request.user, slug)
        return _unread(request)
    try:
        frame = parse_read(request.body)
    except BadFrame as bad:
        return _json(Error(code=bad.code, detail=bad.detail), status=400)
    found = access.room_for(request.user, slug)
    if wait := limits.reads.take(request.user.pk):
        return _slow_down(wait)
    moved = reads.mark([reads.Mark(request.user.pk, found.pk, frame.position)])
    unread = next(iter(moved or reads.unread_in(request.user.pk, found.pk)), None)
    if unread is None:  # they have just left
        raise Http404
    answer = unread_frame(unread)
    if moved:
        hints.tell(hints.framed(Topic("inbox", request.user.pk), answer))
    return _json(answer)


def _unread(request: MemberRequest) -> HttpResponse:
    if wait := limits.counts.take(request.user.pk):
        return _slow_down(wait)
    return _json({"unread": [unread_frame(one) for one in reads.unread_of(request.user.pk)]})


def _slow_down(wait: float) -> HttpResponse:
    words = _("You are sending very fast. Please try again in a moment.")
    return _json(Error(code="slow_down", detail=words, retry_after=rounded_up(wait)), status=429)


def _json(frame, status: int = 200) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(encode(frame), content_type="application/json", status=status, headers=headers)
