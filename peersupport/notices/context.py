"""The number on the bell, and whether devices can be told of news."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from peersupport.notices import keys
from peersupport.notices.reading import unread


def bell(request: HttpRequest) -> dict[str, object]:
    """`notices_unread`, counted only when a template asks for it; `push_offered`."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"notices_unread": 0}
    user = request.user
    return {"notices_unread": SimpleLazyObject(lambda: unread(user)), "push_offered": keys.offered()}
