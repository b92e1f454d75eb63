"""The only writers of inboxes.

tell, tell_all  store notices, and what ─┐ each takes the inboxes' next revisions under their rows' locks,
                is to be sent about them  ├ in the caller's transaction when there is one,
rights_changed  stores that revision     ─┘ and announces `inbox_changed` after the commit
mark_read, mark_one_read  note what was seen: change no revision
forget          takes away all of somebody whose account is closed; the inbox stays, for its revision
unname          puts another name into what others were told of somebody

A transaction tells all that it has to tell at once, as its last lock but that of the records (moderation.services).
"""
# ruff: noqa: S608

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache, partial
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F

from peersupport.notices import outbox, words
from peersupport.notices.models import Digest, Inbox, Notice, Reach
from peersupport.notices.signals import inbox_changed

ROWS = 500  # of one statement


class Told(NamedTuple):
    """Something to tell one person; see `tell`."""

    user_id: int
    kind: str
    data: dict[str, Any]


def tell(user_id: int, kind: str, data: dict[str, Any], *, now: datetime) -> Notice:
    """Put a notice in the person's inbox.

    `data` is JSON: it fills the words of the kind; `data["url"]` is where the notice leads, `data["message"]` an own
    message to ride in the frame. Whoever tells several people in one transaction uses `tell_all`, once.
    Raises TemplateDoesNotExist for a kind without words.
    """
    [notice] = tell_all([Told(user_id, kind, data)], now=now)
    return notice


@transaction.atomic
def tell_all(told: Iterable[Told], *, now: datetime) -> list[Notice]:
    """As `tell`, for any number and as many queries for many as for one: to be called once in a transaction, so that
    no two wait for each other."""
    some = sorted(told, key=attrgetter("user_id"))
    for kind in {one.kind for one in some}:
        words.check_kind(kind)
    numbers = Counter(one.user_id for one in some)
    upto = _take(numbers)
    notices: list[Notice] = []
    for user_id, kind, data in some:
        numbers[user_id] -= 1
        revision = upto[user_id] - numbers[user_id]
        notices.append(Notice(inbox_id=user_id, revision=revision, kind=kind, data=data, created_at=now))
        _announce(user_id, revision, rights=False)
    if notices:
        Notice.objects.bulk_create(notices)
        outbox.put(notices)
    return notices


@transaction.atomic
def rights_changed(*user_ids: int) -> None:
    """Have every connection of the people ask again what it may do."""
    upto = _take(Counter(set(user_ids)))
    Inbox.objects.filter(pk__in=upto).update(rights_revision=F("revision"))
    for user_id, revision in upto.items():
        _announce(user_id, revision, rights=True)


def mark_read(user_id: int, *, upto: int, now: datetime) -> int:
    """Note that the person saw the notices up to the revision. Gives how many were new to them."""
    return Notice.objects.filter(inbox_id=user_id, revision__lte=upto, read_at=None).update(read_at=now)


def mark_one_read(user_id: int, notice_id: int, *, now: datetime) -> None:
    """Note that the person saw what the notice tells of, or the notice."""
    Notice.objects.filter(inbox_id=user_id, pk=notice_id, read_at=None).update(read_at=now)


def forget(user_id: int) -> None:
    for kept in (Notice.objects.filter(inbox=user_id), Reach.objects.filter(user=user_id)):
        kept.delete()
    Digest.objects.filter(user=user_id).delete()


def unname(former: str, name: str) -> None:
    """A notice says whose words it was about. `former` is nobody else's name."""
    told, last = Notice.objects.filter(data__name=former), 0
    while some := list(told.filter(pk__gt=last).order_by("pk")[:ROWS]):  # no row is looked at twice: there is no index
        for notice in some:
            notice.data["name"] = name
        Notice.objects.bulk_update(some, ["data"])
        last = some[-1].pk


def _take(numbers: Mapping[int, int]) -> dict[int, int]:
    """So many next revisions for each person: the last of them.

    A statement takes its rows one after the other, in order of the people; it makes those that are not there.
    PostgreSQL keeps them locked until the transaction ends; on SQLite the transaction is the lock.
    """
    pairs, taken = sorted(numbers.items()), dict[int, int]()
    for some in (pairs[at : at + ROWS] for at in range(0, len(pairs), ROWS)):
        with connection.cursor() as cursor:
            cursor.execute(_taking(len(some)), [value for pair in some for value in pair])
            taken |= dict(cursor.fetchall())
    return taken


@cache
def _taking(number: int) -> str:
    table = connection.ops.quote_name(Inbox._meta.db_table)
    rows = ", ".join(["(%s, %s, 0)"] * number)
    return f"""
        INSERT INTO {table} (user_id, revision, rights_revision) VALUES {rows}
        ON CONFLICT (user_id) DO UPDATE SET revision = {table}.revision + excluded.revision
        RETURNING user_id, revision
    """


def _announce(user_id: int, revision: int, *, rights: bool) -> None:
    send = partial(inbox_changed.send_robust, sender=Inbox, user_id=user_id, revision=revision, rights=rights)
    transaction.on_commit(send, robust=True)
