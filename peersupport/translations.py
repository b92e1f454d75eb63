"""The words of the scripts, under an address that changes with them, so that a browser asks for them once."""

import hashlib
from functools import cache
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog


def address() -> str:
    """For the language that is spoken now."""
    language = (translation.get_language() or "").split("-")[0]
    spoken = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return reverse("jsi18n", args=[spoken, _fingerprint(spoken)])


@require_safe
def catalogue(request: HttpRequest, language: str, fingerprint: str) -> HttpResponse:
    """The same for everybody who reads the language. Kept for a year; while a new version spreads, not at all."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    answer = HttpResponse(_script(language), content_type="text/javascript; charset=utf-8")
    current = fingerprint == _fingerprint(language)
    answer.headers["Cache-Control"] = "max-age=31536000, public, immutable" if current else "no-store"
    return answer


@cache
def _script(language: str) -> bytes:
    asked = HttpRequest()
    asked.method = "GET"
    with translation.override(language):
        return cast(HttpResponse, JavaScriptCatalog.as_view()(asked)).content


@cache
def _fingerprint(language: str) -> str:
    return hashlib.sha256(_script(language)).hexdigest()[:12]
