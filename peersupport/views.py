"""The site's own pages: the way in, the house rules and whom to call."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from peersupport import help_numbers
from peersupport.accounts.house_rules import html as rules_html


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("chat:rooms")
    return render(request, "home.html")


@require_safe
def house_rules(request: HttpRequest) -> HttpResponse:
    return render(request, "house_rules.html", {"rules": rules_html(get_language() or "en")})


@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """The member's own country first; every other one below it."""
    own = request.user.country.upper() if request.user.is_authenticated else ""
    return render(request, "help_now.html", help_numbers.everywhere(own))


@require_safe
def leaving(request: HttpRequest) -> HttpResponse:
    return render(request, "leaving.html")
