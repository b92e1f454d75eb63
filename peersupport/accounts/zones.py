"""Time zones: which a person can choose, and theirs."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings

from peersupport.accounts.models import User

PLACES = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zone_of(user: User) -> ZoneInfo:
    """The person's own zone, or the site's where they have not said one."""
    return ZoneInfo(user.time_zone or settings.TIME_ZONE)


@cache
def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones by continent, for a select: named after places, and UTC."""
    places: dict[str, list[tuple[str, str]]] = {place: [] for place in PLACES}
    for name in sorted(available_timezones()):
        place, _, town = name.partition("/")
        if place in places:
            places[place].append((name, town.replace("_", " ").replace("/", ", ")))
    return [("UTC", [("UTC", "UTC")]), *((place, towns) for place, towns in places.items() if towns)]
