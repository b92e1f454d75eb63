"""For whom a summary by mail is due, and that each is settled once, however many workers there are."""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from peersupport.accounts import zones
from peersupport.accounts.models import User
from peersupport.notices import hours
from peersupport.notices.models import Digest, Notice, Reach

log = logging.getLogger(__name__)

LONGEST = timedelta(days=14)  # that a summary looks back, when none could be sent for a while


class Due(NamedTuple):
    """A summary of what happened after `since`, up to `upto`, not settled as it was asked for."""

    user: User
    period: date
    since: datetime
    upto: datetime


def due(now: datetime) -> Iterator[Due]:
    """Of each person the latest that is due: what was missed while nobody worked is in it, and not sent one by one.

    A person for whom that cannot be said keeps nobody else waiting.
    """
    wanting = Reach.objects.exclude(digest="").filter(user__is_active=True)
    for reach in wanting.select_related("user").annotate(latest=Max("user__digests__upto")).order_by("pk"):
        try:
            found = _due(reach, reach.latest, now)
        except Exception as error:
            log.error("when a digest is due could not be said: %s", type(error).__name__)
            continue
        if found:
            yield found


def _due(reach: Reach, latest: datetime | None, now: datetime) -> Due | None:
    zone = zones.zone_of(reach.user)
    upto = hours.latest_due(now, zone, reach.digest, reach.digest_hour)
    if reach.digest_since is None or upto < reach.digest_since or (latest and upto <= latest):
        return None
    since = max(latest or upto - hours.length(reach.digest), upto - LONGEST)
    return Due(reach.user, upto.astimezone(zone).date(), since, upto)


def settle(found: Due) -> Digest | None:
    """Make it one's own; None when it is somebody else's, or the person had one for this period before."""
    try:
        with transaction.atomic():
            return Digest.objects.create(user=found.user, period=found.period, upto=found.upto)
    except IntegrityError:
        return None


def put_back(digest: Digest) -> None:
    """It was surely not sent: it is due as before."""
    digest.delete()


def was_sent(digest: Digest, at: datetime) -> None:
    Digest.objects.filter(pk=digest.pk).update(sent_at=at)


def unread(found: Due) -> int:
    """Notices of the time that it is about, which the person has not read."""
    told = Q(created_at__gt=found.since, created_at__lte=found.upto)
    return Notice.objects.filter(told, inbox_id=found.user.pk, read_at=None).count()
