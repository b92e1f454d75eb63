"""Who is in a room: joining, being let in, and leaving."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from chat import access, join_codes
from chat.models import JoinRequest, Membership, Room
from peersupport.accounts.models import User
from peersupport.notices import outbox
from peersupport.notices.kinds import SHOWN_IN_ROOM
from peersupport.notices.services import Told, rights_changed, tell, tell_all


@transaction.atomic
def join(room: Room, *, by: User, now: datetime) -> bool:
    """Enter an open room, or ask to be let into one by request: its team hears. Gives whether the person is in now."""
    if room.joining == Room.Joining.OPEN:
        Membership.objects.get_or_create(room=room, user=by, defaults={"joined_at": now})
        still_open(by)
        return True
    if Membership.objects.filter(room=room, user=by).exists():
        return True
    asked = {"room": room, "user": by, "answered_at": None}
    _, is_new = JoinRequest.objects.get_or_create(**asked, defaults={"asked_at": now})
    still_open(by)
    if is_new:
        place = {"room": room.title, "url": reverse("chat:requests", args=[room.slug])}
        data = place | {"name": by.pseudonym}
        tell_all([Told(user_id, "join_request", data) for user_id in access.team_of(room)], now=now)
    return False


@transaction.atomic
def enter(code: str, *, by: User, now: datetime) -> Room | None:
    """Enter the room that the join code opens, however it was typed; None when it opens none."""
    typed = join_codes.squash(code)
    coded = Room.objects.alias(squashed=join_codes.squashed("join_code"))
    room = coded.filter(joining=Room.Joining.CODE, squashed=typed, archived_at=None).first() if typed else None
    if room:
        Membership.objects.get_or_create(room=room, user=by, defaults={"joined_at": now})
        still_open(by)
    return room


@transaction.atomic
def answer_request(request: JoinRequest, *, admit: bool, by: User, now: datetime) -> None:
    """Let the person who asked into the room, or not; either way they are told. The first answer stands."""
    room, waiting = request.room, JoinRequest.objects.filter(pk=request.pk, answered_at=None)
    if not waiting.update(answered_at=now, answered_by=by, admitted=admit):
        return
    if admit:
        Membership.objects.get_or_create(room=room, user_id=request.user_id, defaults={"joined_at": now})
    place = {"room": room.title, "url": reverse("chat:room", args=[room.slug]) if admit else reverse("chat:rooms")}
    tell(request.user_id, "room_admitted" if admit else "room_declined", place, now=now)


@transaction.atomic
def leave(room: Room, *, by: User) -> None:
    """End the membership; the person's sockets stop hearing the room, and what happens in it reaches them no more."""
    Membership.objects.filter(room=room, user=by).delete()
    outbox.call_back(by.pk, SHOWN_IN_ROOM, reverse("chat:room", args=[room.slug]))
    rights_changed(by.pk)


def still_open(user: User) -> None:
    """Raise PermissionDenied where the account was closed while its person was coming in.

    It waits for a closing that goes on; one that comes waits for the end of this transaction, and finds what it made.
    """
    if not User.objects.select_for_update(no_key=True, of=("self",)).filter(pk=user.pk, is_active=True):
        raise PermissionDenied
