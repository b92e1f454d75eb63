"""What stands on the shelf: the public library, searched and filtered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from education.models import Resource
from education.text import fold
from education.vocabulary import Audience


@dataclass(frozen=True)
class Wish:
    """What a reader looks for; an empty field asks for nothing."""

    words: str = ""
    topic: str = ""
    kind: str = ""
    language: str = ""
    country: str = ""
    audience: str = ""


def find(wish: Wish, today: date) -> Sequence[Resource]:
    """The shown resources that fit, best first when words are given, else by title. Lazy: count it and slice it.

    Every word must be there, the last one perhaps only begun, with or without accents: "hipo" finds "Hipoglucemia".
    """
    shelf = Resource.objects.shown(today).filter(_shelf_mark(wish))
    if wish.topic:
        shelf = shelf.about(wish.topic)
    words = fold(wish.words)
    if not wish.words.strip():
        return shelf
    if not words:
        return shelf.none()
    # The search package checks each filter against its index; membership in the shelf is the one it has to know.
    return Resource.objects.filter(pk__in=shelf.order_by().values("pk")).autocomplete(words, operator="and")


def countries(today: date) -> list[str]:
    """The countries that some shown resource is for."""
    named = Resource.objects.shown(today).exclude(country="")
    return list(named.order_by("country").values_list("country", flat=True).distinct())


def _shelf_mark(wish: Wish) -> Q:
    mark = Q()
    for name in ("kind", "language"):
        if value := getattr(wish, name):
            mark &= Q(**{name: value})
    if wish.country:
        mark &= Q(country__in=["", wish.country])  # what holds anywhere holds there
    if wish.audience:
        mark &= Q(audience__in={wish.audience, Audience.EVERYONE})
    return mark
