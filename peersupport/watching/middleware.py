"""The outermost middleware: gives each request an id, answers those who watch, logs and counts every answer."""

import logging
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bound_contextvars

from peersupport import health
from peersupport.watching import metrics, views
from peersupport.watching.requests import request_id, shown_path

log = logging.getLogger("peersupport.access")

# Answered here, so that none of them needs a session, an allowed host, HTTPS or the database.
WATCHERS: dict[str, Callable[[HttpRequest], HttpResponse | None]] = {
    "/healthz": health.healthz,
    "/readyz": health.readyz,
    "/metrics": views.metrics,
}


class WatchedMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = perf_counter()
        given = request_id(request.headers.get("X-Request-ID"))
        with bound_contextvars(request_id=given):
            watcher = WATCHERS.get(request.path)
            response = (watcher and watcher(request)) or self.get_response(request)
            seconds = perf_counter() - begun
            response.headers["X-Request-ID"] = given
            metrics.count(request.method or "", response.status_code, seconds)
            log.log(_level(request, response), "request", extra=_told(request, response, seconds))
        return response


def _level(request: HttpRequest, response: HttpResponse) -> int:
    """What is asked for all the time is not worth a line each, as long as it is well."""
    if response.status_code >= 500:
        return logging.WARNING
    usual = request.path in WATCHERS or request.path.startswith(settings.STATIC_URL)
    return logging.DEBUG if usual else logging.INFO


def _told(request: HttpRequest, response: HttpResponse, seconds: float) -> dict[str, object]:
    user = getattr(request, "_cached_user", None)  # as Django keeps it once somebody asked; asking is not for us
    told = {
        "method": request.method if request.method in metrics.METHODS else "other",
        "path": shown_path(request),
        "status": response.status_code,
        "ms": round(seconds * 1_000, 1),
    }
    return told | ({"user": user.pk} if user is not None and user.pk else {})
