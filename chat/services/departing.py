"""An account is closed: its person is in no room any more, and what they said there is a closed account's, or nobody's.

rooms_of   the rooms that this concerns
depart     at once, in the transaction that closes the account: out of the rooms
rename     ... and the new name in them
take_back  afterwards, some at a time: the messages are withdrawn, and their words are gone
unname     afterwards, some at a time: the former name goes out of others' mentions, in whatever letters
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import partial
from html import escape

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from chat.delivery import live
from chat.models import (
    CareReader,
    Edit,
    FormerText,
    JoinRequest,
    Membership,
    Mention,
    Message,
    Mute,
    Pin,
    Reaction,
    Renaming,
    Room,
)
from chat.reading import history
from chat.services import mentions
from chat.services.changing import announce, changing, follow, locked, take_revision
from peersupport.accounts.models import User

AT_ONCE = 10  # messages in which a name changes: each waits for its room by itself


def rooms_of(user_id: int) -> set[int]:
    """Those that the person is in, spoke in or is named in, and their thread with the care team."""
    found = (
        Membership.objects.filter(user=user_id).values_list("room", flat=True),
        Message.objects.filter(author=user_id).values_list("room", flat=True).distinct(),
        Mention.objects.filter(user=user_id).values_list("message__room", flat=True).distinct(),
        Room.objects.filter(care_for=user_id).values_list("pk", flat=True),
    )
    return {pk for ids in found for pk in ids}


def lock(user_id: int) -> tuple[User, list[Room]] | None:
    """The person's rooms, then the person: nobody posts or comes in meanwhile. None: they came into another just now.

    Whoever writes a row about a person in a room has the room's lock by then, and waits for the person's, not we for
    theirs. Who answers a request to join has that row first.
    """
    ids = rooms_of(user_id)
    rooms = locked(Q(pk__in=ids))
    list(JoinRequest.objects.select_for_update().filter(user=user_id).order_by("pk"))
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    return (user, rooms) if rooms_of(user_id) == ids else None


def depart(user: User) -> None:
    """Take the person out of the rooms, which are locked."""
    Membership.objects.filter(user=user).delete()
    JoinRequest.objects.filter(user=user).delete()
    CareReader.objects.filter(user=user).delete()
    Mute.objects.filter(by=user).delete()  # who muted the person meant what the person said, and that may stay


def rename(user: User, rooms: Iterable[Room]) -> None:
    """Tell the rooms, which are locked, what the person is called now: one change in each, however much they said."""
    for room in rooms:
        room.revision += 1
        room.names_revision = room.revision
        room.save(update_fields=["revision", "names_revision"])
        Renaming.objects.update_or_create(room=room, user=user, defaults={"revision": room.revision})
        transaction.on_commit(partial(live.announce, live.names_batch(room, [user])))


# --- afterwards -------------------------------------------------------------------------------------------------------
def take_back(user: User, *, needed: Callable[[], Collection[int]], now: datetime) -> bool:
    """Withdraw a page of the person's messages in one room, and forget their words. Gives whether there were any.

    `needed` gives those whose words a clinician still needs. They are out of sight as well, and keep them for now.
    """
    left = _to_forget(user, needed()).order_by("room_id", "pk").values_list("room_id", flat=True).first()
    if left is None:
        return False
    with transaction.atomic():
        [room] = locked(Q(pk=left))
        but = needed()  # once more: whoever reports one of them has the room's lock
        found = history.full(_to_forget(user, but).filter(room=room).order_by("pk"))
        page = list(found[: settings.CHAT["page"]])
        ids = [message.pk for message in page]
        gone = [message for message in page if message.state not in (Message.State.REMOVED, Message.State.WITHDRAWN)]
        replies = 0
        seen = []
        for message in gone:
            message.state = Message.State.WITHDRAWN
            if message.position is not None:
                take_revision(room, message)
                seen.append(message)
        for message in page:
            if message.pk not in but:
                message.text = message.html = message.feeling = message.removal_note = ""
                message.card = message.resource = None
        fields = ["state", "revision", "text", "html", "feeling", "removal_note", "card", "resource"]
        Message.objects.bulk_update(page, fields)
        Edit.objects.filter(message__in=ids, state=Edit.State.HELD).update(state=Edit.State.DROPPED, settled_at=now)
        forgotten = [pk for pk in ids if pk not in but]
        Edit.objects.filter(message__in=forgotten).update(text="", html="", card=None, note="")
        FormerText.objects.filter(message__in=forgotten).delete()
        Mention.objects.filter(message__in=ids).delete()
        Reaction.objects.filter(message__in=ids).delete()
        Pin.objects.filter(message__in=ids).delete()
        first = room.revision + 1
        for message in seen:
            message.tally, message.named, message.pin = [], [], None
            replies += follow(message, room)
        room.save(update_fields=["revision"])
        announce(seen)
        if replies:
            transaction.on_commit(partial(live.announce, live.room_hint(room, first, room.revision)))
    return True


def unname(user: User) -> bool:
    """Put the name of the closed account where others' messages, some of them, mention the person. Gives whether
    there were any; once there are none, also in changes that they sent. What stood there before is never changed."""
    mark = f'<span class="mention" data-user="{user.pk}">@'
    is_named, is_unnamed = Q(html__contains=mark), Q(html__contains=f"{mark}{escape(user.pseudonym)}<")
    left = Message.objects.filter(is_named, mentions__user=user).exclude(is_unnamed).order_by("pk")
    names = {user.pk: user.pseudonym}
    if page := list(left.values_list("pk", flat=True)[:AT_ONCE]):
        for pk in page:
            with transaction.atomic(), changing(pk) as change:
                message = change.message
                message.text, message.html = mentions.renamed(message.text, message.html, names)
                if message.state == Message.State.PUBLISHED:
                    change.seen()
        return True
    for edit in Edit.objects.filter(is_named).exclude(is_unnamed):
        text, html = mentions.renamed(edit.text, edit.html, names)
        Edit.objects.filter(pk=edit.pk, html=edit.html).update(text=text, html=html)
    return False


def _to_forget(user: User, but: Collection[int]) -> QuerySet[Message]:
    return _unforgotten(user).exclude(pk__in=but, state=Message.State.WITHDRAWN)


def _unforgotten(user: User) -> QuerySet[Message]:
    """Messages of the person's of which anybody sees, or any row keeps, a word.

    What a clinician wrote to a member in their thread is the record of that member's care: it stays.
    """
    alive = ~Q(state__in=[Message.State.REMOVED, Message.State.WITHDRAWN])
    own = Q(room__care_for=None) | Q(room__care_for=user)
    return Message.objects.filter(own, alive | ~Q(text=""), author=user)
