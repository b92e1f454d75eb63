"""Time zones: which a person can choose, and theirs."""

from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.models import User

PLACES = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic Ocean"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}


def zone_of(user: User) -> ZoneInfo:
    """The person's own zone, or the site's where they have not said one."""
    return ZoneInfo(user.time_zone or settings.TIME_ZONE)


@cache
def choices() -> list[tuple[Any, list[tuple[str, str]]]]:
    """The zones by continent, for a select: named after places, as the world's list of zones does, and UTC."""
    places: dict[str, list[tuple[str, str]]] = {place: [] for place in PLACES}
    for name in sorted(available_timezones()):
        place, _, town = name.partition("/")
        if place in places:
            places[place].append((name, town.replace("_", " ").replace("/", ", ")))
    return [("UTC", [("UTC", "UTC")]), *((PLACES[place], towns) for place, towns in places.items() if towns)]
