"""Whom a message that can be seen now is news for, beyond the room: who is quoted in it, and whom it mentions.

Nobody is told twice of one message: who is quoted and mentioned as well gets the notice of the answer, which says more,
and none of the mention. Nor is anybody told of a message of their own, of somebody whom they have muted, or of a room
that they are not in. A notice has none of the words, which may be taken back.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse

from chat.models import Membership, Mention, Message
from chat.services import mentions
from chat.services.muting import silenced
from peersupport.notices.services import Told

Way = tuple[int, int, int]  # a room, a reader, an author
Titles = dict[Way, str]


class News(NamedTuple):
    reader: int
    message: Message

    @property
    def way(self) -> Way:
        return self.message.room_id, self.reader, self.message.author_id


def news_of(messages: Iterable[Message], now: datetime) -> list[Told]:
    """What to tell of those that were first published in this transaction, with peersupport.notices.services.tell_all.

    To be called under the rooms' locks. As many queries for many as for one; none where nobody is quoted or mentioned.
    """
    seen = [message for message in messages if message.state == Message.State.PUBLISHED]
    answers = [News(quoted, message) for message in seen if (quoted := _quoted(message))]
    return _told(answers, [row for message in seen for row in message.named], now)


def news_of_names(message: Message, now: datetime) -> list[Told]:
    """The same of a message that was seen before, and may mention others now: whom it quotes has heard of it."""
    return _told([], message.named if message.state == Message.State.PUBLISHED else [], now)


def _told(answers: list[News], naming: Iterable[Mention], now: datetime) -> list[Told]:
    names = [row for row in naming if row.told_at is None and row.user_id != _quoted(row.message)]
    if not answers and not names:
        return []
    named = [News(row.user_id, row.message) for row in names]
    titles = _titles([*answers, *named])
    due = mentions.within_bounds([row for row, one in zip(names, named, strict=True) if one.way in titles], now)
    return [
        *(Told(one.reader, "message_reply", _data(one, titles)) for one in answers if one.way in titles),
        *(Told(row.user_id, "mentioned", _data(News(row.user_id, row.message), titles)) for row in due),
    ]


def _quoted(message: Message) -> int | None:
    """Whom it answers, unless its author answers to themselves."""
    quoted = message.reply_to
    return quoted.author_id if quoted and quoted.author_id != message.author_id else None


def _titles(news: list[News]) -> Titles:
    """Of each way on which news reaches its reader, the room's title."""
    rooms, people = {one.message.room_id for one in news}, {one.reader for one in news}
    inside = Membership.objects.filter(room__in=rooms, user__in=people, user__is_active=True, room__care_for=None)
    titles = {(room, user): title for room, user, title in inside.values_list("room_id", "user_id", "room__title")}
    unheard = silenced(people, {one.message.author_id for one in news})
    ways = [one.way for one in news if (one.reader, one.message.author_id) not in unheard]
    return {way: titles[way[:2]] for way in ways if way[:2] in titles}


def address_of(message: Message) -> str:
    """Where the message stands in its room, if it can be seen; else the room."""
    query = {"at": message.pk} if message.state == Message.State.PUBLISHED else None
    return reverse("chat:room", args=[message.room.slug], query=query)


def _data(news: News, titles: Titles) -> dict[str, str]:
    return {"name": news.message.author.pseudonym, "room": titles[news.way], "url": address_of(news.message)}
