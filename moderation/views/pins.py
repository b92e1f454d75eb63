"""Pinning a message to the top of its room, for the room's page."""

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chat.errors import TooManyPins
from moderation import access, services
from peersupport.accounts.requests import MemberRequest


@require_POST
@login_required
def pin(request: MemberRequest, message_id: int) -> JsonResponse:
    """POST `pinned` ("1" or ""). The room learns it as a change of the message."""
    message = access.pinnable(request.user, message_id)
    act = services.pin if request.POST.get("pinned") else services.unpin
    try:
        act(message.pk, by=request.user, now=timezone.now())
    except TooManyPins as refusal:
        return JsonResponse({"code": refusal.code, "detail": str(refusal.detail)}, status=refusal.status)
    return JsonResponse({})
