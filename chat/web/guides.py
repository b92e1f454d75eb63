"""The console of who leads a room: the week's prompt, slow mode, a pause for a member, live hours, the archive."""

from dataclasses import replace
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.contrib import messages as flash
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chat import access, limits
from chat.errors import Refusal, SlowDown
from chat.models import Message, Room
from chat.protocol import Post
from chat.reading import agenda
from chat.services import tending
from chat.services.drafts import drafted
from chat.services.gate import Gate, screened
from chat.services.storing import store
from chat.web.forms import LiveHourForm, PaceForm, PauseForm, PromptForm
from peersupport.accounts.models import User
from peersupport.accounts.requests import MemberRequest
from peersupport.accounts.zones import zone_of


@require_GET
@login_required
def console(request: MemberRequest, slug: str) -> HttpResponse:
    return _console(request, access.led_room(request.user, slug))


@require_POST
@login_required
async def prompt(request: MemberRequest, slug: str, gate: Gate) -> HttpResponse:
    """The week's prompt goes the way of every message: rates, screening, the one function that stores."""
    user = cast(User, await request.auser())  # behind login_required
    room = await sync_to_async(access.led_room)(user, slug)
    form = PromptForm(request.POST)
    if not form.is_valid():
        return await sync_to_async(_console)(request, room, status=400, prompt=form)
    try:
        if wait := await limits.post_wait(user.pk, slug):
            raise SlowDown(retry_after=wait)
        post = Post(room=slug, key=form.cleaned_data["key"], text=form.cleaned_data["text"])
        draft = replace(await drafted(user, post), kind=Message.Kind.PROMPT)
        outcome = await sync_to_async(store)(draft, await screened(gate, draft), gate)
    except Refusal as refusal:
        form.add_error("text", refusal.detail)
        return await sync_to_async(_console)(request, room, status=refusal.status, prompt=form)
    if outcome.state == Message.State.PUBLISHED:
        flash.success(request, _("The prompt is in the room."))
    else:
        flash.info(request, _("A clinician reads the prompt first. We will tell you what comes of it."))
    return redirect("guide:console", slug)


@require_POST
@login_required
def pace(request: MemberRequest, slug: str) -> HttpResponse:
    room = access.led_room(request.user, slug)
    form = PaceForm(request.POST)
    if not form.is_valid():
        return _console(request, room, status=400, pace=form)
    tending.set_pace(room.pk, form.cleaned_data["pace"], by=request.user, now=timezone.now())
    flash.success(request, _("Everybody in the room sees the new pace now."))
    return redirect("guide:console", slug)


@require_POST
@login_required
def archive(request: MemberRequest, slug: str) -> HttpResponseRedirect:
    """`open` in the form opens an archived room again."""
    room = access.tended_room(request.user, slug)
    change = tending.unarchive if "open" in request.POST else tending.archive
    change(room.pk, by=request.user, now=timezone.now())
    return redirect("guide:console", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pause(request: MemberRequest, slug: str, message_id: int) -> HttpResponse:
    """Pause the author of a message for an hour."""
    message = access.led_message(request.user, slug, message_id)
    form = PauseForm(request.POST if request.method == "POST" else None)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            tending.pause(message.room_id, message.author, reason=reason, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.detail)
            status = refusal.status
        else:
            flash.success(request, _("%(name)s can read, and write again in an hour.") % {"name": message.author})
            return redirect("guide:console", slug)
    return render(request, "chat/pause.html", {"message": message, "room": message.room, "form": form}, status=status)


@require_POST
@login_required
def lift(request: MemberRequest, slug: str, pause_id: int) -> HttpResponseRedirect:
    room = access.tended_room(request.user, slug)
    paused = get_object_or_404(room.pauses, pk=pause_id)
    tending.lift_pause(paused.pk, by=request.user, now=timezone.now())
    return redirect("guide:console", slug)


@require_POST
@login_required
def plan_hour(request: MemberRequest, slug: str) -> HttpResponse:
    room = access.led_room(request.user, slug)
    status = 400
    with timezone.override(zone_of(request.user)):  # in which the form's times are
        form = LiveHourForm(request.POST)
        plan = form.plan() if form.is_valid() else None
    if plan:
        try:
            tending.plan_hour(room.pk, plan, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.detail)
            status = refusal.status
        else:
            flash.success(request, _("The live hour stands in the room and in the list of rooms."))
            return redirect("guide:console", slug)
    return _console(request, room, status=status, plan=form)


@require_POST
@login_required
def call_off(request: MemberRequest, slug: str, hour_id: int) -> HttpResponseRedirect:
    room = access.led_room(request.user, slug)
    tending.call_off(get_object_or_404(room.live_hours, pk=hour_id), by=request.user, now=timezone.now())
    return redirect("guide:console", slug)


def _console(request: MemberRequest, room: Room, status: int = 200, **forms: Form) -> HttpResponse:
    """The page, with what was typed where one of its forms came back."""
    context: dict[str, Any] = {
        "room": room,
        "is_mine": room.memberships.filter(user=request.user).exists(),
        "paused": tending.in_force(room, timezone.now()).select_related("user", "by"),
        "asking": room.requests.filter(answered_at=None).count() if request.user.has_perm("chat.guide_room") else 0,
        "hours": agenda.coming(room, timezone.now()),
        "zone": zone_of(request.user).key,
        "prompt": PromptForm(),
        "plan": LiveHourForm(),
        "pace": PaceForm(initial={"pace": room.slow_seconds}),
    }
    return render(request, "chat/guide.html", context | forms, status=status)
