"""What stands in a person's inbox: as frames of the wire protocol, as a page, as a number."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Count, Q, Window
from django.db.models.functions import RowNumber

from peersupport.accounts.models import User
from peersupport.accounts.zones import zone_of
from peersupport.notices import words
from peersupport.notices.models import Inbox, Notice
from peersupport.notices.wire import stamp

FRAMES = 50  # at most this many at once; the page of notices has the rest


class Span(NamedTuple):
    """The revisions of a person's inbox after `since`, up to `upto`."""

    user_id: int
    since: int
    upto: int


def news(spans: Collection[Span]) -> dict[Span, tuple[list[dict[str, Any]], bool]]:
    """What connections that stand at `since` missed up to `upto`: the frames, and whether their rights changed.

    The `notice` frames of docs/protocol.md, oldest first, of each inbox the latest FRAMES. Rights are told early rather
    than late: a change after `upto` counts too. In two queries, however many are asked for.
    """
    told = _notices(spans)
    inboxes = Inbox.objects.filter(pk__in={span.user_id for span in spans})
    rights = dict(inboxes.values_list("pk", "rights_revision"))
    return {
        span: (
            [frame(notice) for notice in told[span.user_id] if span.since < notice.revision <= span.upto],
            rights.get(span.user_id, 0) > span.since,
        )
        for span in spans
    }


def _notices(spans: Collection[Span]) -> dict[int, list[Notice]]:
    """By inbox."""
    within = [Q(inbox=span.user_id, revision__gt=span.since, revision__lte=span.upto) for span in spans]
    nth = Window(RowNumber(), partition_by="inbox", order_by="-revision")
    found: dict[int, list[Notice]] = defaultdict(list)
    if within:
        latest = Notice.objects.filter(reduce(or_, within)).alias(nth=nth).filter(nth__lte=FRAMES)
        for notice in latest.select_related("inbox__user").order_by("revision"):
            found[notice.inbox_id].append(notice)
    return found


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
    user = notice.inbox.user
    title, body = words.title_and_body(notice.kind, notice.data, user.language, zone_of(user))
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
