"""The search of a room's messages: a page of its own, or a part for the room's dialog."""

from datetime import timedelta

from asgiref.sync import async_to_sync
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chat import access, limits
from chat.reading import search
from chat.reading.search import Wish
from chat.services import muting
from chat.text import clean
from chat.web.asked import moment, number
from peersupport.accounts.requests import MemberRequest

LONGEST = 200  # characters of what is typed


@require_GET
@login_required
def search_page(request: MemberRequest, slug: str) -> HttpResponse:
    """What was found for `q`, `by`, `since` and `until` (days, the last one included), in the reader's `zone`."""
    room = access.room_for(request.user, slug)
    wish = _wish(request)
    wait = 0.0 if wish.is_empty else async_to_sync(limits.search_wait)(request.user.pk)
    found, more = ([], False) if wait else search.find(room, wish)
    context = {
        "room": room,
        "asked": request.GET,
        "is_empty": wish.is_empty,
        "found": found,
        "muted": set(muting.muted_by(request.user).values_list("pk", flat=True)) if found else (),
        "next": found[-1].message.pk if more else None,
        "wait": wait,
    }
    part = "part" in request.GET
    return render(request, "chat/_found.html" if part else "chat/search.html", context, status=429 if wait else 200)


def _wish(request: MemberRequest) -> Wish:
    until = moment(request, "until")
    return Wish(
        words=request.GET.get("q", "")[:LONGEST],
        by=clean(request.GET.get("by", ""))[:LONGEST],
        since=moment(request, "since"),
        until=until and until + timedelta(days=1),
        before=number(request, "before"),
    )
