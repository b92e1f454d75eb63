"""The clinicians' pages: the queue, a case, and what can be done with one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh
from django_htmx.middleware import HtmxDetails

from chat.access import care_team
from education.access import shareable
from moderation import access, allowed, blind, care, duty, feeds, reading, reasons, services
from moderation.errors import Clash, Invalid, ModerationError
from moderation.forms import DecisionForm
from moderation.models import Case
from peersupport.accounts.models import User
from peersupport.accounts.requests import MemberRequest


@require_GET
@never_cache
@login_required
def page(request: MemberRequest) -> HttpResponse:
    access.queue(request.user)
    now = timezone.now()
    to_read = len(blind.stack(request.user, now).waiting)
    context = {"to_read": to_read, "turn": duty.turn_of(request.user, now), "turns": duty.TURNS}
    return render(request, "moderation/queue.html", {**_listing(request.user), **context})


@require_GET
@never_cache
def cases(request: MemberRequest) -> HttpResponse:
    """The list alone, for the open page to put in place of its own; who is logged out meanwhile gets a whole page."""
    if not request.user.is_authenticated:
        return HttpResponseClientRefresh()
    access.queue(request.user)
    return render(request, "moderation/_cases.html", _listing(request.user))


@require_GET
@never_cache
@login_required
def case(request: MemberRequest, case_id: int) -> HttpResponse:
    found = access.case_for(request.user, case_id)
    if found.room.is_care:  # the talk around it is a member's own with the care team: to read it is noted
        services.open_care(found.room, by=request.user, now=timezone.now())
    form = DecisionForm(case=found, initial={"revision": found.message.content_revision})
    return _case_page(request, found, form)


@require_POST
@login_required
def claim(request: MemberRequest, case_id: int) -> HttpResponse:
    access.case_for(request.user, case_id)
    try:
        services.claim(case_id, by=request.user, now=timezone.now())
    except ModerationError as error:
        return _refused(request, case_id, error)
    return redirect(reverse("moderation:case", args=[case_id]) + "#taken")  # static/js/case.js: where the focus goes


@require_POST
@login_required
def release(request: MemberRequest, case_id: int) -> HttpResponse:
    access.case_for(request.user, case_id)
    if services.release(case_id, by=request.user, now=timezone.now()):
        messages.info(request, _("You gave the case back. It waits in the queue."))
    return redirect("moderation:queue")


@require_POST
@login_required
def hide(request: MemberRequest, case_id: int) -> HttpResponse:
    """Take the message out of sight, then show the case as it is by now; what was typed of the decision stays."""
    form = DecisionForm(request.POST, case=access.case_for(request.user, case_id))
    try:
        services.hide(case_id, by=request.user, now=timezone.now())
    except ModerationError as error:
        return _refused(request, case_id, error, form)
    found = access.case_for(request.user, case_id)
    form.rebind(found.message.content_revision)
    messages.info(request, _("The room does not see the message until somebody decides."))
    return _case_page(request, found, form)


@require_POST
@login_required
def write(request: MemberRequest, case_id: int) -> HttpResponse:
    """To the author's conversation with the care team; the case goes on waiting."""
    found = access.case_to_write(request.user, case_id)
    room = services.write_to_author(found, by=request.user, now=timezone.now())
    return redirect("chat:room", room.slug)


@require_POST
@login_required
def decide(request: MemberRequest, case_id: int) -> HttpResponse:
    """Decide, then show the closed case, with the way on to the next; a refusal keeps what was typed."""
    form = DecisionForm(request.POST, case=access.case_for(request.user, case_id))
    try:
        services.decide(case_id, form.judgement(), by=request.user, now=timezone.now())
    except ModerationError as error:
        return _refused(request, case_id, error, form)
    return redirect(reverse("moderation:case", args=[case_id]) + "#decided")  # static/js/case.js, as above


def _listing(user: User) -> dict[str, object]:
    now = timezone.now()
    revision = feeds.QueueFeed().revision()  # read first: what comes meanwhile is announced again
    waiting = reading.waiting(user)
    rows = [reading.row(case, user, now) for case in waiting[: reading.LISTED]]
    count = len(rows) if len(rows) < reading.LISTED else waiting.count()
    asked = care.waiting(now) if care_team([user.pk]) else None
    return {"rows": rows, "count": count, "revision": revision, "now": now, "asked": asked}


def _refused(
    request: MemberRequest, case_id: int, error: ModerationError, form: DecisionForm | None = None
) -> HttpResponse:
    """The case as it stands now, saying what stood in the way."""
    found = access.case_for(request.user, case_id)
    if form is None:
        form = DecisionForm(case=found)
    if isinstance(error, Invalid):
        form.says(error.fields)
    else:
        form.rebind(found.message.content_revision)
    response = _case_page(request, found, form, error)
    response.status_code = error.status
    return response


def _case_page(
    request: MemberRequest, case: Case, form: DecisionForm, error: ModerationError | None = None
) -> HttpResponse:
    now, message = timezone.now(), case.message
    before, after = reading.talk_around(message)
    context = {
        "case": case,
        "row": reading.row(case, request.user, now),
        "flags": reasons.spoken(case.flags.all(), get_language() or ""),
        "withdrawn": reading.withdrawn(case),
        "runs": reading.marked(case),
        "lines": reading.lines(case),
        "quoted": reading.quoted(message),
        "before": before,
        "after": after,
        "author": message.author,
        "history": reading.history(message.author),
        "may_write": access.may_write(request.user, case),
        "outreaches": case.outreaches.select_related("by"),
        "others": reading.others_open(case, request.user),
        "decisions": reading.past_decisions(case),
        "actions": allowed.actions(case, request.user, now),
        "choices": allowed.choices(case, request.user, now),
        "edit": case.waiting_edit,
        "says_otherwise": reading.says_otherwise(case),
        "former": message.former_texts.all(),
        "may_hide": allowed.may_hide(case, request.user, now),
        "may_claim": allowed.may_claim(case, request.user, now),
        "may_release": allowed.may_release(case, request.user, now),
        "next": reading.next_waiting(request.user, now) if case.closed_at else None,
        "form": form,
        "picked": shareable(request.user, form.resource_id, timezone.localdate(now)) if form.resource_id else None,
        "error": error,
        "clash": error if isinstance(error, Clash) else None,
        "now": now,
    }
    part = bool(HtmxDetails(request))  # the open page asks who has the case by now
    return render(request, "moderation/_claim.html" if part else "moderation/case.html", {**context, "part": part})
