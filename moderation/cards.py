"""Which safety card somebody sees: always one, in an emergency, even when nobody has approved any yet."""

import logging
import re
import threading

from bleach.sanitizer import Cleaner
from django.utils import translation
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from moderation.models import SafetyCard
from peersupport.help_numbers import HelpNumber, numbers

log = logging.getLogger(__name__)

DESPAIR = ("self_harm", "overdose", "eating_disorder")  # kinds of cards that also name the lines to talk to
TO_TALK = ("self_harm", "eating_disorder")  # in which those lines are the help itself; after an overdose, first aid is

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li"})


class _Own(threading.local):
    """A cleaner for each thread: one that two use at once gives to one what it cleans for the other."""

    def __init__(self) -> None:
        self.cleaner = Cleaner(tags=TAGS, attributes={}, protocols=set(), strip=True)


_own = _Own()


def card_for(kind: str, country: str, language: str) -> dict:
    """The card to send (docs/protocol.md): of the country, else of no country, in the language, else in any.

    Never fails: without an approved card, or without a database, it is the numbers and a sentence to call.
    """
    try:
        card = _best(kind, country.upper(), language)
    except Exception:
        log.exception("no safety card could be read; showing the numbers alone")
        card = None
    if card:
        return shown(card, country)
    with translation.override(language):
        return _sent(kind, country, *_plain())


def shown(card: SafetyCard, country: str) -> dict:
    """The card as it is seen by somebody of that country."""
    with translation.override(card.language):
        return _sent(card.kind, country, card.title, to_html(card.body))


def to_html(markdown: str) -> str:
    return _own.cleaner.clean(_MARKDOWN.render(markdown)).strip()


def _best(kind: str, country: str, language: str) -> SafetyCard | None:
    """A card in the person's language comes before one of their country: it must be understood first of all.

    Each as it was approved; of two that were for one place, the later.
    """
    approved = [card.in_use() for card in SafetyCard.objects.serving().order_by("-approved_at", "-pk")]
    cards = [card for card in approved if card.kind == kind and card.country in {country, ""}]

    def fit(card: SafetyCard) -> tuple[bool, ...]:
        return card.language == language, card.country == country, card.language == "en"

    return max(cards, key=fit, default=None)


def _sent(kind: str, country: str, title: str, body_html: str) -> dict:
    lines = numbers(country, crisis=kind in DESPAIR)
    return {
        "kind": kind,
        "title": title,
        "body_html": _to_call(body_html, lines),
        "numbers": [dict(line) for line in lines],
        "open": kind in TO_TALK,
        "draft": False,
    }


def _to_call(body_html: str, lines: list[HelpNumber]) -> str:
    """The text with each of these numbers as a link that calls it, but where it is a reading or a part of a number.

    The tags of a cleaned text hold no number.
    """
    hrefs = {line["number"]: line["href"] for line in lines}
    either = "|".join(re.escape(number) for number in sorted(hrefs, key=len, reverse=True))
    unit = r"\s?(?:mg|mmol|g\b|%)"
    range_ = rf"\s?(?:[–-]|to|and|a|y)\s?[\d.,]+{unit}"
    bound = r"\s(?:or|o)\s(?:more|less|higher|lower|above|below|over|under|más|menos)"
    alone = rf"(?<![\d.,/–-])(?<!\d\s)(?:{either})(?![\d/–-]|[.,]\d|{unit}|{range_}|{bound})"
    return re.sub(alone, lambda found: f'<a href="{hrefs[found[0]]}">{found[0]}</a>', body_html)


def _plain() -> tuple[str, str]:
    words = _("If you or somebody near you is in danger, call for help. Do not wait for an answer here.")
    return _("Please get help now"), f"<p>{words}</p>"
