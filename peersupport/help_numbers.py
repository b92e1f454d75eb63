"""Whom to call, by country: data that the help page and the safety cards share.

Each operator describes its own line, and a deployment confirms its own there before it opens: nhs.uk (999, 111 and
its option 2), samaritans.org (116 123, United Kingdom and Ireland), giveusashout.org (85258), 988lifeline.org (988),
crisistextline.org (741741), 988.ca (988 in Canada), sanidad.gob.es (024), lifeline.org.au (13 11 14).
"""

from dataclasses import dataclass
from typing import TypedDict

from django.utils.translation import gettext, gettext_noop


class HelpNumber(TypedDict):
    """As it rides in a safety card: `href` opens the telephone (`tel:`) or a text message (`sms:`)."""

    label: str
    number: str
    href: str


@dataclass(frozen=True)
class Line:
    label: str  # English; translated when it is asked for
    number: str
    scheme: str = "tel"
    crisis: bool = False  # for somebody in despair, not for a body in danger

    @property
    def href(self) -> str:
        return f"{self.scheme}:{self.number.replace(' ', '')}"


EMERGENCY = gettext_noop("Emergency services")
CRISIS = gettext_noop("Crisis line, day and night")
ONE_ONE_TWO = Line(EMERGENCY, "112")  # most mobile networks connect it to the local emergency service

LINES: dict[str, tuple[Line, ...]] = {
    "US": (
        Line(EMERGENCY, "911"),
        Line(gettext_noop("Suicide and crisis line, day and night"), "988", crisis=True),
        Line(gettext_noop("Crisis line by text message"), "741741", "sms", crisis=True),
    ),
    "GB": (
        Line(EMERGENCY, "999"),
        Line(gettext_noop("NHS, urgent advice (option 2 for mental health)"), "111"),
        Line(gettext_noop("Samaritans, day and night"), "116 123", crisis=True),
        Line(gettext_noop("Shout, by text message"), "85258", "sms", crisis=True),
    ),
    "IE": (
        Line(EMERGENCY, "112"),
        Line(gettext_noop("Emergency services, other number"), "999"),
        Line(gettext_noop("Samaritans, day and night"), "116 123", crisis=True),
    ),
    "ES": (ONE_ONE_TWO, Line(CRISIS, "024", crisis=True)),
    "MX": (Line(EMERGENCY, "911"),),
    "CA": (Line(EMERGENCY, "911"), Line(gettext_noop("Suicide and crisis line, day and night"), "988", crisis=True)),
    "AU": (Line(EMERGENCY, "000"), Line(gettext_noop("Lifeline, day and night"), "13 11 14", crisis=True)),
}
NAMES = {
    "US": gettext_noop("United States"),
    "GB": gettext_noop("United Kingdom"),
    "IE": gettext_noop("Ireland"),
    "ES": gettext_noop("Spain"),
    "MX": gettext_noop("Mexico"),
    "CA": gettext_noop("Canada"),
    "AU": gettext_noop("Australia"),
}


def numbers(country: str, *, crisis: bool = True) -> list[HelpNumber]:
    """The lines of a country (ISO 3166-1, two letters), the emergency service first; 112 for any other or none.

    Without `crisis` the lines for despair are left out: a person with a dangerous glucose must not call them first.
    """
    lines = [line for line in LINES.get(country.upper(), (ONE_ONE_TWO,)) if crisis or not line.crisis]
    return [HelpNumber(label=gettext(line.label), number=line.number, href=line.href) for line in lines]


def place(country: str) -> dict[str, object]:
    """The name of the country, empty where its lines are not known, and its numbers."""
    return {"name": country_name(country), "numbers": numbers(country)}


def country_name(country: str) -> str:
    """The name of a country whose lines are known, in the active language; empty for any other."""
    name = NAMES.get(country.upper())
    return gettext(name) if name else ""


def everywhere(own: str = "") -> dict[str, object]:
    """What components/countries.html shows: the `own` country, the `others` by name, and the numbers `anywhere`."""
    others = [place(code) for code in LINES if code != own]
    return {
        "own": place(own) if own else None,
        "others": sorted(others, key=lambda place: str(place["name"])),
        "anywhere": numbers(""),
    }
