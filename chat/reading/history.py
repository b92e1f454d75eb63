"""What a room's members read: the latest page, the pages before, and what changed since a revision."""

from collections import defaultdict
from collections.abc import Collection
from functools import reduce
from itertools import chain
from operator import or_
from typing import NamedTuple

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from msgspec import UNSET

from chat.models import Edit, Membership, Mention, Message, Reaction, Renaming, Room
from chat.protocol import Changes, Joined
from chat.reactions import REACTIONS
from chat.reading.frames import message_state, own_state, person, room_settings
from peersupport.accounts.models import User

OWN = 30  # messages
NAMED = 20  # of those who reacted to a message, the latest so many of each reaction are named to who asks


def full(messages: QuerySet[Message]) -> QuerySet[Message]:
    """The messages with all that their state shows, in a fixed number of queries."""
    return messages.select_related(  # type: ignore[no-redef]  # the model's cached properties, filled for all at once
        "author", "room", "reply_to__author", "resource", "correction__by", "correction__resource", "pin"
    ).prefetch_related(
        "author__groups",
        Prefetch("reactions", Reaction.objects.latest_of_each(), to_attr="tally"),
        Prefetch("mentions", Mention.objects.select_related("user").order_by("pk"), to_attr="named"),
    )


def who_reacted(user: User, message: Message) -> list[dict]:
    """Of each reaction to the message: how many reacted, the names of the latest, and whether the user is one."""
    mine = set(message.reactions.filter(user=user).values_list("reaction", flat=True))
    found: dict[str, list[Reaction]] = defaultdict(list)
    for row in Reaction.objects.filter(message=message).select_related("user").latest_of_each(NAMED):
        found[row.reaction].append(row)
    return [
        {
            "reaction": slug,
            "count": found[slug][0].count,
            "names": [row.user.pseudonym for row in found[slug]],
            "mine": slug in mine,
        }
        for slug in REACTIONS
        if slug in found
    ]


def page_before(room: Room, before: int | None) -> tuple[list[dict], bool]:
    """One page of states with position < before (or the latest), oldest first, and whether there are older ones."""
    size = settings.CHAT["page"]
    seen = Message.objects.filter(room=room, position__isnull=False)
    if before is not None:
        seen = seen.filter(position__lt=before)
    found = list(full(seen).order_by("-position")[: size + 1])
    return [message_state(message) for message in reversed(found[:size])], len(found) > size


def pinned(room: Room) -> list[dict]:
    """The states of the messages at the top of the room, in the order in which they were said."""
    top = Message.objects.filter(room=room, pin__isnull=False, state=Message.State.PUBLISHED)
    return [message_state(message) for message in full(top).order_by("position")]


class Span(NamedTuple):
    """The revisions of a room after `since`, up to `upto`."""

    room_id: int
    since: int
    upto: int

    @property
    def bound(self) -> int:
        """Where the first page of it ends."""
        return min(self.upto, self.since + settings.CHAT["page"])


def changes(room_id: int, since: int, upto: int) -> Changes | None:
    """Everything that changed at the revisions since+1…upto, a page of them at most; None when nothing did.

    A message that changes again meanwhile has a revision above `upto`: it belongs to a later batch, and shows its
    latest state there; so do the room's settings.
    """
    span = Span(room_id, since, upto)
    return changes_in([span]).get(span)


def changes_in(spans: Collection[Span]) -> dict[Span, Changes]:
    """The same of many rooms, in a fixed number of queries; without those where nothing did."""
    wanted = [span for span in spans if span.bound > span.since]
    if not wanted:
        return {}
    within = (Q(room=span.room_id, revision__gt=span.since, revision__lte=span.bound) for span in wanted)
    found: dict[int, list[Message]] = defaultdict(list)
    for message in full(Message.objects.filter(reduce(or_, within))).order_by("revision"):
        found[message.room_id].append(message)
    rooms = {room_id: messages[0].room for room_id, messages in found.items()}
    if silent := {span.room_id for span in wanted} - rooms.keys():
        rooms |= Room.objects.in_bulk(silent)
    named = _renamed([span for span in wanted if rooms[span.room_id].names_revision > span.since])
    return {span: _changes(rooms[span.room_id], span, found[span.room_id], named[span]) for span in wanted}


def _renamed(spans: Collection[Span]) -> dict[Span, list[dict]]:
    """Whose name changed in the spans; seldom does anybody's."""
    named: dict[Span, list[dict]] = defaultdict(list)
    within = [Q(room=span.room_id, revision__gt=span.since, revision__lte=span.bound) for span in spans]
    rows = Renaming.objects.filter(reduce(or_, within)).select_related("user").order_by("revision") if within else ()
    for row in rows:
        for span in spans:
            if row.room_id == span.room_id and span.since < row.revision <= span.bound:
                named[span].append(person(row.user))
    return named


def _changes(room: Room, span: Span, found: list[Message], named: list[dict]) -> Changes:
    return Changes(
        room=room.slug,
        from_=span.since + 1,
        to=span.bound,
        messages=[message_state(message) for message in found if span.since < (message.revision or 0) <= span.bound],
        settings=room_settings(room) if span.since < room.settings_revision <= span.bound else UNSET,
        people=named or UNSET,
    )


def joined(user: User, room: Room, since: int | None) -> Joined:
    """The answer to `join` over HTTP. The room's revision is read first; see `changes`."""
    stands = Membership.objects.select_related("room").filter(room=room, user=user).first()
    room = stands.room if stands else Room.objects.get(pk=room.pk)
    read = stands.read_position if stands else room.revision  # a clinician in a care thread, where nothing is unread
    kept = room_settings(room)
    mine = own(user, room)
    if can_catch_up(since, room.revision):
        return Joined(room.slug, since or 0, [], mine, more=False, reset=False, read=read, settings=kept)
    messages, more = page_before(room, None)
    return Joined(
        room=room.slug,
        revision=room.revision,
        messages=messages,
        own=mine,
        more=more,
        reset=since is not None,
        read=read,
        settings=kept,
        pinned=pinned(room),
    )


def can_catch_up(since: int | None, revision: int) -> bool:
    """Whether who stands at `since` is told what changed, rather than the latest page anew."""
    return since is not None and 0 <= revision - since <= settings.CHAT["catch_up"]


def own(user: User, room: Room) -> list[dict]:
    return own_of([(user.pk, room)]).get((user.pk, room.pk), [])


def own_of(wanted: Collection[tuple[int, Room]]) -> dict[tuple[int, int], list[dict]]:
    """By (author, room): people's own messages that others do not see, and of the others what they alone are told.

    Oldest first; for each, the latest OWN that wait, OWN that went, and OWN that are in the room with a card for their
    author; and those whose new words wait or were refused. Three queries, however many are asked for.
    """
    rooms = {room.pk: room for _, room in wanted}
    authors = {user_id for user_id, _ in wanted}
    theirs = Message.objects.filter(author__in=authors, room__in=rooms)
    latest = Window(RowNumber(), partition_by=["author", "room", "state"], order_by="-pk")
    unseen = theirs.filter(state__in=[Message.State.HELD, Message.State.REMOVED])
    advised = theirs.filter(card__isnull=False, state=Message.State.PUBLISHED)
    changed = Edit.objects.to_tell().filter(author__in=authors, message__room__in=rooms).select_related("message")
    edits = {edit.message_id: edit for edit in changed}
    found: dict[tuple[int, int], dict[int, Message]] = defaultdict(dict)
    chosen = (which.alias(nth=latest).filter(nth__lte=OWN) for which in (unseen, advised))
    for message in chain(*chosen, (edit.message for edit in edits.values())):
        message.room = rooms[message.room_id]
        found[message.author_id, message.room_id][message.pk] = message
    return {
        pair: [own_state(message, edits.get(number)) for number, message in sorted(mine.items())]
        for pair, mine in found.items()
    }


def edit_to_tell(message: Message) -> Edit | None:
    """New words of the message that its author is told of: they wait, or were refused."""
    return Edit.objects.to_tell().filter(message=message).first()


def revisions(room_ids: set[int]) -> dict[int, int]:
    """The revision of each room, in one query."""
    return dict(Room.objects.filter(pk__in=room_ids).values_list("pk", "revision"))
