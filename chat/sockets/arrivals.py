"""Who comes in, and into which room: looked up for many at once. After a restart everybody comes back together."""

from collections.abc import Collection
from dataclasses import dataclass

from chat import access, metrics
from chat.delivery.together import Together
from chat.models import Membership, Room
from chat.reading.frames import person, room_settings
from chat.reading.history import own_of
from peersupport.accounts import roles
from peersupport.accounts.models import User
from peersupport.accounts.sessions import logged_in, user_ids, users_of
from peersupport.notices.reading import stands

PLACE = ("user_id", "room_id", "read_position")
MOST = 500  # people, or rooms of theirs, in one look


@dataclass(frozen=True)
class Admitted:
    """A person whom a session logs in, and as others see them; their inbox stood at `revision` before that was read."""

    user: User
    person: dict
    revision: int
    unread: int


@dataclass(frozen=True)
class Entered:
    """A room of the person's as it stood at `revision`, the person's own messages in it, and how far they have read."""

    room_id: int
    revision: int
    own: list[dict]
    read: int
    settings: dict


class Arrivals:
    """The two questions of a connection: who is it, and may they enter this room."""

    def __init__(self) -> None:
        self._people: Together[str, Admitted] = Together(admitted, MOST)
        self._rooms: Together[tuple[int, str], Entered] = Together(entered, MOST)

    async def admit(self, session_key: str) -> Admitted | None:
        """Whom the session logs in now; None when it logs in nobody."""
        return await self._people.ask(session_key)

    async def enter(self, user_id: int, slug: str) -> Entered | None:
        """The room, for a member of it; None whether it is absent or not theirs."""
        return await self._rooms.ask((user_id, slug))


def admitted(session_keys: Collection[str]) -> dict[str, Admitted]:
    """In five queries, however many. The inboxes are read before the people: what changes later will be heard."""
    metrics.ARRIVALS.observe(len(session_keys))
    sessions = logged_in(session_keys)
    inboxes = stands(user_ids(sessions).values())
    users = users_of(sessions)
    held = roles.names_of(user.pk for user in users.values())
    return {key: Admitted(user, person(user, held.get(user.pk, ())), *inboxes[user.pk]) for key, user in users.items()}


def entered(wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], Entered]:
    """In four queries, however many, and a few more for care threads. Revisions are read before the own messages."""
    rooms = {room.pk: room for room in Room.objects.filter(slug__in={slug for _, slug in wanted})}
    people = {user_id for user_id, _ in wanted}
    members = Membership.objects.filter(room__in=rooms, user__in=people)
    places = {(user_id, room_id): read for user_id, room_id, read in members.values_list(*PLACE)}
    present = {pair for pair in places if not rooms[pair[1]].is_care} | access.in_care(people, rooms.values())
    inside = {  # who has no place, a clinician in a care thread, has nothing unread there
        (user_id, rooms[room_id].slug): (rooms[room_id], places.get((user_id, room_id), rooms[room_id].revision))
        for user_id, room_id in present
    }
    theirs = {pair: inside[pair] for pair in wanted if pair in inside}
    own = own_of([(user_id, room) for (user_id, _), (room, _) in theirs.items()])
    return {
        (user_id, slug): Entered(room.pk, room.revision, own.get((user_id, room.pk), []), read, room_settings(room))
        for (user_id, slug), (room, read) in theirs.items()
    }
