"""Texts that were judged before: by the site's clinicians, by nobody, and by the readers of the test voices.

None from a member's thread with the care team: those are for the clinicians who answer, not for who writes rules.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from chat.models import Message
from moderation.models import Action, Decision, Reason
from moderation.nudges import unframed
from moderation.precision import confirms, dismisses
from moderation.screening import Context
from moderation.screening.training import corpus

Source = Literal["decided", "unflagged", "test"]
SOURCES: tuple[Source, ...] = ("decided", "unflagged", "test")
LATELY = timedelta(days=30)
MOST_DECIDED, MOST_UNFLAGGED = 2_000, 5_000


@dataclass(frozen=True)
class Text:
    """`risky` is None where nobody judged it. `told` is what was decided; of a test line its `labels` are known.

    `read` is what screening reads of it, where that is not all of the text, as in moderation.gate. `row` is the key of
    the decision or message, of a test line its place among them, which another release may change.
    """

    source: Source
    text: str
    context: Context
    risky: bool | None = None
    told: str = ""
    labels: tuple[str, ...] = ()
    row: int = 0
    read: str = ""

    @property
    def words(self) -> str:
        return self.read or self.text

    @property
    def mark(self) -> str:
        """Tells these words from others, and confirms no guess at them: the site's secret is in it."""
        return salted_hmac("moderation.judged", self.text).hexdigest()[:12]


def decided() -> Iterator[Text]:
    """The latest texts that clinicians decided about."""
    return map(_of_decision, _decisions()[:MOST_DECIDED])


def unflagged(now: datetime) -> Iterator[Text]:
    """The latest published texts of the last 30 days about which there never was a case."""
    return map(_of_message, _messages().filter(created_at__gte=now - LATELY)[:MOST_UNFLAGGED])


@lru_cache(maxsize=1)
def labelled() -> tuple[Text, ...]:
    """The lines of the voices that no reader was trained on, with their labels."""
    return tuple(
        Text("test", line.text, Context(reply_to=line.reply_to), bool(line.labels), "", line.labels, number)
        for number, line in enumerate(corpus.lines("test"))
    )


def of_rows(source: Source, rows: Collection[int]) -> dict[int, Text]:
    """Those of the rows that may still be read so, by row."""
    if source == "test":
        return {text.row: text for text in labelled() if text.row in rows}
    if source == "decided":
        return {text.row: text for text in map(_of_decision, _decisions().filter(pk__in=rows))}
    return {text.row: text for text in map(_of_message, _messages().filter(pk__in=rows))}


def _decisions() -> QuerySet[Decision]:
    found = Decision.objects.final().filter(case__room__care_for=None).order_by("-pk")
    found = found.select_related("case__message__author", "case__message__reply_to")
    return found.prefetch_related("case__message__mentions__user")


def _of_decision(decision: Decision) -> Text:
    judged = decision.action, decision.reason
    risky = True if confirms(*judged) else False if dismisses(*judged) else None
    told = f"{Action(decision.action).label}: {Reason(decision.reason).label}"
    message, text = decision.case.message, decision.text
    return Text("decided", text, _around(message), risky, told, row=decision.pk, read=_read(text, message))


def _messages() -> QuerySet[Message]:
    found = Message.objects.filter(state=Message.State.PUBLISHED, cases=None, room__care_for=None)
    return found.select_related("author", "reply_to").prefetch_related("mentions__user").order_by("-pk")


def _of_message(message: Message) -> Text:
    return Text("unflagged", message.text, _around(message), row=message.pk, read=_read(message.text, message))


def _read(text: str, message: Message) -> str:
    """The text with blanks for whom the message mentions and for what the page puts before a draft."""
    for mention in message.mentions.all():
        name = re.compile(re.escape(f"@{mention.user.pseudonym}"), re.IGNORECASE)
        text = name.sub(lambda found: " " * len(found[0]), text)
    return unframed(text)


def _around(message: Message) -> Context:
    reply_to = message.reply_to.text if message.reply_to else ""
    author = message.author
    return Context(author.diabetes_type, author.treatment, author.glucose_unit, reply_to)
