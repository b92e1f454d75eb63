"""A person's pages about their own data: what is kept and why, and the archive of it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import cast

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from chat import access
from peersupport.accounts.models import User
from peersupport.accounts.requests import MemberRequest
from peersupport.privacy import archive, closing
from peersupport.privacy.forms import CloseForm

LONGEST = 600  # seconds that the sending of one copy may take


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)
def data(request: MemberRequest) -> HttpResponseBase:
    """What is kept and why; POSTed, the archive. Some a day: each reads all that a person ever wrote."""
    if request.method != "POST":
        return render(request, "privacy/data.html")
    limited = ratelimit.consume_or_429(request, action="take_data", user=request.user)
    return limited or _download(request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)
def close(request: MemberRequest) -> HttpResponseBase:
    """What closing the account means, with the choice of what becomes of the messages; POSTed, it is closed."""
    form = CloseForm(request.POST if request.method == "POST" else None)
    code, status = closing.may_not(request.user), 200
    if form.is_bound:
        if limited := ratelimit.consume_or_429(request, action="close_account", user=request.user):
            return limited
        status = 422
        if form.is_valid():
            try:
                closing.close(request.user, takes_back=form.takes_back, by=request.user, now=timezone.now())
            except closing.CannotClose as refusal:
                code, status = refusal.code, 409
            else:
                return _over(request)
    context = {
        "form": form,
        "refused": code,
        "signed": closing.signed(request.user),
        "leads": access.may_lead(request.user),
        "works_queue": request.user.has_perm("moderation.work_queue"),
    }
    return render(request, "privacy/close.html", context, status=status)


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """For who has no account any more."""
    return render(request, "privacy/closed.html")


def _over(request: HttpRequest) -> HttpResponse:
    """Log the person out here too, and have the browser forget what it kept of the site: drafts, and what waits.

    All but the language, in which the last page is said.
    """
    logout(request)
    response = redirect("privacy:closed")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, translation.get_language() or "en", samesite="Lax")
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _download(user: User) -> HttpResponseBase:
    now = timezone.now()
    response = StreamingHttpResponse(_read_in_threads(user, now), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="peer-support-{timezone.localdate(now)}.zip"'
    return response


async def _read_in_threads(user: User, now: datetime) -> AsyncIterator[bytes]:
    """The loop waits for no database, and the database for no slow line; who takes too long is cut off."""
    pieces, read = archive.pieces(user, now), sync_to_async(_next)
    request = cast(asyncio.Task, asyncio.current_task())  # which waits, outside of here, until the line takes more
    end = asyncio.get_running_loop().call_later(LONGEST, request.cancel)
    try:
        while piece := await read(pieces):
            yield piece
    finally:
        end.cancel()


def _next(pieces: Iterator[bytes]) -> bytes:
    """The request's thread would keep its connection to the last byte: between two pieces it is the pool's."""
    try:
        return next(pieces, b"")
    finally:
        close_old_connections()
