"""The only writers of inboxes.

tell            stores a notice        ─┐ each takes the inbox's next revision under its row lock,
rights_changed  stores that revision    ├ in the caller's transaction when there is one,
                                        ┘ and announces `inbox_changed` after the commit
mark_read       notes what was seen: changes no revision
"""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F

from peersupport.notices import words
from peersupport.notices.models import Inbox, Notice
from peersupport.notices.signals import inbox_changed


@transaction.atomic
def tell(user_id: int, kind: str, data: dict[str, Any], *, now: datetime) -> Notice:
    """Put a notice in the person's inbox.

    `data` is JSON: it fills the words of the kind; `data["url"]` is where the notice leads, `data["message"]` an own
    message to ride in the frame. Whoever tells several people in one transaction does so in order of their ids.
    Raises TemplateDoesNotExist for a kind without words.
    """
    words.check_kind(kind)
    revision = _next_revision(user_id)
    notice = Notice.objects.create(inbox_id=user_id, revision=revision, kind=kind, data=data, created_at=now)
    _announce(user_id, revision, rights=False)
    return notice


@transaction.atomic
def rights_changed(user_id: int) -> None:
    """Have every connection of the person ask again what it may do."""
    revision = _next_revision(user_id)
    Inbox.objects.filter(pk=user_id).update(rights_revision=revision)
    _announce(user_id, revision, rights=True)


def mark_read(user_id: int, *, upto: int, now: datetime) -> int:
    """Note that the person saw the notices up to the revision. Gives how many were new to them."""
    return Notice.objects.filter(inbox_id=user_id, revision__lte=upto, read_at=None).update(read_at=now)


def _next_revision(user_id: int) -> int:
    """The update locks the row until the transaction ends, on PostgreSQL; on SQLite the transaction is the lock."""
    inbox = Inbox.objects.filter(pk=user_id)
    if not inbox.update(revision=F("revision") + 1):
        # Two may make the row at once: the second waits for the first here, then takes the revision after it.
        Inbox.objects.bulk_create([Inbox(user_id=user_id)], ignore_conflicts=True)
        inbox.update(revision=F("revision") + 1)
    return inbox.values_list("revision", flat=True).get()


def _announce(user_id: int, revision: int, *, rights: bool) -> None:
    send = partial(inbox_changed.send_robust, sender=Inbox, user_id=user_id, revision=revision, rights=rights)
    transaction.on_commit(send, robust=True)
