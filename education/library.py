"""What stands on the shelf: the public library, searched and filtered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

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


def find(wish: Wish, today: date, *, reads: str = "", country: str = "") -> Sequence[Resource]:
    """The shown resources that fit: those in the language `reads` first, then those that bear the words in their title,
    then those for the `country`, those for any, and others; in that the best first, by title where no words are given.
    `country` is the reader's, and gives way to the one that is wished for. Count it and slice it.

    Every word must be there, the last one perhaps only begun, with or without accents: "hipo" finds "Hipoglucemia".
    """
    shelf = Resource.objects.shown(today).filter(_shelf_mark(wish))
    if wish.topic:
        shelf = shelf.about(wish.topic)
    words, places = fold(wish.words), [wish.country or country, ""]
    if not wish.words.strip():
        near = Case(*(When(country=place, then=at) for at, place in enumerate(places)), default=len(places))
        return shelf.order_by(Case(When(language=reads, then=0), default=1), near, "title", "pk")
    if not words:
        return shelf.none()
    # The search package checks each filter against its index; membership in the shelf is the one it has to know.
    light = Resource.objects.defer("body", "source")  # all that fit are ranked, and nobody reads them whole here
    hits = light.filter(pk__in=shelf.order_by().values("pk")).autocomplete(words, operator="and")
    far = lambda hit: places.index(hit.country) if hit.country in places else len(places)  # noqa: E731
    return sorted(hits, key=lambda hit: (hit.language != reads, not _bears(hit.title, words), far(hit)))


def countries(today: date) -> list[str]:
    """The countries that some shown resource is for."""
    named = Resource.objects.shown(today).exclude(country="")
    return list(named.order_by("country").values_list("country", flat=True).distinct())


def new_on_the_shelf(since: datetime, upto: datetime, *, language: str, country: str) -> QuerySet[Resource]:
    """What was validated for the first time after `since`, up to `upto`, and is for a member who reads the language."""
    shelf = Resource.objects.shown(timezone.localdate(upto)).filter(language=language, country__in=["", country])
    fresh = shelf.filter(validations__at__gt=since, validations__at__lte=upto).exclude(validations__at__lte=since)
    return fresh.exclude(audience=Audience.PROFESSIONAL).distinct().order_by("title", "pk")


def _bears(title: str, words: str) -> bool:
    """Whether each of the words, folded, begins a word of the title."""
    own = fold(title).split()
    return all(any(each.startswith(word) for each in own) for word in words.split())


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
