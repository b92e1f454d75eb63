"""The site's own pages: the way in, the house rules and whom to call."""

from functools import lru_cache
from pathlib import Path

import bleach
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from peersupport import help_numbers

RULES = Path(__file__).parent / "accounts" / "content"
RULES_TAGS = {"h1", "h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "br", "blockquote"}


@lru_cache
def rules_html(language: str) -> SafeString:
    """The house rules as HTML in `language` ("en", "es-mx", ...); in English where there is no translation."""
    file = RULES / f"house_rules_{language.split('-')[0]}.md"
    if not file.exists():
        file = RULES / "house_rules_en.md"
    html = MarkdownIt().render(file.read_text(encoding="utf-8"))
    return mark_safe(bleach.clean(html, tags=RULES_TAGS, attributes={"a": ["href"]}))  # noqa: S308  (cleaned just now)


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
    others = [code for code in help_numbers.LINES if code != own]
    context = {
        "own": _place(own) if own else None,
        "others": sorted((_place(code) for code in others), key=lambda place: str(place["name"])),
        "anywhere": help_numbers.numbers(""),
    }
    return render(request, "help_now.html", context)


def _place(country: str) -> dict[str, object]:
    return {"name": help_numbers.country_name(country), "numbers": help_numbers.numbers(country)}
