"""The only writers of inboxes.

tell, tell_all  store notices, and what ─┐ each takes the inbox's next revision under its row lock,
                is to be sent about them  ├ in the caller's transaction when there is one,
rights_changed  stores that revision     ─┘ and announces `inbox_changed` after the commit
mark_read       notes what was seen: changes no revision
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F

from peersupport.notices import outbox, words
from peersupport.notices.models import Inbox, Notice
from peersupport.notices.signals import inbox_changed


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
    """As `tell`, for any number: inboxes are locked in order of their people, so that no two wait for each other."""
    notices: list[Notice] = []
    for user_id, theirs in groupby(sorted(told, key=attrgetter("user_id")), key=attrgetter("user_id")):
        some = list(theirs)
        for _, kind, _ in some:
            words.check_kind(kind)
        latest = _next_revision(user_id, by=len(some))
        for revision, (_, kind, data) in enumerate(some, start=latest - len(some) + 1):
            notices.append(Notice(inbox_id=user_id, revision=revision, kind=kind, data=data, created_at=now))
            _announce(user_id, revision, rights=False)
    if notices:
        Notice.objects.bulk_create(notices)
        outbox.put(notices)
    return notices


@transaction.atomic
def rights_changed(user_id: int) -> None:
    """Have every connection of the person ask again what it may do."""
    revision = _next_revision(user_id)
    Inbox.objects.filter(pk=user_id).update(rights_revision=revision)
    _announce(user_id, revision, rights=True)


def mark_read(user_id: int, *, upto: int, now: datetime) -> int:
    """Note that the person saw the notices up to the revision. Gives how many were new to them."""
    return Notice.objects.filter(inbox_id=user_id, revision__lte=upto, read_at=None).update(read_at=now)


def _next_revision(user_id: int, by: int = 1) -> int:
    """The update locks the row until the transaction ends, on PostgreSQL; on SQLite the transaction is the lock."""
    inbox = Inbox.objects.filter(pk=user_id)
    if not inbox.update(revision=F("revision") + by):
        # Two may make the row at once: the second waits for the first here, then takes the revision after it.
        Inbox.objects.bulk_create([Inbox(user_id=user_id)], ignore_conflicts=True)
        inbox.update(revision=F("revision") + by)
    return inbox.values_list("revision", flat=True).get()


def _announce(user_id: int, revision: int, *, rights: bool) -> None:
    send = partial(inbox_changed.send_robust, sender=Inbox, user_id=user_id, revision=revision, rights=rights)
    transaction.on_commit(send, robust=True)
