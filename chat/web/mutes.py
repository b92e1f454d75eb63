"""What a member keeps for themselves beside the rooms: whom they have muted."""

from django.contrib import messages as flash
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from chat import access
from chat.services import muting
from peersupport.accounts.requests import MemberRequest


@require_GET
@login_required
def muted(request: MemberRequest) -> HttpResponse:
    return render(request, "chat/muted.html", {"people": muting.muted_by(request.user)})


@require_POST
@login_required
def mute(request: MemberRequest, person_id: int) -> HttpResponse:
    """From the room: JSON, or 409 with the words why not. From a form: the list. Somebody of no room of mine: 404."""
    person = access.neighbour(request.user, person_id)
    try:
        muting.mute(person, by=request.user, now=timezone.now())
    except muting.CannotMute as refused:
        if request.accepts("text/html"):
            flash.error(request, str(refused.detail))
            return redirect("own:muted")
        return JsonResponse({"muted": False, "detail": str(refused.detail)}, status=409)
    return redirect("own:muted") if request.accepts("text/html") else JsonResponse({"muted": True})


@require_POST
@login_required
def unmute(request: MemberRequest, person_id: int) -> HttpResponse:
    """From the room: JSON. From the list, by its form: back to the list."""
    gone = muting.unmute(person_id, by=request.user)
    if request.accepts("text/html"):
        if gone:
            flash.success(request, _("Unmuted. What they write shows again as usual."))
        return redirect("own:muted")
    return JsonResponse({"muted": False})
