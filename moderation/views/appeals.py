"""A member's pages about messages that were taken out: which they are, and asking for a second look."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chat.access import is_member
from moderation import access, removals, services
from moderation.errors import Invalid, ModerationError
from moderation.forms import AppealForm
from peersupport.accounts.requests import MemberRequest


@require_GET
@login_required
def mine(request: MemberRequest) -> HttpResponse:
    return render(request, "moderation/appeals.html", {"removals": removals.removals_of(request.user, timezone.now())})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def appeal(request: MemberRequest, message_id: int) -> HttpResponse:
    """What was decided about a message of mine that was taken out, and the form, as long as one may ask."""
    message = access.appealable(request.user, message_id)
    form = AppealForm(request.POST if request.method == "POST" else None)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            services.appeal(message.pk, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Invalid as error:
            form.add_error("words", error.fields["words"])
        except ModerationError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(request, _("Another clinician will read it, and we will tell you what comes of it."))
            return redirect("moderation:appeals")
    removal = removals.removal(message, request.user, timezone.now())
    context = {"form": form, "removal": removal, "inside": is_member(request.user, message.room.slug)}
    return render(request, "moderation/appeal.html", context, status=status)
