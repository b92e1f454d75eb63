"""Members' pages: report a message, see one's own reports, take one back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from moderation import access, reading, services
from moderation.errors import ModerationError
from moderation.forms import ReportForm
from peersupport.accounts.requests import MemberRequest

LISTED = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report(request: MemberRequest, message_id: int) -> HttpResponse:
    """The form, and what becomes of it. A message that the person cannot see is not there (404)."""
    message = access.reportable(request.user, message_id)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "message": message}
        return render(request, "moderation/report.html", context, status=400 if form.is_bound else 200)
    try:
        services.report(message.pk, by=request.user, now=timezone.now(), **form.cleaned_data)
    except ModerationError as error:
        form.add_error(None, str(error))
        return render(request, "moderation/report.html", {"form": form, "message": message}, status=error.status)
    messages.success(request, _("Thank you. Our clinicians will read it, and we will tell you what they decide."))
    return redirect("chat:room", message.room.slug)


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
