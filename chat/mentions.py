"""Mentions: an @pseudonym of somebody in the room is marked in the message, by the person's id, and brings a notice.

What is no name of the room's stays the words that it was, whether such a person exists or not. The names are looked up
before the room is locked; who is told is decided under the lock, in the transaction that lets the message be seen.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse

from chat import muting
from chat.frames import person
from chat.models import Membership, Mention, Message, Room
from chat.text import Span
from peersupport.accounts import pseudonyms
from peersupport.accounts.models import User
from peersupport.notices.services import tell

MOST = 5  # people whom one message can mention; further names stay words
LOOKED_AT = 20  # signs of a text
LONGEST = 30  # characters of a pseudonym
AN_HOUR, MOST_AN_HOUR = timedelta(hours=1), 5  # notices that one person gets in an hour of one other's mentions
OFFERED = 8  # names to choose from

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


def record(found: Sequence[tuple[Message, Sequence[Span]]], now: datetime) -> None:
    """Note whom the messages mention, and tell them where they can read it. In the transaction that stores these."""
    rows = []
    for message, spans in found:
        people = {span.user_id: User(pk=span.user_id, pseudonym=span.name) for span in spans}
        message.named = [Mention(message=message, user=user) for user in people.values()]
        rows += message.named
    if rows:
        Mention.objects.bulk_create(rows)
        _tell(rows, now)


def renew(message: Message, now: datetime) -> None:
    """Its words were changed: whom it names anew is noted and told; nobody is told a second time."""
    marked = {int(user_id) for user_id in MARK.findall(message.html)}
    known = set(message.mentions.values_list("user", flat=True))
    new = User.objects.filter(pk__in=marked - known) if marked - known else ()
    rows = Mention.objects.bulk_create([Mention(message=message, user=user) for user in new])
    message.named = [*message.named, *rows]
    _tell(rows, now)


def tell_of(message: Message, now: datetime) -> None:
    """The message can be seen now: tell those whom it mentions and who were not told of it before."""
    _tell(list(message.mentions.filter(told_at=None).select_related("user")), now)


def people(room: Room, typed: str, *, besides: User) -> list[dict]:
    """Members of the room whose pseudonym begins with what was typed, those who wrote last first."""
    begins = pseudonyms.key(typed[:LONGEST])
    if room.is_care or (typed.strip() and not begins):
        return []
    theirs = Message.objects.filter(room=room, author=OuterRef("pk"), state=Message.State.PUBLISHED)
    latest = Subquery(theirs.order_by("-position").values("position")[:1])
    found = User.objects.filter(memberships__room=room, is_active=True, pseudonym_key__startswith=begins)
    ordered = found.exclude(pk=besides.pk).order_by(latest.desc(nulls_last=True), "pseudonym")
    return [person(user) for user in ordered.prefetch_related("groups")[:OFFERED]]


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


def _tell(rows: Sequence[Mention], now: datetime) -> None:
    """A notice for each that can be seen, to who is still in the room and has not muted the author; not more than
    MOST_AN_HOUR of one author's."""
    due = [row for row in rows if row.message.state == Message.State.PUBLISHED]
    if not due:
        return
    people = {row.user_id for row in due}
    there = Membership.objects.filter(room__in={row.message.room_id for row in due}, user__in=people)
    members = set(there.values_list("room_id", "user_id"))
    authors = {row.message.author_id for row in due}
    silenced = muting.silenced(people, authors)
    lately = Mention.objects.filter(user__in=people, message__author__in=authors, told_at__gt=now - AN_HOUR)
    counted = lately.values_list("message__author_id", "user_id").annotate(count=Count("pk"))
    told = {(author_id, user_id): count for author_id, user_id, count in counted}
    for row in sorted(due, key=lambda row: (row.user_id, row.message_id)):
        message, pair = row.message, (row.message.author_id, row.user_id)
        if (message.room_id, row.user_id) not in members or (row.user_id, message.author_id) in silenced:
            continue
        if told.get(pair, 0) < MOST_AN_HOUR:
            told[pair] = told.get(pair, 0) + 1
            row.told_at = now
            tell(row.user_id, "mentioned", _words(message), now=now)
    Mention.objects.bulk_update([row for row in due if row.told_at], ["told_at"])


def _words(message: Message) -> dict:
    """Who and where; not what was said: a notice may show on a locked screen."""
    address = reverse("chat:room", args=[message.room.slug], query={"at": message.pk})
    return {"name": message.author.pseudonym, "room": message.room.title, "url": address}
