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
from moderation import access, reading, services
from moderation.errors import ModerationError
from moderation.forms import HandOverForm, ReportForm
from moderation.models import Report
from peersupport.accounts.requests import MemberRequest

LISTED = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report(request: MemberRequest, message_id: int) -> HttpResponse:
    """The form, and what becomes of it. A message that the person cannot see is not there (404)."""
    message = access.reportable(request.user, message_id)
    return _form(request, message, services.report, ReportForm, "moderation/report.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_over(request: MemberRequest, message_id: int) -> HttpResponse:
    """The same for a guide of the room."""
    message = access.handable(request.user, message_id)
    return _form(request, message, services.hand_over, HandOverForm, "moderation/hand_over.html")


def _form(
    request: MemberRequest, message: Message, file: Callable[..., Report], kind: type[ReportForm], template: str
) -> HttpResponse:
    form = kind(request.POST if request.method == "POST" else None)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            file(message.pk, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ModerationError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            thanks = _("Thank you. Our clinicians will read it, and we will tell you what they decide.")
            messages.success(request, thanks)
            return redirect("chat:room", message.room.slug)
    return render(request, template, {"form": form, "message": message}, status=status)


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
