"""What may be said of a request: its path without secrets, and an id to find its log lines by."""

import re
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest

# Hexadecimal only, such as a UUID or a trace id: an id that comes from outside must not carry words into the logs.
SANE = re.compile(r"[0-9a-fA-F-]{16,64}")
WATCHED = {"/healthz", "/readyz", "/metrics"}  # answered before any page is looked for
SECRET = ("key", "uidb36")  # parts of the addresses in e-mails that log a person in or confirm an address


def request_id(given: str | None) -> str:
    """The proxy's id where it is sane, else one of our own."""
    return given if given and SANE.fullmatch(given) else uuid4().hex


def shown_path(request: HttpRequest) -> str:
    """The path as the logs may have it. One that is no page of ours may hold anything, and is not repeated."""
    match = request.resolver_match
    if match is None:
        known = request.path in WATCHED or request.path.startswith(settings.STATIC_URL)
        return request.path if known else "(no page)"
    path = request.path
    for name in SECRET:
        if value := match.kwargs.get(name):
            path = path.replace(str(value), "…")
    return path
