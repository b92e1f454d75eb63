"""What every template may say about the site."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from peersupport import help_numbers


def site(request: HttpRequest) -> dict[str, object]:
    """`own_help`: whom to call in the person's own country, worked out only where a template asks for it."""
    user = getattr(request, "user", None)
    country = user.country if user and user.is_authenticated else ""
    return {
        "demo": settings.DEMO,
        "quick_exit": settings.QUICK_EXIT_URL,
        "own_help": SimpleLazyObject(lambda: help_numbers.place(country)),
    }
