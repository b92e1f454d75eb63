"""What Prometheus reads, and who may."""

import ipaddress
from hmac import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from prometheus_client import CONTENT_TYPE_LATEST

PROXIED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")


def metrics(request: HttpRequest) -> HttpResponse | None:
    """The metrics, or None for whoever may not read them: then it is a page like any that does not exist."""
    from peersupport.watching import exposition

    if request.method != "GET" or not may_read(request):
        return None
    return HttpResponse(exposition.text(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def may_read(request: HttpRequest) -> bool:
    """With METRICS_TOKEN, who knows it. Without, this machine under a name of its own, and nobody behind a proxy.

    The name keeps out a page in a browser here, whose own host name may lead to this machine (DNS rebinding).
    """
    if settings.METRICS_TOKENS:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        known = [compare_digest(given.encode(), token.encode()) for token in settings.METRICS_TOKENS]
        return scheme.lower() == "bearer" and any(known)
    if settings.SECURE_PROXY_SSL_HEADER or any(name in request.headers for name in PROXIED):
        return False  # everybody's request comes from the proxy's address, even where a proxy was not declared
    host, _ = split_domain_port(request.headers.get("Host", ""))
    return _is_here(request.META.get("REMOTE_ADDR", "")) and (host == "localhost" or _is_here(host.strip("[]")))


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
