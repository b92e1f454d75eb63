"""A person's pages about their own data: what is kept and why, and the archive of it."""

from collections.abc import AsyncIterator
from datetime import datetime

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from peersupport.accounts.models import User
from peersupport.accounts.requests import MemberRequest
from peersupport.privacy import archive


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)
def data(request: MemberRequest) -> HttpResponseBase:
    """What is kept and why; POSTed, the archive. Some a day: each reads all that a person ever wrote."""
    if request.method != "POST":
        return render(request, "privacy/data.html")
    limited = ratelimit.consume_or_429(request, action="take_data", user=request.user)
    return limited or _download(request.user)


def _download(user: User) -> HttpResponseBase:
    now = timezone.now()
    response = StreamingHttpResponse(_read_in_threads(user, now), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="peer-support-{timezone.localdate(now)}.zip"'
    return response


async def _read_in_threads(user: User, now: datetime) -> AsyncIterator[bytes]:
    """The loop waits for no database, and the database for no slow line: between two pieces nothing is open."""
    pieces = archive.pieces(user, now)
    read = sync_to_async(lambda: next(pieces, b""))
    while piece := await read():
        yield piece
