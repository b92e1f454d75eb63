"""The library's pages: parse, call, answer."""

from urllib.parse import urlsplit

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from education import access, library, text
from education.forms import WishForm
from education.vocabulary import State, Topic

PER_PAGE = 24  # fills rows of two and of three
PICKED = 8  # as many as a phone shows without scrolling far


@require_safe
@vary_on_headers("HX-Request")
def library_page(request: HttpRequest) -> HttpResponse:
    """The shelf, searched and filtered; only the results when htmx asks."""
    today = timezone.localdate()
    form = WishForm(request.GET, today)
    wish = form.wish()
    found = library.find(wish, today, reads=get_language() or "", country=_country(request))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "wish": wish,
        # The chosen one first: on a phone the row scrolls.
        "topics": sorted(Topic.choices, key=lambda choice: choice[0] != wish.topic),
        "filtered": sum(bool(form.cleaned_data.get(field.name)) for field in form.filters()),
        "narrowed": wish != library.Wish(),
    }
    asked = HtmxDetails(request)
    part = bool(asked) and not asked.history_restore_request
    return render(request, "education/_results.html" if part else "education/library.html", {**context, "part": part})


@require_safe
def resource_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One resource: who vouches for it, and its words or the way to them."""
    today = timezone.localdate()
    try:
        resource = access.resource_for(request.user, pk, today)
    except Http404:
        if access.taken_down(pk) is None:
            raise
        return render(request, "education/taken_down.html", status=404)
    context = {
        "resource": resource,
        "back": _back(request, pk),
        "body": mark_safe(text.to_html(resource.body)),  # noqa: S308  (cleaned there)
        "host": urlsplit(resource.url).hostname,
        "topics": [topic for topic in Topic if topic.value in resource.topics],
        # What an earlier text was judged to be says nothing about this one.
        "validation": resource.validations.select_related("by").first() if resource.state == State.VALIDATED else None,
        "shown": resource.is_shown(today),
    }
    return render(request, "education/resource.html", context)


@require_safe
def picker(request: HttpRequest) -> HttpResponse:
    """A fragment for the composer: what may be put on a message, as buttons. `language`: what the room speaks."""
    wish = library.Wish(words=request.GET.get("q", "")[:200])
    reads = request.GET.get("language") or get_language() or ""
    found = library.find(wish, timezone.localdate(), reads=reads, country=_country(request))
    context = {"resources": found[:PICKED], "total": len(found), "words": wish.words}
    return render(request, "education/_pick.html", context)


def _country(request: HttpRequest) -> str:
    """The reader's own; unknown of whoever isn't logged in."""
    return request.user.country if request.user.is_authenticated else ""


def _back(request: HttpRequest, pk: int) -> str:
    """To the list as the reader left it, at this resource's card; to the whole of it for who comes from elsewhere."""
    shelf = reverse("education:library")
    try:
        came = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no address at all: anybody may send any header
        return shelf
    if came.netloc != request.get_host() or came.path != shelf:
        return shelf
    return f"{shelf}{'?' if came.query else ''}{came.query}#resource-{pk}"
