"""How much is new in a person's rooms, told to who is away: numbers alone."""

from datetime import datetime
from typing import NamedTuple

from django.urls import reverse

from chat.models import Membership, Message
from chat.services.muting import muted_by
from peersupport.accounts.models import User

MOST = 99  # counted exactly; one more stands for any number


class RoomNews(NamedTuple):
    title: str
    path: str
    number: int

    @property
    def many(self) -> bool:
        """More than are counted."""
        return self.number > MOST


def new_in_rooms(user: User, since: datetime, upto: datetime) -> list[RoomNews]:
    """By room of theirs, where somebody else wrote something that they have not seen there; where most is new first.

    Whoever they have muted does not count.

    Of each room only its latest messages are looked at, by the index of positions: none has an index by time.
    """
    found = []
    unheard = {user.pk, *muted_by(user).values_list("pk", flat=True)}
    for membership in (
        Membership.objects.filter(user=user, room__care_for=None).select_related("room").order_by("room__title")
    ):
        room = membership.room
        unread = Message.objects.filter(room=room, position__gt=membership.read_position).order_by("-position")
        latest = unread.values_list("created_at", "author_id", "state")[: MOST + 1]
        number = sum(
            since < at <= upto and author_id not in unheard and state == Message.State.PUBLISHED
            for at, author_id, state in latest
        )
        if number:
            found.append(RoomNews(room.title, reverse("chat:room", args=[room.slug]), number))
    return sorted(found, key=lambda room: -room.number)
