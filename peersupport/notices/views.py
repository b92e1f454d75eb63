"""A person's notices, newest first, and the button that says "I have seen these"."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from peersupport.accounts.requests import MemberRequest
from peersupport.accounts.zones import zone_of
from peersupport.notices import services, words
from peersupport.notices.models import Notice

PAGE = 30


@require_GET
@login_required
def inbox(request: MemberRequest) -> HttpResponse:
    told = Notice.objects.filter(inbox_id=request.user.pk)
    page = Paginator(told, PAGE).get_page(request.GET.get("page"))
    newest = told.values_list("revision", flat=True).first() or 0
    return render(request, "notices/list.html", {"page": page, "shown": _alike(page, request), "newest": newest})


def _alike(page: Iterable[Notice], request: MemberRequest) -> list[dict[str, Any]]:
    """What says the same stands once, at its newest, with the others folded below: twenty alike hide the one."""
    user, said = request.user, dict[tuple[str, str], dict[str, Any]]()
    for notice in page:
        title, body = words.title_and_body(notice.kind, notice.data, user.language, zone_of(user))
        told = {"notice": notice, "title": title, "body": body, "url": notice.data.get("url", ""), "older": []}
        first = said.setdefault((title, body), told)
        if first is not told:
            first["older"].append(told)
    return list(said.values())


@require_POST
@login_required
def read(request: MemberRequest) -> HttpResponse:
    """`upto`: the newest revision that the page showed, so that one told meanwhile stays unread.

    Or `notice`, one alone, from a page that shows by itself what the notice tells of.
    """
    now = timezone.now()
    if (one := _number(request, "notice")) is not None:
        services.mark_one_read(request.user.pk, one, now=now)
        return HttpResponse(status=204)
    if (upto := _number(request, "upto")) is None:
        return HttpResponseBadRequest("upto must be a revision")
    services.mark_read(request.user.pk, upto=upto, now=now)
    return redirect("notices:list")


def _number(request: MemberRequest, name: str) -> int | None:
    said = request.POST.get(name, "")
    return int(said) if said.isdecimal() and len(said) <= 18 else None
