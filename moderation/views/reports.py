"""Members' pages: report a message, hand one over as a guide, see one's own reports, take one back."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chat.models import Message
from moderation import access, reading, seen, services
from moderation.errors import ModerationError
from moderation.forms import HandOverForm, ReportForm
from moderation.models import Report
from peersupport.accounts.requests import MemberRequest

LISTED = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report(request: MemberRequest, message_id: int) -> HttpResponse:
    """The form, and what becomes of it. What the person neither sees nor saw in the form is not there (404)."""
    read = _read(request, message_id)
    message = access.reportable(request.user, message_id, read)
    return _form(request, message, read, services.report, ReportForm, "moderation/report.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_over(request: MemberRequest, message_id: int) -> HttpResponse:
    """The same for a guide of the room."""
    read = _read(request, message_id)
    message = access.handable(request.user, message_id, read)
    return _form(request, message, read, services.hand_over, HandOverForm, "moderation/hand_over.html")


def _read(request: MemberRequest, message_id: int) -> int | None:
    """The message's revision that stood in the form which comes back."""
    return seen.revision_of(request.POST.get("slip", ""), request.user, message_id)


def _form(
    request: MemberRequest,
    message: Message,
    read: int | None,
    file: Callable[..., Report],
    kind: type[ReportForm],
    template: str,
) -> HttpResponse:
    form = kind(request.POST if request.method == "POST" else None)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            file(message.pk, by=request.user, seen=read, now=timezone.now(), **form.cleaned_data)
        except ModerationError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            thanks = _("Thank you. Our clinicians will read it, and we will tell you what they decide.")
            messages.success(request, thanks)
            return redirect("chat:room", message.room.slug)
    context = {"form": form, "message": message, "text": message.text if read is None else message.text_at(read)}
    context["slip"] = request.POST.get("slip") if read is not None else seen.slip(request.user, message)
    return render(request, template, context, status=status)


@require_GET
@login_required
def mine(request: MemberRequest) -> HttpResponse:
    return render(request, "moderation/reports.html", {"reports": reading.reports_of(request.user)[:LISTED]})


@require_POST
@login_required
def withdraw(request: MemberRequest, report_id: int) -> HttpResponse:
    access.report_of(request.user, report_id)
    services.withdraw_report(report_id, by=request.user, now=timezone.now())
    messages.info(request, _("You took your report back."))
    return redirect("moderation:reports")
