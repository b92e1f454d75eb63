"""Mentions: an @pseudonym of somebody in the room is marked in the message, by the person's id, and brings a notice.

What is no name of the room's stays the words that it was, whether such a person exists or not. The names are looked up
before the room is locked; who is told is decided under the lock, in the transaction that lets the message be seen
(chat.services.telling).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from chat.models import Mention, Message, Room
from chat.reading.frames import person
from chat.text import Span
from peersupport.accounts import pseudonyms
from peersupport.accounts.models import User

MOST = 5  # people whom one message can mention; further names stay words
LOOKED_AT = 20  # signs of a text
LONGEST = 30  # characters of a pseudonym
AN_HOUR, MOST_AN_HOUR = timedelta(hours=1), 5  # notices that one person gets in an hour of one other's mentions
OFFERED = 8  # names to choose from
LATELY = 200  # messages whose authors come before others

# Only where a word begins: an address in a text, or what stands in a link, names nobody.
SIGN = re.compile(r"""(?<!\S)[(\["'“«‘¿¡*_]{0,3}@(?=[^\W_])""")
MARK = re.compile(r'<span class="mention" data-user="([0-9]+)">')  # as chat.text makes it
END_OF_NAME = re.compile(r"[\w).](?!\w)")


def in_text(text: str, room: str, *, by: int) -> tuple[Span, ...]:
    """Where the text names others who are in the room of this slug now. In a care thread it names nobody."""
    tried = {at: list(_candidates(text, at)) for at in _signs(text)}
    keys = {pseudonyms.key(name) for names in tried.values() for name in names}
    if not keys:
        return ()
    here = Room.objects.for_many().filter(slug=room)
    there = User.objects.filter(memberships__room__in=here, is_active=True, pseudonym_key__in=keys).exclude(pk=by)
    by_name = {user.pseudonym.casefold(): user for user in there.only("pseudonym")}
    spans: list[Span] = []
    for at, names in tried.items():
        name = next((name for name in names if pseudonyms.tidy(name).casefold() in by_name), None)
        if name is None:
            continue
        user = by_name[pseudonyms.tidy(name).casefold()]
        known = {span.user_id for span in spans}
        if user.pk in known or len(known) < MOST:
            spans.append(Span(at, at + 1 + len(name), user.pk, user.pseudonym))
    return tuple(spans)


def record(found: Sequence[tuple[Message, Sequence[Span]]]) -> None:
    """Note whom the messages mention, in the transaction that stores these. They are told by chat.services.telling."""
    rows = []
    for message, spans in found:
        people = {span.user_id: User(pk=span.user_id, pseudonym=span.name) for span in spans}
        message.named = [Mention(message=message, user=user) for user in people.values()]
        rows += message.named
    if rows:
        Mention.objects.bulk_create(rows)


def renew(message: Message) -> None:
    """Its words were changed: note whom it names anew."""
    marked = {int(user_id) for user_id in MARK.findall(message.html)}
    new = marked - {row.user_id for row in message.named}
    if new:
        rows = [Mention(message=message, user=user) for user in User.objects.filter(pk__in=new)]
        message.named = [*message.named, *Mention.objects.bulk_create(rows)]


def within_bounds(rows: Sequence[Mention], now: datetime) -> list[Mention]:
    """Those that bring a notice now, noted as told: of one person's mentions not more than MOST_AN_HOUR to another."""
    if not rows:
        return []
    people, authors = {row.user_id for row in rows}, {row.message.author_id for row in rows}
    lately = Mention.objects.filter(user__in=people, message__author__in=authors, told_at__gt=now - AN_HOUR)
    counted = lately.values_list("message__author_id", "user_id").annotate(count=Count("pk"))
    told = Counter({(author_id, user_id): count for author_id, user_id, count in counted})
    due = []
    for row in sorted(rows, key=lambda row: row.message_id):
        pair = (row.message.author_id, row.user_id)
        if told[pair] < MOST_AN_HOUR:
            told[pair] += 1
            row.told_at = now
            due.append(row)
    Mention.objects.filter(pk__in=[row.pk for row in due]).update(told_at=now)
    return due


def people(room: Room, typed: str, *, besides: User) -> list[dict]:
    """Members of the room whose pseudonym begins with what was typed: who wrote last first, then who
    has been on the site for longest or, once a name is begun, by name.

    What it costs hangs on neither the room's messages nor, while nothing is typed, its members: LATELY entries of the
    index of positions, then at most OFFERED rows of memberships by person. With a name begun, the index of pseudonyms
    gives those who are called so.
    """
    begins = pseudonyms.key(typed[:LONGEST])
    if room.is_care or (typed.strip() and not begins):
        return []
    here = User.objects.filter(memberships__room=room, is_active=True, pseudonym_key__startswith=begins)
    others = here.exclude(pk=besides.pk).prefetch_related("groups")
    heard = list(dict.fromkeys(author_id for author_id, state in latest(room) if state == Message.State.PUBLISHED))
    lately = sorted(others.filter(pk__in=heard), key=lambda user: heard.index(user.pk))[:OFFERED]
    left = OFFERED - len(lately)
    if left:
        by_name = "pseudonym_key" if begins else "memberships__user"
        lately += others.exclude(pk__in=heard).order_by(by_name)[:left]
    return [person(user) for user in lately]


def latest(room: Room) -> QuerySet[Message, tuple[int, str]]:
    """Authors and states of the room's latest messages, the last first: so many and no more are looked at."""
    seen = Message.objects.filter(room=room, position__isnull=False).order_by("-position")
    return seen.values_list("author_id", "state")[:LATELY]


def _signs(text: str) -> list[int]:
    signs = []
    for sign in SIGN.finditer(text):
        signs.append(sign.end() - 1)
        if len(signs) == LOOKED_AT:
            break
    return signs


def _candidates(text: str, at: int) -> Iterable[str]:
    """What after the sign could be a whole pseudonym, the longest first."""
    rest = text[at + 1 : at + 2 + LONGEST].partition("\n")[0]
    ends = [end.end() for end in END_OF_NAME.finditer(rest)]
    return (rest[:end] for end in reversed(ends) if end <= LONGEST)
