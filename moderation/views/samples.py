"""Blind reading of a sample, one message after the other; and what the samples tell."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from moderation import access, blind, misses, nudges, services
from moderation.errors import AlreadyRead
from moderation.forms import ReadingForm
from moderation.models import Sampled
from peersupport.accounts.requests import MemberRequest


@require_GET
@never_cache
@login_required
def page(request: MemberRequest) -> HttpResponse:
    """The next message of the reader's own order, or that nothing waits."""
    access.queue(request.user)
    stack = blind.stack(request.user, timezone.now())
    if stack.next is None:
        return render(request, "moderation/reading.html", {"sampled": None})
    return _show(request, access.sampled(request.user, stack.next.pk), ReadingForm(), stack)


@require_POST
@login_required
def read(request: MemberRequest, sampled_id: int) -> HttpResponse:
    """Keep what was found, and on to the next one. A form that says nothing, or both, comes back as it was."""
    sampled = access.sampled(request.user, sampled_id)
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return _show(request, sampled, form, blind.stack(request.user, timezone.now()), status=422)
    try:
        kept = services.read(sampled.pk, form.cleaned_data["labels"], by=request.user, now=timezone.now())
    except AlreadyRead:
        return redirect("moderation:reading")  # sent twice, from another tab or by an impatient finger
    if kept is None:
        messages.info(request, _("Two colleagues had just read that message. Thank you all the same."))
    if form.cleaned_data["labels"]:
        messages.success(request, _("Thank you. If the message is still in the room, it waits in the queue now."))
    return redirect("moderation:reading")


@require_GET
@never_cache
@login_required
def results(request: MemberRequest) -> HttpResponse:
    access.results(request.user)
    now = timezone.now()
    weeks = misses.weeks(now)
    asked = {"nudges": nudges.lately(now), "nudge_days": nudges.DAYS}
    return render(request, "moderation/misses.html", {"weeks": weeks, "figures": misses.together(weeks), **asked})


def _show(
    request: MemberRequest, sampled: Sampled, form: ReadingForm, stack: blind.Stack, status: int = 200
) -> HttpResponse:
    return render(request, "moderation/reading.html", {"sampled": sampled, "form": form, "stack": stack}, status=status)
