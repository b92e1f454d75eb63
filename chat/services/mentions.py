"""Mentions: an @pseudonym of somebody in the room is marked in the message, by the person's id, and brings a notice.

What is no name of the room's stays the words that it was, whether such a person exists or not. The names are looked up
before the room is locked; who is told is decided under the lock, in the transaction that lets the message be seen
(chat.services.telling).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from html import escape, unescape

from django.db.models import Count, QuerySet
from django.utils.translation import gettext

from chat.models import Mention, Message, Room
from chat.reading.frames import person
from chat.services.gate import Draft
from chat.text import Span
from peersupport.accounts import pseudonyms
from peersupport.accounts import services as accounts
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
NAMED = re.compile(MARK.pattern + "@([^<]*)")
CLOSED = re.compile("@Closed account #[0-9]+")  # as peersupport.accounts.pseudonyms.closed makes it
TYPED = rf"@[^@\n]{{1,{LONGEST}}}"
END_OF_NAME = re.compile(r"[\w).](?!\w)")


def in_text(text: str, room: str, *, by: int) -> tuple[Span, ...]:
    """Where the text names others who are in the room of this slug now. In a care thread it names nobody."""
    tried = {at: list(_candidates(text, at)) for at in _signs(text)}
    keys = {pseudonyms.key(name) for names in tried.values() for name in names}
    if not keys:
        return ()
    here = Room.objects.for_many().filter(slug=room)
    there = User.objects.filter(memberships__room__in=here, is_active=True, pseudonym_key__in=keys).exclude(pk=by)
    by_name = {folded(user.pseudonym): user for user in there.only("pseudonym")}
    spans: list[Span] = []
    for at, names in tried.items():
        name = next((name for name in names if folded(name) in by_name), None)
        if name is None:
            continue
        user = by_name[folded(name)]
        known = {span.user_id for span in spans}
        if user.pk in known or len(known) < MOST:
            spans.append(Span(at, at + 1 + len(name), user.pk, user.pseudonym))
    return tuple(spans)


def up_to_date(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, which were made before their rooms were locked, with whom they mention called as they are now: who
    closes an account has the locks of the rooms that they are in."""
    spans = {span.user_id: span for draft in drafts for span in draft.mentions}
    if not spans:
        return list(drafts)
    called = User.objects.filter(pk__in=spans).values_list("pk", "pseudonym")
    names = {user_id: name for user_id, name in called if name != spans[user_id].name}
    return [draft.renamed(names) if names else draft for draft in drafts]


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


def renamed(text: str, html: str, names: Mapping[int, str]) -> tuple[str, str]:
    """The words, with the people of these ids called by these names where a mention of them is marked.

    In the text a name is found as `in_text` finds it: in any letters, the longest first, so that no part of another's
    is taken.
    """
    known = {folded(unescape(name)): names.get(int(user_id)) for user_id, name in NAMED.findall(html)}
    for at in reversed(_signs(text)):
        typed = next((name for name in _candidates(text, at) if folded(name) in known), "")
        if name := known.get(folded(typed)):
            text = text[: at + 1] + name + text[at + 1 + len(typed) :]

    def called(mark: re.Match[str]) -> str:
        name = names.get(int(mark[1]))
        return mark[0] if name is None else f'<span class="mention" data-user="{mark[1]}">@{escape(name)}'

    return text, NAMED.sub(called, html)


def present_names(html: str) -> dict[int, str]:
    """What the people whose mentions are marked are called now, by id."""
    marked = {int(user_id) for user_id in MARK.findall(html)}
    return dict(User.objects.filter(pk__in=marked).values_list("pk", "pseudonym")) if marked else {}


def unnamed(text: str) -> str:
    """The text of a row that is kept as it was, as anybody but a clinician reads it: who closed the account is
    “Somebody” in it. As in `renamed`, no part of a longer name is taken for theirs."""
    tried = {at: {pseudonyms.key(name): name for name in _candidates(text, at)} for at in _signs(text)}
    known = accounts.standing({key for names in tried.values() for key in names})
    for at in reversed(tried):
        # The longest name, in the fewest letters: what closes a bracket is no part of it.
        key = next((key for key in tried[at] if key in known), "")
        if key and not known[key]:
            text = f"{text[: at + 1]}{gettext('Somebody')}{text[at + 1 + len(tried[at][key]) :]}"
    return text


def same_words(stored: str, sent: str) -> bool:
    """Whether this was sent, though somebody whom it mentions has closed the account since and is called otherwise."""
    pieces = CLOSED.split(stored)
    return stored == sent or bool(pieces[1:] and re.fullmatch(TYPED.join(map(re.escape, pieces)), sent))


def folded(name: str) -> str:
    """What two ways of typing a pseudonym share."""
    return pseudonyms.tidy(name).casefold()


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
