"""How things stand as a batch of posts comes in: the rooms under their locks, and each draft's author, rights and key.

Written by hand: to build such queries costs the ORM ten times what the database needs to answer them
(docs/decisions/010). The words run on SQLite and PostgreSQL alike, and take the tables' names from the models;
whatever comes from outside is a parameter.
"""
# ruff: noqa: S608

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model
from psycopg import Cursor

from chat import access
from chat.models import Membership, Message, Pause, Room
from peersupport.accounts import consent
from peersupport.accounts.models import Consent, User

READ = ("id", "slug", "slow_seconds", "archived_at", "revision", "care_for_id")  # in the order of the model
NOWHERE = 0  # no room has this id
NIL = UUID(int=0)
ROWS = 500  # of one INSERT: SQLite takes 32,766 values
FIELDS = [field for field in Message._meta.concrete_fields if not field.primary_key]
KEY = Message._meta.get_field("key")
UNTIL = Pause._meta.get_field("until")


class Asked(Protocol):
    """What somebody wants to do in a room: a draft, or another act that is judged as a post is."""

    @property
    def room(self) -> str: ...
    @property
    def author_id(self) -> int: ...
    @property
    def key(self) -> UUID: ...


class Writing(NamedTuple):
    """What somebody is about to say, and may never send."""

    room: str
    author_id: int
    key: UUID = NIL


class Standing(NamedTuple):
    """One draft's: `author` None for who may not post at all, `sent` the id of what its key made before.

    `leads`: guides, clinicians and who runs all rooms. `pause`: the id of one in force.
    """

    author: User | None
    is_member: bool
    sent: int | None
    leads: bool
    pause: int | None


def locked_rooms(slugs: Collection[str]) -> dict[str, Room]:
    """The rooms by slug, locked in order of id. Only READ is read of them, `archived_at` as the database gives it."""
    found = _rows(_lock(len(slugs), connection.features.has_select_for_update), list(slugs), len(slugs))
    rooms = [Room.from_db(DEFAULT_DB_ALIAS, READ, row) for row in found]
    return {room.slug: room for room in rooms}


def of(drafts: Sequence[Asked], rooms: dict[str, Room], now: datetime) -> list[Standing]:
    """How each of the drafts stands, in order, in one query. Of an author only what a message shows is read."""
    asked: list[Any] = []
    for draft in drafts:
        room = rooms.get(draft.room)
        asked += (draft.author_id, KEY.get_db_prep_value(draft.key, connection), room.pk if room else NOWHERE)
    asked.append(UNTIL.get_db_prep_value(now, connection))
    asked += (Consent.Document.HOUSE_RULES.value, consent.HOUSE_RULES_VERSION)
    standings = _judged(len(drafts), _rows(_stand(len(drafts)), asked, len(drafts)))
    return _with_care(drafts, rooms, standings)


def may_write(user_id: int, room_id: int, now: datetime) -> bool:
    """Whether a post of theirs would be taken in the room, at their turn."""
    room = Room.objects.filter(pk=room_id, archived_at=None).first()
    if room is None:
        return False
    [stands] = of([Writing(room.slug, user_id)], {room.slug: room}, now)
    return stands.is_member and stands.author is not None and stands.pause is None


def _with_care(drafts: Sequence[Asked], rooms: dict[str, Room], standings: list[Standing]) -> list[Standing]:
    """A care thread asks for more than a row of membership, and its clinicians have none."""
    threads = {slug: room.pk for slug, room in rooms.items() if room.is_care}
    if not threads:
        return standings
    inside = access.in_care({draft.author_id for draft in drafts}, rooms.values())
    return [
        stands._replace(is_member=(draft.author_id, threads[draft.room]) in inside) if draft.room in threads else stands
        for draft, stands in zip(drafts, standings, strict=True)
    ]


def save_revisions(rooms: Collection[Room]) -> None:
    if rooms:
        ids = [room.pk for room in rooms]
        taken = [number for room in rooms for number in (room.pk, room.revision)]
        _rows(_revise(len(ids)), [*taken, *ids], len(ids))


def insert(messages: Sequence[Message]) -> None:
    """What bulk_create does, at a third of its cost: the messages are in the database and have their ids."""
    for chunk in (messages[at : at + ROWS] for at in range(0, len(messages), ROWS)):
        values = [
            field.get_db_prep_save(field.pre_save(message, True), connection) for message in chunk for field in FIELDS
        ]
        ids = _rows(_insertion(len(chunk)), values, len(chunk))
        for message, (number,) in zip(chunk, ids, strict=True):
            message.pk = number
            message._state.adding, message._state.db = False, DEFAULT_DB_ALIAS


def _judged(number: int, rows: Iterable[tuple]) -> list[Standing]:
    """A draft has a row for each role that its author has, and one where the author has none."""
    authors: dict[int, User] = {}
    roles: dict[int, set[str]] = {}
    able: set[int] = set()
    leading: set[int] = set()
    drafts: list[tuple[int | None, bool, int | None, int | None]] = [(None, False, None, None)] * number
    for at, membership, sent, pause, author_id, pseudonym, is_superuser, role, grants, leads in rows:
        drafts[at] = (author_id, membership is not None, sent, pause)
        if author_id is None:
            continue
        if author_id not in authors:
            authors[author_id] = User.from_db(DEFAULT_DB_ALIAS, ("id", "pseudonym"), (author_id, pseudonym))
            roles[author_id] = set()
        if role is not None:
            roles[author_id].add(role)
        if is_superuser or grants:
            able.add(author_id)
        if is_superuser or leads:
            leading.add(author_id)
    for author_id, author in authors.items():
        groups = [Group(name=name) for name in roles[author_id]]
        author._prefetched_objects_cache = {"groups": groups}  # type: ignore[attr-defined]
    return [
        Standing(authors[author_id] if author_id in able else None, is_member, sent, author_id in leading, pause)
        for author_id, is_member, sent, pause in drafts
    ]


def _rows(words: str, values: Sequence[Any], number: int) -> list[tuple]:
    """What the statement gives. For a lone post PostgreSQL keeps the plan, which takes longer than to follow it."""
    if number > 1 or connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(words, values)
            return cursor.fetchall() if cursor.description else []
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as bound:
        bound.execute(words, values, prepare=True)
        return bound.fetchall() if bound.description else []


@cache
def _lock(number: int, can_lock: bool) -> str:
    """SQLite has no locks of rows: there the transaction began with the lock of all."""
    slugs = ", ".join(["%s"] * number)
    return (
        f"SELECT {', '.join(READ)} FROM {_table(Room)} WHERE slug IN ({slugs}) ORDER BY id"
        f"{' FOR NO KEY UPDATE' if can_lock else ''}"
    )


@cache
def _revise(number: int) -> str:
    cases, ids = " ".join(["WHEN %s THEN %s"] * number), ", ".join(["%s"] * number)
    return f"UPDATE {_table(Room)} SET revision = CASE id {cases} END WHERE id IN ({ids})"


@cache
def _stand(number: int) -> str:
    drafts = ", ".join(f"({at}, %s, %s, %s)" for at in range(number))
    return f"""
        WITH draft (at, author_id, key, room_id) AS (VALUES {drafts})
        SELECT draft.at, membership.id, sent.id,
            (
                SELECT MAX(pause.id) FROM {_table(Pause)} pause
                WHERE pause.room_id = draft.room_id AND pause.user_id = draft.author_id
                    AND pause.lifted_at IS NULL AND pause.until > %s
            ),
            author.id, author.pseudonym, author.is_superuser, role.name,
            role.id IN ({_granted("post_message")}), role.id IN ({_granted("guide_room", "tend_room")})
        FROM draft
        LEFT JOIN {_table(Membership)} membership
            ON membership.room_id = draft.room_id AND membership.user_id = draft.author_id
        LEFT JOIN {_table(Message)} sent ON sent.author_id = draft.author_id AND sent.key = draft.key
        LEFT JOIN {_table(Consent)} agreed
            ON agreed.user_id = draft.author_id AND agreed.document = %s AND agreed.version = %s
        LEFT JOIN {_table(User)} author ON author.id = agreed.user_id AND author.is_active
        LEFT JOIN {_table(User.groups.through)} belongs ON belongs.user_id = author.id
        LEFT JOIN {_table(Group)} role ON role.id = belongs.group_id
    """


def _granted(*permissions: str) -> str:
    """The roles that have one of the permissions."""
    names = ", ".join(f"'{name}'" for name in permissions)
    return (
        f"SELECT grants.group_id FROM {_table(Group.permissions.through)} grants "
        f"JOIN {_table(Permission)} permission ON permission.id = grants.permission_id "
        f"WHERE permission.codename IN ({names})"
    )


@cache
def _insertion(number: int) -> str:
    """Both databases give the ids in the order of the rows; the ORM's bulk_create relies on that as well."""
    columns = ", ".join(connection.ops.quote_name(field.column or field.name) for field in FIELDS)
    row = f"({', '.join(['%s'] * len(FIELDS))})"
    return f"INSERT INTO {_table(Message)} ({columns}) VALUES {', '.join([row] * number)} RETURNING id"


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
