"""A person's own pages: settings, what they agreed to, agreeing to new rules; and the demo's mailbox."""

from typing import Any

from allauth.account.views import EmailVerificationSentView, SignupView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from peersupport.accounts import again, consent, house_rules, mailbox, services
from peersupport.accounts.forms import SettingsForm
from peersupport.accounts.requests import MemberRequest


class SignUp(SignupView):
    """With `?again`, what this browser gave a moment ago stands there to be mended."""

    def get_initial(self) -> dict[str, Any]:
        found = self._again()
        return super().get_initial() | (found.given if found else {})

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"again": self._again()}

    def _again(self) -> again.Again | None:
        return again.pending(self.request) if "again" in self.request.GET else None


class Sent(EmailVerificationSentView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"again": again.pending(self.request)}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_settings(request: MemberRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            services.change_settings(request.user, form.cleaned_data)
            services.let_help(request.user, form.cleaned_data["helps"], now=timezone.now())
        with translation.override(request.user.language):  # as it was chosen just now
            messages.success(request, _("Saved."))
        return redirect("accounts:settings")
    return render(request, "account/settings.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@login_required
def consents(request: MemberRequest) -> HttpResponse:
    return render(request, "account/consents.html", {"consents": request.user.consents.order_by("-at")})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def agree(request: MemberRequest) -> HttpResponse:
    """Agree to the house rules in force, then go on to where the person was going (`next`)."""
    back = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = settings.LOGIN_REDIRECT_URL
    if request.method == "POST":
        consent.agree(request.user, now=timezone.now())
        return redirect(back)
    rules = house_rules.html(translation.get_language() or "en")
    context = {"next": back, "returning": request.user.consents.exists(), "rules": rules}
    return render(request, "account/agree.html", context)


@require_safe
def demo_mailbox(request: HttpRequest) -> HttpResponse:
    """The mails that the demo did not send, for whoever tries it out."""
    if not settings.DEMO:
        raise Http404
    return render(request, "account/demo_mailbox.html", {"mails": mailbox.latest(settings.EMAIL_FILE_PATH)})
