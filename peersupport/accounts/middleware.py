"""What stands between a person and a page: their language, their privacy, agreed rules, a second factor for staff."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from peersupport.accounts import consent, guards
from peersupport.accounts.models import User

# What those do who work with other people's messages. A room's page itself is a member's, and asks for no more.
MFA_ROUTES = ("queue/", "admin/", "guide/", "pin/", "hand-over/", "rooms/<slug:slug>/requests/")
# Pages that stay open to a person who has not agreed to the rules in force: the account's own, the rules themselves,
# help in an emergency, and what the browser asks for by itself.
OPEN_ROUTES = ("accounts/", "rules/", "help-now/", "leaving/", "i18n/", "sw.js", "manifest.webmanifest", "offline/")
AGREED = "house_rules_agreed"  # in the session: the version known to be agreed, to save a query a page


class LanguageMiddleware:
    """A member's own choice; for a visitor, what the browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = user.language if user.is_authenticated else translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response


class PrivateMiddleware:
    """Has no browser keep a signed-in person's pages: after the log-out, Back shows them to nobody on a shared device.

    It costs the quick way back, which then asks the server again. What was typed in a room is kept by the room.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class GuardMiddleware:
    """Sends a signed-in person to what they must do first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        route = request.resolver_match.route if request.resolver_match else ""
        user = request.user
        if not user.is_authenticated or route.startswith(OPEN_ROUTES):
            return None
        if not self._agreed(request, user):
            back = request.get_full_path() if request.method == "GET" else "/"
            return redirect_to_login(back, reverse("accounts:agree"))
        if route.startswith(MFA_ROUTES) and not guards.mfa_satisfied(user):
            return guards.to_set_up(request)
        return None

    def _agreed(self, request: HttpRequest, user: User) -> bool:
        if request.session.get(AGREED) == consent.HOUSE_RULES_VERSION:
            return True
        agreed = consent.is_current(user)
        if agreed:
            request.session[AGREED] = consent.HOUSE_RULES_VERSION
        return agreed
