"""Who comes in, and into which room: looked up for many at once.

After a restart everybody comes back in the same second. Whatever was asked while the last look at the database ran is
answered by the next one, together; when many come, a look waits a little for more of them.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator
from contextvars import Context
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

from chat import access, metrics
from chat.delivery.threads import in_thread
from chat.models import Membership, Room
from chat.reading.frames import person, room_settings
from chat.reading.history import own_of
from peersupport.accounts import roles
from peersupport.accounts.models import User
from peersupport.accounts.sessions import logged_in, user_ids, users_of
from peersupport.database import BROKEN
from peersupport.notices.reading import stands

PLACE = ("user_id", "room_id", "read_position")
MOST = 500  # questions in one look
PAUSE_EACH = 0.005  # seconds that the next look waits for each question of the last one …
PAUSE_MOST = 0.25  # … and at most


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


Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Together(Generic[Question, Answer]):
    """Asks `look` for many answers at once. Every caller gets its own, or what `look` raised."""

    def __init__(self, look: Callable[[Collection[Question]], dict[Question, Answer]]):
        self._look = look
        self._asked: dict[Question, list[asyncio.Future[Answer | None]]] = {}
        self._looking: asyncio.Task | None = None

    async def ask(self, question: Question) -> Answer | None:
        future: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._asked.setdefault(question, []).append(future)
        if self._looking is None:
            self._looking = asyncio.create_task(self._answer(), context=Context())  # nobody's own
        return await future

    async def _answer(self) -> None:
        try:
            while self._asked:
                questions = list(self._asked)[:MOST]
                waiting = {question: self._asked.pop(question) for question in questions}
                metrics.ARRIVALS.observe(len(questions))
                await self._answer_these(waiting)
                await asyncio.sleep(min(PAUSE_EACH * (len(questions) - 1), PAUSE_MOST))
        finally:
            self._looking = None

    async def _answer_these(self, waiting: dict[Question, list[asyncio.Future[Answer | None]]]) -> None:
        try:
            found: dict[Question, Answer] = await in_thread(self._look)(list(waiting))
        except Exception as failure:
            if len(waiting) > 1 and not isinstance(failure, BROKEN):
                for question, futures in waiting.items():  # one that cannot be asked must not fail the others
                    await self._answer_these({question: futures})
                return
            for future in _open(chain(*waiting.values())):
                future.set_exception(failure)
            return
        for question, futures in waiting.items():
            for future in _open(futures):
                future.set_result(found.get(question))


def _open(futures: Iterable[asyncio.Future]) -> Iterator[asyncio.Future]:
    """Those that still wait: the connection of the others is gone."""
    return (future for future in futures if not future.done())


class Arrivals:
    """The two questions of a connection: who is it, and may they enter this room."""

    def __init__(self) -> None:
        self._people: Together[str, Admitted] = Together(admitted)
        self._rooms: Together[tuple[int, str], Entered] = Together(entered)

    async def admit(self, session_key: str) -> Admitted | None:
        """Whom the session logs in now; None when it logs in nobody."""
        return await self._people.ask(session_key)

    async def enter(self, user_id: int, slug: str) -> Entered | None:
        """The room, for a member of it; None whether it is absent or not theirs."""
        return await self._rooms.ask((user_id, slug))


def admitted(session_keys: Collection[str]) -> dict[str, Admitted]:
    """In five queries, however many. The inboxes are read before the people: what changes later will be heard."""
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
