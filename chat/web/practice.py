"""The practice room: a first try for who is new to chatting. Nobody else is in it, and nothing written there is kept.

What is written there is screened, to show what would be done with it, and forgotten: no message, no case, no clinician.
"""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from chat import limits
from chat.protocol import BadFrame, parse_check
from chat.services.gate import Gate
from chat.web.draft_check import answered, looked_at
from peersupport.accounts.models import User
from peersupport.accounts.requests import MemberRequest

NOWHERE = ""  # the room of what is only practised


@require_GET
@login_required
def page(request: MemberRequest) -> HttpResponse:
    return render(request, "chat/practice.html")


@require_POST
@login_required
async def check(request: MemberRequest, gate: Gate) -> HttpResponse:
    """JSON `text` gives what would be done: `would` ("publish", "caution", "hold"; "" unknown), `advice`, `card`."""
    user = cast(User, await request.auser())  # behind login_required
    try:
        asked = parse_check(request.body)
    except BadFrame as bad:
        return answered({"type": "error", "code": bad.code, "detail": bad.detail}, status=400)
    if await limits.draft_wait(user.pk):
        return answered({"would": "", "advice": False, "card": None}, status=429)
    said = await looked_at(asked, user, NOWHERE, gate)
    would = "" if said.failed else said.action
    return answered({"would": would, "advice": said.advice, "card": said.card})
