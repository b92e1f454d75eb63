"""Codes that a notice carries, in the words of whoever reads it; and which language somebody's own words are in."""

from django import template

from chat.models import Room
from moderation.models import Reason
from moderation.screening.language import language_of

register = template.Library()


@register.filter
def reason_words(code: str) -> str:
    """The reason as a sentence without its full stop; empty for a code that is no longer known, and for "other"."""
    return str(Reason(code).label) if code in Reason.values and code != Reason.OTHER else ""


@register.filter
def spoken_in(text: str, room: Room) -> str:
    """For the `lang` of words that somebody said there: what they are in, by themselves or else by their room.

    Not the language in which their author reads the site: a guide may read it in English and lead a room in Spanish.
    Empty for letters of another kind than ours.
    """
    told = language_of(text)
    return room.language if told == "?" else told
