"""How a person wants to be told when they are not here: the page, their devices, and the way out of the mails."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from peersupport.accounts import roles, zones
from peersupport.accounts.devices import describe
from peersupport.accounts.requests import MemberRequest
from peersupport.accounts.services import change_settings
from peersupport.notices import devices, keys, mail, reaching
from peersupport.notices.forms import ReachForm

BYTES = 4096  # of a subscription


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reach(request: MemberRequest) -> HttpResponse:
    """How the person wants to be told, and on which devices."""
    user, offered = request.user, keys.offered()
    kept, zone = reaching.reach_of(user), zones.zone_of(user).key
    clinician = roles.CLINICIAN in roles.names_of([user.pk]).get(user.pk, set())
    form = ReachForm(request.POST or None, reach=kept, zone=zone, push_offered=offered, clinician=clinician)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            change_settings(user, {"time_zone": form.cleaned_data["time_zone"]})
            reaching.choose(user, form.wishes(), now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("notices:reach")
    context = {"form": form, "clinician": clinician, "push_key": keys.public() if offered else ""}
    context["devices"] = user.devices.order_by("-created_at") if offered else []
    return render(request, "notices/reach.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def add_device(request: MemberRequest) -> HttpResponse:
    """Of a browser that its person has just turned notices on in: what PushSubscription.toJSON() gives."""
    if not keys.offered():
        raise Http404
    try:
        found = devices.parse(request.body if len(request.body) <= BYTES else b"")
    except devices.BadSubscription:
        return JsonResponse({"code": "bad_subscription"}, status=400)
    name = describe(request.headers.get("User-Agent", ""))
    session_key = request.session.session_key or ""
    device = devices.register(request.user, found, session_key=session_key, name=name, now=timezone.now())
    return JsonResponse({"device": device.pk}, status=201)


@require_POST
@login_required
def forget_device(request: MemberRequest, device_id: int) -> HttpResponse:
    if not devices.forget(device_id, by=request.user):
        raise Http404
    messages.success(request, _("This device gets no more notices."))
    return redirect("notices:reach")


@csrf_exempt  # a mail program presses the button by itself (RFC 8058); the signed address is what it shows
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, key: str) -> HttpResponse:
    """The way out of the mails, for whoever holds one: asks on GET, which a mail scanner does too, and acts on POST."""
    try:
        user_id, what = mail.read_way_out(key)
    except signing.BadSignature:
        return render(request, "notices/unsubscribe.html", status=404)
    done = request.method == "POST"
    if done:
        reaching.unsubscribe(user_id, what)
    return render(request, "notices/unsubscribe.html", {"what": what, "done": done})
