"""The one door to a room or a message for a user: gives it, or answers 404 whether it is absent or not theirs."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, Q
from django.http import Http404
from django.utils.translation import gettext as _

from chat.errors import NoMessage, NoRoom, NotYours
from chat.models import Membership, Message, Room
from chat.models.care import CareReader
from peersupport.accounts import roles
from peersupport.accounts.guards import mfa_satisfied
from peersupport.accounts.models import User


def room_for(user: User, slug: str) -> Room:
    """The room, for a member of it or, of a care thread, a clinician who opened it. Raises Http404."""
    room = _open_to(user, slug=slug)
    if room is None:
        raise Http404(_("There is no such room, or it is not one of yours."))
    return room


def is_member(user: User, slug: str) -> bool:
    """Whether a room of this slug is open to the user."""
    return _open_to(user, slug=slug) is not None


def _open_to(user: User, **which: Any) -> Room | None:
    """A thread with the care team is its member's and the clinicians', whatever rows of membership there are."""
    mine = Room.objects.filter(Q(care_for=None) | Q(care_for=user), memberships__user=user, **which).first()
    if mine:
        return mine
    opened = Room.objects.filter(care_for__isnull=False, care_readers__user=user, **which).first()
    return opened if opened and care_team([user.pk]) else None


# --- care threads -----------------------------------------------------------------------------------------------------
def care_team(among: Collection[int]) -> set[int]:
    """Those of the people who may open care threads now: clinicians by role, with their second factor.

    By role and not by permission: whoever runs the site (a superuser has every permission) is no clinician by that.
    """
    clinicians = User.objects.filter(pk__in=among, is_active=True, groups__name=roles.CLINICIAN)
    return {user.pk for user in clinicians if mfa_satisfied(user)}


def may_ask(user: User) -> bool:
    """Whether the user may have a thread of their own: whoever may post, and is not of those who answer."""
    return user.has_perm("chat.post_message") and not user.groups.filter(name=roles.CLINICIAN).exists()


def in_care(user_ids: Collection[int], rooms: Collection[Room]) -> set[tuple[int, int]]:
    """Who of the people is in which of the rooms that are care threads, as (user, room). One look for many."""
    threads = {room.pk: room for room in rooms if room.care_for_id}
    if not threads:
        return set()
    opened = CareReader.objects.filter(room__in=threads, user__in=user_ids).values_list("user_id", "room_id")
    team = care_team({user_id for user_id, _ in opened})
    theirs = {(user_id, pk) for pk, room in threads.items() for user_id in user_ids if user_id == room.care_for_id}
    return theirs | {pair for pair in opened if pair[0] in team}


def care_thread(user: User, room_id: int) -> Room:
    """A member's thread, for a clinician who may open it. Raises Http404."""
    room = Room.objects.filter(pk=room_id, care_for__isnull=False).select_related("care_for").first()
    if room is None or not care_team([user.pk]):
        raise Http404(_("There is no such room, or it is not one of yours."))
    return room


# --- doors of rooms for many ------------------------------------------------------------------------------------------
def listed_room(slug: str) -> Room:
    """A room that every member may join or ask for; none behind a join code, none that is archived. Raises Http404."""
    open_rooms = Room.objects.for_many().exclude(joining=Room.Joining.CODE)
    room = open_rooms.filter(slug=slug, archived_at=None).first()
    if room is None:
        raise Http404(_("There is no such room, or it is not one of yours."))
    return room


def guided_room(user: User, slug: str) -> Room:
    """The room, for a member of it who may guide rooms, and for who runs all rooms. Raises Http404."""
    anywhere = Room.objects.for_many().filter(slug=slug).first() if user.has_perm("chat.change_room") else None
    if anywhere:
        return anywhere
    if not user.has_perm("chat.guide_room"):
        raise Http404(_("There is no such room, or it is not one of yours."))
    return room_of_many(user, slug)


def room_of_many(user: User, slug: str) -> Room:
    """The room, for a member of it, where it is not one's thread with the care team. Raises Http404."""
    room = room_for(user, slug)
    if room.is_care:
        raise Http404(_("There is no such room, or it is not one of yours."))
    return room


def led_room(user: User, slug: str) -> Room:
    """The room, for its guides, for clinicians in it, and for who runs all rooms. Raises Http404."""
    if not user.has_perm("chat.tend_room") or user.has_perm("chat.change_room"):
        return guided_room(user, slug)
    return room_of_many(user, slug)


def tended_room(user: User, slug: str) -> Room:
    """The room, for clinicians in it and for who runs all rooms, as whom alone it may be archived. Raises Http404."""
    if not user.has_perm("chat.tend_room"):
        raise Http404(_("There is no such room, or it is not one of yours."))
    return led_room(user, slug)


def may_lead(user: User) -> bool:
    """Whether the user may lead the rooms that they are in."""
    return user.has_perm("chat.guide_room") or user.has_perm("chat.tend_room")


def may_pin(user: User) -> bool:
    """Whether the user may pin, in the rooms that they are in, as things stand now."""
    return user.has_perm("chat.pin_message") and mfa_satisfied(user)


def led_message(user: User, slug: str, message_id: int) -> Message:
    """A message of somebody else that can be seen in a room that the user leads. Raises Http404."""
    seen = Message.objects.select_related("room", "author").filter(state=Message.State.PUBLISHED)
    message = seen.filter(room=led_room(user, slug), pk=message_id).exclude(author=user).first()
    if message is None:
        raise Http404(_("This message is not there, or not for you."))
    return message


def team_of(room: Room) -> list[int]:
    """The ids, in order, of those who answer who asks to join: the room's own team, else whoever runs all rooms."""
    active = User.objects.filter(is_active=True).order_by("pk").distinct()
    own = active.filter(_holds("guide_room"), memberships__room=room)
    return list((own if own.exists() else active.filter(_holds("change_room"))).values_list("pk", flat=True))


def own_message(user: User, slug: str, message_id: int) -> Message:
    """A message of the user's own, in a room of theirs. Raises NoRoom, NoMessage, NotYours: a frame gets no page."""
    room = _open_to(user, slug=slug)
    if room is None:
        raise NoRoom
    message = Message.objects.select_related("room", "reply_to").filter(pk=message_id, room=room).first()
    if message is None or (message.author_id != user.pk and message.state != Message.State.PUBLISHED):
        raise NoMessage
    if message.author_id != user.pk:
        raise NotYours
    return message


def _holds(permission: str) -> Q:
    """As the roles give it: nobody is given a permission but through a role (peersupport.accounts.roles)."""
    by_role = Q(groups__permissions__codename=permission, groups__permissions__content_type__app_label="chat")
    return by_role | Q(is_superuser=True)


def neighbour(user: User, person_id: int) -> User:
    """Somebody else who is, or has been heard, in a room of the user's. Raises Http404."""
    rooms = Room.objects.filter(memberships__user=user)
    heard = Message.objects.filter(room__in=rooms, author_id=person_id, position__isnull=False)
    beside = Membership.objects.filter(room__in=rooms, user_id=person_id)
    person = User.objects.exclude(pk=user.pk).filter(Exists(heard) | Exists(beside), pk=person_id).first()
    if person is None:
        raise Http404(_("There is nobody of that name in your rooms."))
    return person


def message_for(user: User, message_id: int) -> Message:
    """A message that the user can see now: in a room of theirs, published, or their own. Raises Http404."""
    found = Message.objects.select_related("room", "author").filter(pk=message_id)
    message = found.filter(Q(state=Message.State.PUBLISHED) | Q(author=user)).first()
    if message is None or _open_to(user, pk=message.room_id) is None:
        raise Http404(_("This message is not there, or not for you."))
    return message


def message_seen(user: User, message_id: int) -> Message:
    """A message that was in sight in a room of the user's, whatever became of it since. Raises Http404."""
    found = Message.objects.select_related("room", "author").filter(pk=message_id, position__isnull=False)
    message = found.first()
    if message is None or _open_to(user, pk=message.room_id) is None:
        raise Http404(_("This message is not there, or not for you."))
    return message


def shown_message(room: Room, message_id: int) -> Message:
    """A message of the room that all its members see now. Raises Http404."""
    message = Message.objects.filter(pk=message_id, room=room, state=Message.State.PUBLISHED).first()
    if message is None:
        raise Http404(_("This message is not there, or not for you."))
    return message
