"""Codes in the words of whoever reads them: of notices and findings; and which language somebody's words are in."""

from typing import NamedTuple

from django import template
from django.urls import reverse

from chat.models import Room
from chat.services.mentions import unnamed
from moderation.models import Flag, Reason
from moderation.rule_book import OWN, SHIPPED
from moderation.screening.assent import AGREES, ASSENT, DENIES
from moderation.screening.insulin import INSULIN
from moderation.screening.language import language_of
from moderation.screening.units import SOURCE as UNIT_IN_DOUBT
from moderation.screening.verdict import UNREAD_SOURCE

register = template.Library()
BY_NO_RULE = {source.rpartition(":")[2] for source in (UNREAD_SOURCE, UNIT_IN_DOUBT)}  # as a flag names them


@register.filter
def reason_words(code: str) -> str:
    """The reason as a sentence without its full stop; empty for a code that is no longer known, and for "other"."""
    return str(Reason(code).label) if code in Reason.values and code != Reason.OTHER else ""


class Finder(NamedTuple):
    """The rule that made a finding, with its page if it has one still, and how it came to it. No rule: all empty."""

    rule: str = ""
    page: str = ""
    says_yes: bool = False
    says_no: bool = False
    takes_insulin: bool = False


@register.filter
def finder(flag: Flag) -> Finder:
    rule, _, how = flag.source_id.partition("+")
    if flag.source != Flag.Source.RULE or rule in BY_NO_RULE:
        return Finder()
    has_page = rule in SHIPPED or rule.startswith(OWN)
    page = reverse("admin:moderation_ruleversion_rule", args=[rule]) if has_page else ""
    return Finder(rule, page, f"+{how}" in (ASSENT, AGREES), f"+{how}" == DENIES, f"+{how}" == INSULIN)


register.filter(unnamed)


@register.filter
def line_of(lines: dict[str, int], label: str) -> int | str:
    """The number of the line that a label is drawn with (reading.lines); empty where it marks no words."""
    return lines.get(label, "")


@register.filter
def spoken_in(text: str, room: Room) -> str:
    """For the `lang` of words that somebody said there: what they are in, by themselves or else by their room.

    Not the language in which their author reads the site: a guide may read it in English and lead a room in Spanish.
    Empty for letters of another kind than ours.
    """
    told = language_of(text)
    return room.language if told == "?" else told
