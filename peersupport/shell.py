"""What lets a browser keep the site as an app: the manifest, the worker, and the page for when there is no network.

The worker keeps static files and that page, which is the same for everybody: nothing of a person is ever in its cache.
"""

import hashlib
import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from peersupport import help_numbers

# What the page without network is drawn with.
FILES = ("css/tokens.css", "css/base.css", "css/components.css", "img/icons.svg", "img/favicon.svg")
GROUND = "#faf7f2"  # --color-bg in the light: behind the logo while the app opens
BAR = "#ffffff"  # --color-surface, as the pages' own theme-color; in the dark theirs goes before


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    pictures = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    said = {
        "id": "/",
        "name": _("Peer support"),
        "short_name": _("Peer support"),
        "lang": get_language(),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": BAR,
        "icons": pictures,
    }
    return JsonResponse(said, content_type="application/manifest+json")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script of static/js/worker.js, told what to keep, in the language of whoever asks."""
    page = offline_page(language := _spoken())
    kept: dict[str, Any] = {"offline": reverse("offline", args=[language]), "files": [static(name) for name in FILES]}
    kept |= {"icon": static("img/icon-192.png"), "badge": static("img/badge-96.png")}
    told = json.dumps(kept | {"version": _fingerprint(_script(), page, *kept["files"])}, indent=1)
    answer = HttpResponse(f"self.SHELL = {told};\n\n{_script()}", content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_safe
def offline(request: HttpRequest, language: str) -> HttpResponse:
    """The page for when there is no network: the same for everybody who reads the language."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return HttpResponse(offline_page(language))


def offline_page(language: str) -> str:
    """Rendered without a request, so that nothing of a person can get into it."""
    with translation.override(language):
        return render_to_string("offline.html", help_numbers.everywhere())


def _spoken() -> str:
    spoken = (get_language() or "").split("-")[0]
    return spoken if spoken in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@cache
def _script() -> str:
    return (settings.BASE_DIR / "static/js/worker.js").read_text()


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
