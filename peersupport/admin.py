"""The admin's front door: our own log-in, a second factor for those who need one, and a content security policy."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from unfold.sites import UnfoldAdminSite

from peersupport.accounts import guards
from peersupport.accounts.models import User
from peersupport.watching import status

# What django-unfold needs beyond the policy of our own pages, and no more. Its Alpine.js makes functions from the
# attributes of our templates ('unsafe-eval'), and one element takes its width from a bound style attribute. Inline
# scripts and style elements stay refused: the colours come from static/css/admin.css (see each_context).
ADMIN_CSP = {"script-src": ["'unsafe-eval'"], "style-src-attr": ["'unsafe-inline'"]}


class Site(UnfoldAdminSite):
    index_template = "admin/front.html"

    def admin_view(
        self, view: Callable[..., HttpResponseBase], cacheable: bool = False
    ) -> Callable[..., HttpResponseBase]:
        return csp_update(ADMIN_CSP)(super().admin_view(view, cacheable))

    def get_urls(self) -> list[URLPattern]:
        return [path("status/", self.admin_view(self.status), name="status"), *super().get_urls()]

    def status(self, request: HttpRequest) -> HttpResponse:
        return status.page(request, self.each_context(request))

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and super().has_permission(request) and guards.mfa_satisfied(user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The site's own log-in, with its second factor and its rate limits."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse(settings.LOGIN_URL))
        if not super().has_permission(request):
            raise PermissionDenied
        return redirect("admin:index") if self.has_permission(request) else guards.to_set_up(request)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_change_password")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Without `colors`, which the skeleton would write into an inline style element."""
        return {**super().each_context(request), "colors": None}
