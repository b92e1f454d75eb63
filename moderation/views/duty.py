"""Who is on duty: the line that members read, and the clinician's button."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from moderation import access, duty, services
from moderation.errors import Invalid
from peersupport.accounts.requests import MemberRequest


@require_GET
@never_cache
@login_required
def line(request: MemberRequest) -> HttpResponse:
    """The line alone, for an open room (`care`: for a thread with the care team) to put in place of its own."""
    context = {**duty.line(timezone.now()), "in_care": "care" in request.GET}
    return render(request, "moderation/_duty_words.html", context)


@require_POST
@login_required
def turn(request: MemberRequest) -> HttpResponse:
    """POST `hours`: on duty for so long; 0: off duty."""
    access.care(request.user)
    hours, now = request.POST.get("hours", ""), timezone.now()
    try:
        if hours == "0":
            services.go_off_duty(by=request.user, now=now)
        else:
            services.go_on_duty(int(hours) if hours.isdecimal() and len(hours) < 4 else -1, by=request.user, now=now)
    except Invalid as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("You are off duty.") if hours == "0" else _("You are on duty. Members see it."))
    return redirect("moderation:queue")
