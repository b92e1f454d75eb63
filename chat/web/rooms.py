"""The rooms' pages, and the socket's work over plain HTTP for networks that block sockets (docs/protocol.md)."""

import logging
from collections.abc import Callable
from itertools import islice
from typing import Any, TypeVar, cast

import msgspec
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.contrib import messages as flash
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from chat import access, limits, metrics, services
from chat.errors import Refusal, SlowDown, TryAgain
from chat.feelings import FEELINGS
from chat.models import Room
from chat.protocol import FRAME_BYTES, BadFrame, Edit, Post, Withdraw, parse_sent
from chat.reactions import REACTIONS
from chat.reading import agenda, history, listing, windows
from chat.reading.frames import person
from chat.services import muting, own, reads
from chat.services.answers import refused
from chat.services.drafts import drafted
from chat.services.editing import EDITABLE
from chat.services.gate import Gate, screened
from chat.services.storing import store
from chat.services.turns import turn_of
from chat.web import styles
from chat.web.asked import moment, number
from chat.web.http import as_json
from chat.web.ics import Event
from chat.web.ics import calendar as ics
from peersupport.accounts.models import User
from peersupport.accounts.requests import MemberRequest

T = TypeVar("T")
YEAR = 53  # times of a weekly live hour in one calendar file
log = logging.getLogger(__name__)


@require_GET
@vary_on_headers("HX-Request")
@login_required
def rooms(request: MemberRequest) -> HttpResponse:
    """The rooms I am in, those I could join or ask for, and archived ones of mine; only what is new when htmx asks."""
    unread = {one.room_id: one for one in reads.unread_of(request.user.pk)}
    if HtmxDetails(request):
        return render(request, "chat/_news.html", {"unread": unread})
    thread = Room.objects.filter(care_for=request.user).first()
    if thread:
        thread.unread = unread.get(thread.pk)  # type: ignore[attr-defined]
    sections = listing.sections(request.user, unread, timezone.now())
    context = {"sections": sections, "care": thread, "may_ask": access.may_ask(request.user)}
    return render(request, "chat/rooms.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def ask(request: MemberRequest) -> HttpResponse:
    """What a thread with the care team is for; POST opens the member's own. Clinicians have none: 404."""
    if not access.may_ask(request.user):
        raise Http404
    found = Room.objects.filter(care_for=request.user).first()
    if found is None and request.method == "POST":
        found = services.ask_care_team(by=request.user, now=timezone.now())
    if found:
        return redirect("chat:room", slug=found.slug)
    return render(request, "chat/ask.html", {"hours": settings.CHAT["care_hours"]})


@styles.allowed
@require_GET
@login_required
def room(request: MemberRequest, slug: str) -> HttpResponse:
    """The room page; its first messages ride in the page, so that they show before the socket is open."""
    found = access.room_for(request.user, slug)
    asks_me = found.care_for if found.care_for_id != request.user.pk else None  # a member, to a clinician
    title = asks_me.called if asks_me else _("Ask a clinician") if found.is_care else found.title
    leads = access.may_lead(request.user) and not found.is_care
    unread = {one.slug: one.count for one in reads.unread_of(request.user.pk)}
    boot = {
        "user": person(request.user),
        "room": {"slug": found.slug, "title": title, "language": found.language},
        "joined": msgspec.to_builtins(history.joined(request.user, found, None)),
        "shows_typing": request.user.shows_typing,
        "unread": unread.pop(slug, 0),
        "elsewhere": unread,
        "muted": list(muting.muted_by(request.user).values("id", name=F("pseudonym"))),
        "feelings": [feeling.as_state() for feeling in FEELINGS.values()],
        "reactions": [kind.as_state() for kind in REACTIONS.values()],
        "limits": {
            "text": settings.CHAT["text_length"],
            "frame": FRAME_BYTES,
            "edit": int(EDITABLE.total_seconds() * 1000),
        },
        "urls": {
            "messages": reverse("chat:messages", args=[slug]),
            "check": reverse("chat:draft_check", args=[slug]),
            "read": reverse("chat:read", args=[slug]),
            "search": reverse("chat:search", args=[slug]),
            "reactions": reverse("chat:reactions", args=[slug]),
            "live": reverse("chat:live", args=[slug]),
            "people": reverse("chat:people", args=[slug]),
            "picker": reverse("education:picker", query={"language": found.language}),
            "library": reverse("education:library"),
            "report": reverse("moderation:report", args=[0]),
            "appeal": reverse("moderation:appeal", args=[0]),
            "mute": reverse("own:mute", args=[0]),
            "unmute": reverse("own:unmute", args=[0]),
            "pin": reverse("moderation:pin", args=[0]),
            "login": reverse("account_login"),
            "notices": reverse("notices:read"),
            "help": reverse("help_now"),
            "hand_over": reverse("moderation:hand_over", args=[0]) if leads else "",
            "pause": reverse("guide:pause", args=[slug, 0]) if leads else "",
        },
        "language": request.user.language,
        "unit": request.user.glucose_unit,
        "at": number(request, "at"),
        "can_pin": access.may_pin(request.user),
        "turn": turn_of(request.user, found, leads=leads, now=timezone.now()),
    }
    asking = found.requests.filter(answered_at=None).count() if request.user.has_perm("chat.guide_room") else 0
    live = [] if found.archived_at else agenda.coming(found, timezone.now())
    context = {"room": found, "title": title, "boot": boot, "asking": asking, "asks_me": asks_me}
    context |= {"may_ask": access.may_ask(request.user), "hours": settings.CHAT["care_hours"]}
    context |= {"leads": leads, "live": live, "styles": styles.ELEMENT}
    return render(request, "chat/room.html", context)


@require_GET
@login_required
def live(request: MemberRequest, slug: str) -> HttpResponse:
    """The room's live hours as they are planned now, for an open page to put in place of its own."""
    found = access.room_of_many(request.user, slug)
    coming = [] if found.archived_at else agenda.coming(found, timezone.now())
    return render(request, "chat/_live.html", {"room": found, "live": coming})


@require_GET
@login_required
def calendar(request: MemberRequest, slug: str, hour_id: int) -> HttpResponse:
    """A live hour of a room of mine as a calendar file: its times of the coming year."""
    found = access.room_for(request.user, slug)
    hour = get_object_or_404(found.live_hours, pk=hour_id)
    address = request.build_absolute_uri(reverse("chat:room", args=[slug]))
    events = [
        Event(
            uid=f"live-{hour.pk}-{one.start:%Y%m%d}@{request.get_host().partition(':')[0]}",
            start=one.start,
            end=one.end,
            made=hour.made_at,
            summary=hour.title,
            description=_("With %(host)s, in the room “%(room)s”.") % {"host": hour.host, "room": found.title},
            url=address,
        )
        for one in islice(agenda.times(hour, timezone.now()), YEAR)
    ]
    headers = {"Content-Disposition": f'attachment; filename="{slug}-{hour.pk}.ics"'}
    return HttpResponse(ics(events), content_type="text/calendar; charset=utf-8", headers=headers)


@require_POST
@login_required
def join(request: MemberRequest, slug: str) -> HttpResponseRedirect:
    found = access.listed_room(slug)
    if services.join(found, by=request.user, now=timezone.now()):
        return redirect("chat:room", slug=slug)
    flash.info(request, _("Your request is with the room's team. You will hear from them."))
    return redirect("chat:rooms")


@require_POST
@login_required
def enter(request: MemberRequest) -> HttpResponseRedirect:
    """Enter a room by its join code."""
    if async_to_sync(limits.code_wait)(request.user.pk):
        flash.error(request, _("You have tried many codes in a row. Please wait a few minutes, then try again."))
        return redirect("chat:rooms")
    found = services.enter(request.POST.get("code", ""), by=request.user, now=timezone.now())
    if found is None:
        flash.error(request, _("This code opens no room. Check it with the person who gave it to you."))
        return redirect("chat:rooms")
    return redirect("chat:room", slug=found.slug)


@require_POST
@login_required
def leave(request: MemberRequest, slug: str) -> HttpResponseRedirect:
    found = access.room_of_many(request.user, slug)
    services.leave(found, by=request.user)
    flash.success(request, _("You have left “%(room)s”.") % {"room": found.title})
    return redirect("chat:rooms")


@require_http_methods(["GET", "POST"])
@login_required
def requests(request: MemberRequest, slug: str) -> HttpResponse:
    """Who asks to be let into the room; POST `id` and `answer` ("admit" or "decline")."""
    found = access.guided_room(request.user, slug)
    if request.method == "POST":
        asked_id = request.POST.get("id", "")
        asked = get_object_or_404(found.requests, pk=asked_id if asked_id.isdecimal() else 0)
        admit = request.POST.get("answer") == "admit"
        services.answer_request(asked, admit=admit, by=request.user, now=timezone.now())
        return redirect("chat:requests", slug=slug)
    waiting = found.requests.filter(answered_at=None).select_related("user").order_by("asked_at")
    context = {"room": found, "waiting": waiting, "is_mine": found.memberships.filter(user=request.user).exists()}
    return render(request, "chat/requests.html", context)


@require_http_methods(["GET", "POST"])
@login_required
async def messages(request: MemberRequest, slug: str, gate: Gate) -> HttpResponse:
    """GET: a page of history or what changed since a revision. POST: as a `post`, `edit` or `withdraw` frame."""
    user = cast(User, await request.auser())  # behind login_required
    if request.method == "POST":
        return await _post(request, user, slug, gate)
    found = await sync_to_async(access.room_for)(user, slug)
    since = number(request, "since")
    if since is not None:
        return as_json(await sync_to_async(_changes)(user, found, since))
    return as_json(await sync_to_async(_page)(found, request))


async def _post(request: HttpRequest, user: User, slug: str, gate: Gate) -> HttpResponse:
    try:
        frame = parse_sent(request.body)
    except BadFrame as bad:
        return as_json({"type": "error", "code": bad.code, "detail": bad.detail}, status=400)
    frame.room = slug
    if not isinstance(frame, Post):
        return await _act(user, frame, gate)
    try:
        mine = await sync_to_async(access.is_member)(user, slug)
        if wait := await limits.post_wait(user.pk, slug if mine else None):
            raise SlowDown(retry_after=wait)
        draft = await drafted(user, frame)
        outcome = await sync_to_async(store)(draft, await screened(gate, draft), gate)
    except Refusal as refusal:
        metrics.POSTS.labels(refusal.code).inc()
        return as_json(refused(frame.key, slug, refusal, user.language), status=refusal.status)
    metrics.POSTS.labels(outcome.state).inc()
    return as_json(outcome)


class _Hands:
    """In the request's own thread."""

    async def read(self, function: Callable[..., T], *args: Any) -> T:
        return await sync_to_async(function)(*args)

    write = read


async def _act(user: User, frame: Edit | Withdraw, gate: Gate) -> HttpResponse:
    try:
        return as_json(await own.act(user, frame, gate, _Hands()))
    except Refusal as refusal:
        why = refusal
    except Exception:
        log.exception("a message could not be changed")
        why = TryAgain(retry_after=2)
    return as_json(refused(frame.key, frame.room, why, user.language), status=why.status)


def _changes(user: User, found: Room, since: int) -> dict:
    joined = msgspec.to_builtins(history.joined(user, found, since))
    upto = history.revisions({found.pk})[found.pk]
    to, people = joined["revision"], []
    while missed := history.changes(found.pk, to, upto):
        joined["messages"] += missed.messages
        people += missed.people or []
        to = missed.to
    return joined | {"revision": upto, "to": to, "people": people}


def _page(found: Room, request: MemberRequest) -> dict[str, Any]:
    """The page that the address asks for: by position, by message or by day. Raises Http404 for what is not there."""
    if (after := number(request, "after")) is not None:
        return windows.after(found, after)
    position = number(request, "around")
    target = number(request, "at")
    if target is not None and (position := windows.position_of(found, target)) is None:
        raise Http404(_("This message is not there, or not for you."))
    if day := moment(request, "on"):
        position = windows.position_on(found, day)
    elif position is None:
        return windows.before(found, number(request, "before"))
    return windows.before(found, None) if position is None else windows.around(found, position) | {"at": position}
