"""The one door to a room or a message for a user: gives it, or answers 404 whether it is absent or not theirs."""

from django.db.models import Exists, Q
from django.http import Http404
from django.utils.translation import gettext as _

from chat.models import Membership, Message, Room
from peersupport.accounts.models import User


def room_for(user: User, slug: str) -> Room:
    """The room, for a member of it. Raises Http404."""
    room = Room.objects.filter(slug=slug, memberships__user=user).first()
    if room is None:
        raise Http404(_("There is no such room, or it is not one of yours."))
    return room


def is_member(user: User, slug: str) -> bool:
    """Whether the user is in a room of this slug."""
    return Room.objects.filter(slug=slug, memberships__user=user).exists()


def listed_room(slug: str) -> Room:
    """A room that every member may join or ask for; one behind a join code is not listed. Raises Http404."""
    room = Room.objects.exclude(joining=Room.Joining.CODE).filter(slug=slug).first()
    if room is None:
        raise Http404(_("There is no such room, or it is not one of yours."))
    return room


def guided_room(user: User, slug: str) -> Room:
    """The room, for a member of it who may guide rooms, and for who runs all rooms. Raises Http404."""
    anywhere = Room.objects.filter(slug=slug).first() if user.has_perm("chat.change_room") else None
    if anywhere:
        return anywhere
    if not user.has_perm("chat.guide_room"):
        raise Http404(_("There is no such room, or it is not one of yours."))
    return room_for(user, slug)


def team_of(room: Room) -> list[int]:
    """The ids, in order, of those who answer who asks to join: the room's own team, else whoever runs all rooms."""
    active = User.objects.filter(is_active=True).order_by("pk").distinct()
    own = active.filter(_holds("guide_room"), memberships__room=room)
    return list((own if own.exists() else active.filter(_holds("change_room"))).values_list("pk", flat=True))


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
    message = (
        Message.objects.select_related("room", "author")
        .filter(pk=message_id, room__memberships__user=user)
        .filter(Q(state=Message.State.PUBLISHED) | Q(author=user))
        .first()
    )
    if message is None:
        raise Http404(_("This message is not there, or not for you."))
    return message
