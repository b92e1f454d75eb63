"""What asking before sending has done: of those who were asked, who wrote it anew, sent it as it was, or not at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from moderation.evaluation import Share
from moderation.models import NudgeTally

DAYS = 90
# Which the page puts before a draft (chat/_nudge.html).
FRAME = gettext_noop("What I did, with my own care team's plan:")


@dataclass(frozen=True)
class Nudges:
    """Of the last DAYS days. `rewritten` and `as_it_was` count by what screening then said."""

    nudged: int
    rewritten: dict[str, int]
    as_it_was: dict[str, int]

    @property
    def anew(self) -> int:
        return sum(self.rewritten.values())

    @property
    def same(self) -> int:
        return sum(self.as_it_was.values())

    @property
    def unsent(self) -> int:
        """Sent in no form by the page that asked; also what was asked a moment ago."""
        return self.nudged - self.anew - self.same

    @property
    def cleared(self) -> Share:
        """Of what was written anew, what nobody had to hold any more."""
        return Share(self.anew - self.rewritten.get("hold", 0), self.anew)


def lately(now: datetime) -> Nudges:
    since = timezone.localdate(now) - timedelta(days=DAYS)
    rows = NudgeTally.objects.filter(day__gt=since).values_list("what", "came_to").annotate(Sum("count"))
    found: dict[str, dict[str, int]] = {what: {} for what in NudgeTally.What.values}
    for what, came_to, count in rows:
        found[what][came_to] = count
    what = NudgeTally.What
    rewritten, as_it_was = found[what.REWRITTEN], found[what.AS_IT_WAS]
    sent = sum(rewritten.values()) + sum(as_it_was.values())
    asked = sum(found[what.NUDGED].values())  # a page may have lost its line before it told that it asked
    return Nudges(max(asked, sent), rewritten, as_it_was)


def unframed(text: str) -> str:
    """The text with blanks for the frame that the page offers: before a plain order, or a yes, it makes no story."""
    for frame in _frames():
        text = text.replace(frame, " " * len(frame))
    return text


@cache
def _frames() -> tuple[str, ...]:
    """In the language of every room."""
    said = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            said.append(gettext(FRAME))
    return tuple(said)
