"""What stands in a person's inbox: as frames of the wire protocol, as a page, as a number."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q

from peersupport.accounts.models import User
from peersupport.notices import words
from peersupport.notices.models import Inbox, Notice
from peersupport.notices.wire import stamp

FRAMES = 50  # at most this many at once; the page of notices has the rest


def since(user_id: int, revision: int, upto: int) -> list[dict[str, Any]]:
    """The `notice` frames of docs/protocol.md after `revision` and up to `upto`, oldest first, the latest FRAMES."""
    told = Notice.objects.filter(inbox_id=user_id, revision__gt=revision, revision__lte=upto)
    return [frame(notice) for notice in reversed(told.select_related("inbox__user")[:FRAMES])]


def news(user_id: int, revision: int, upto: int) -> tuple[list[dict[str, Any]], bool]:
    """What a connection that stands at `revision` missed up to `upto`: the frames, and whether its rights changed.

    Rights are told early rather than late: a change after `upto` counts too.
    """
    frames = since(user_id, revision, upto)
    return frames, Inbox.objects.filter(pk=user_id, rights_revision__gt=revision).exists()


def revisions(user_ids: Iterable[int]) -> dict[int, int]:
    """The revision of each person's inbox; 0 for a person who was never told anything."""
    wanted = list(user_ids)
    found = dict(Inbox.objects.filter(pk__in=wanted).values_list("pk", "revision"))
    return {user_id: found.get(user_id, 0) for user_id in wanted}


def unread(user: User) -> int:
    return Notice.objects.filter(inbox_id=user.pk, read_at=None).count()


def stands(user_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Each person's inbox: (revision, how many notices are unread), in one query; (0, 0) for who was never told."""
    wanted = list(user_ids)
    waiting = Count("notices", filter=Q(notices__read_at=None))
    inboxes = Inbox.objects.filter(pk__in=wanted).annotate(unread=waiting)
    found = inboxes.values_list("pk", "revision", "unread")
    return dict.fromkeys(wanted, (0, 0)) | {user_id: (revision, unread) for user_id, revision, unread in found}


def frame(notice: Notice) -> dict[str, Any]:
    title, body = words.title_and_body(notice.kind, notice.data, notice.inbox.user.language)
    told = {
        "type": "notice",
        "id": notice.pk,
        "kind": notice.kind,
        "title": title,
        "body": body,
        "url": notice.data.get("url", ""),
        "at": stamp(notice.created_at),
    }
    return told | {name: notice.data[name] for name in ("message", "pause") if name in notice.data}
