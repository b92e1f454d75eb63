"""What a room's members read: the latest page, the pages before, and what changed since a revision."""

from django.conf import settings
from django.db.models import QuerySet

from chat.frames import message_state, own_state
from chat.models import Message, Room
from chat.protocol import Changes, Joined
from peersupport.accounts.models import User

OWN = 30  # messages


def full(messages: QuerySet[Message]) -> QuerySet[Message]:
    """The messages with all that their state shows, in a fixed number of queries."""
    return messages.select_related(
        "author", "room", "reply_to__author", "resource", "correction__by", "correction__resource"
    ).prefetch_related("author__groups")


def page_before(room: Room, before: int | None) -> tuple[list[dict], bool]:
    """One page of states with position < before (or the latest), oldest first, and whether there are older ones."""
    size = settings.CHAT["page"]
    seen = Message.objects.filter(room=room, position__isnull=False)
    if before is not None:
        seen = seen.filter(position__lt=before)
    found = list(full(seen).order_by("-position")[: size + 1])
    return [message_state(message) for message in reversed(found[:size])], len(found) > size


def changes(room_id: int, slug: str, since: int, upto: int) -> Changes | None:
    """Everything that changed at the revisions since+1…upto, at most CHAT["catch_up"] of them; None when nothing did.

    A message that changes again meanwhile has a revision above `upto`: it belongs to a later batch, and shows its
    latest state there.
    """
    bound = min(upto, since + settings.CHAT["catch_up"])
    if bound <= since:
        return None
    changed = Message.objects.filter(room_id=room_id, revision__gt=since, revision__lte=bound)
    states = [message_state(message) for message in full(changed).order_by("revision")]
    return Changes(room=slug, from_=since + 1, to=bound, messages=states)


def joined(user: User, room: Room, since: int | None) -> Joined:
    """The answer to `join`. The room's revision is read first; see `changes`."""
    revision = Room.objects.values_list("revision", flat=True).get(pk=room.pk)
    if since is not None and 0 <= revision - since <= settings.CHAT["catch_up"]:
        return Joined(room=room.slug, revision=since, messages=[], own=own(user, room), more=False, reset=False)
    messages, more = page_before(room, None)
    return Joined(
        room=room.slug, revision=revision, messages=messages, own=own(user, room), more=more, reset=since is not None
    )


def own(user: User, room: Room) -> list[dict]:
    """The user's own messages that others do not see, and those that brought a safety card, oldest first.

    The latest OWN that wait, OWN that went, and OWN that are in the room with a card for their author.
    """
    mine = Message.objects.filter(author=user, room=room).select_related("room").order_by("-pk")
    waiting, gone = mine.filter(state=Message.State.HELD), mine.filter(state=Message.State.REMOVED)
    advised = mine.filter(state=Message.State.PUBLISHED, card__isnull=False)
    found = [*waiting[:OWN], *gone[:OWN], *advised[:OWN]]
    return [own_state(message) for message in sorted(found, key=lambda message: message.pk)]


def revisions(room_ids: set[int]) -> dict[int, int]:
    """The revision of each room, in one query."""
    return dict(Room.objects.filter(pk__in=room_ids).values_list("pk", "revision"))
