"""The clinicians' pages of the threads with the care team: which wait, and what can be done with one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from chat.access import care_thread, room_for
from moderation import access, care, feeds, services
from moderation.errors import ModerationError
from peersupport.accounts.requests import MemberRequest


@require_GET
@never_cache
@login_required
def page(request: MemberRequest) -> HttpResponse:
    access.care(request.user)
    return render(request, "moderation/care.html", _listing(request))


@require_GET
@never_cache
def listing(request: MemberRequest) -> HttpResponse:
    """The list alone, for the open page to put in place of its own; who is logged out meanwhile gets a whole page."""
    if not request.user.is_authenticated:
        return HttpResponseClientRefresh()
    access.care(request.user)
    return render(request, "moderation/_care_list.html", _listing(request))


@require_GET
@never_cache
@login_required
def thread(request: MemberRequest, room_id: int) -> HttpResponse:
    """The way in to a thread, which is noted; the conversation itself is the room's page."""
    room = care_thread(request.user, room_id)
    services.open_care(room, by=request.user, now=timezone.now())
    return redirect("chat:room", room.slug)


@require_GET
@never_cache
def state(request: MemberRequest, room_id: int) -> HttpResponse:
    """What a clinician in the conversation sees above it: who waits, who is answering, what can be done."""
    if not request.user.is_authenticated:
        return HttpResponseClientRefresh()
    room = care_thread(request.user, room_id)
    row = care.row(room, request.user, timezone.now())
    return render(request, "moderation/_care_state.html", {"row": row, "now": row.now})


@require_POST
@login_required
def take(request: MemberRequest, room_id: int) -> HttpResponse:
    room = care_thread(request.user, room_id)
    try:
        services.take_care(room, by=request.user, now=timezone.now())
    except ModerationError as error:
        return _refused(request, error)
    return redirect("chat:room", room.slug)


@require_POST
@login_required
def release(request: MemberRequest, room_id: int) -> HttpResponse:
    room = care_thread(request.user, room_id)
    if services.release_care(room, by=request.user, now=timezone.now()):
        messages.info(request, _("You gave the conversation back. It waits for another clinician."))
    return redirect("moderation:care")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def close(request: MemberRequest, room_id: int) -> HttpResponse:
    """No answer is needed, says who has opened the thread; a refusal keeps the reason that was typed."""
    room, now = room_for(request.user, care_thread(request.user, room_id).slug), timezone.now()
    reason, error = request.POST.get("reason", ""), None
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        revision = int(seen) if seen.isdecimal() and len(seen) <= 18 else None
        try:
            services.no_answer_needed(room, reason, revision, by=request.user, now=now)
        except ModerationError as refused:
            error = refused
        else:
            messages.success(request, _("Noted: no answer is needed."))
            return redirect("moderation:care")
    # Who was told that the member wrote again has that to read first: the next try is about what there is now.
    context = {"row": care.row(room, request.user, now), "seen": room.revision, "reason": reason, "error": error}
    status = error.status if error else 200
    return render(request, "moderation/care_close.html", {**context, "now": now}, status=status)


def _listing(request: MemberRequest) -> dict[str, Any]:
    now = timezone.now()
    revision = feeds.QueueFeed().revision()  # read first: what comes meanwhile is announced again
    rows = care.rows(request.user, now)
    count = len(rows) if len(rows) < care.LISTED else care.waiting(now).count
    return {"rows": rows, "count": count, "revision": revision, "now": now, "quiet": care.answered_lately()}


def _refused(request: MemberRequest, error: ModerationError) -> HttpResponse:
    """The list as it stands now, saying what stood in the way."""
    return render(request, "moderation/care.html", _listing(request) | {"error": error}, status=error.status)
