"""What is on its way to people who are not here: written with the notice, taken away by whoever sends it.

put     a row for each device, and for the mail, that a notice is to reach
take    the rows that are due for one device or mailbox, and no longer anybody else's
again   rows that were surely not sent, for another try
put_off the rows of a target that could not even be taken
call_back what was about a room that its person has left
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Min, Q, QuerySet

from peersupport.accounts import zones
from peersupport.notices import hours, keys
from peersupport.notices.kinds import HEAD_START, SHOWN_IN_ROOM, Group, group_of
from peersupport.notices.models import Delivery, Device, Notice, Reach
from peersupport.notices.outcomes import Later

TRIES = 5
FIRST, TIMES = 60, 5  # seconds until the second try, and how much longer each further one waits: to two hours
LONGEST = 6 * 3600  # seconds that a service may have us wait


class Way(Enum):
    """How something goes out. Neither waits for the other."""

    PUSH = "push"
    MAIL = "mail"


class Target(NamedTuple):
    """A device or, without one, a person's mailbox."""

    user_id: int
    device_id: int | None
    endpoint: str | None

    @property
    def host(self) -> str:
        """Whom it takes to reach it. All mailboxes are reached through one."""
        return urlsplit(self.endpoint).netloc if self.endpoint else ""


def put(notices: Sequence[Notice]) -> None:
    """In the transaction that makes the notices, which are of one moment."""
    people = {notice.inbox_id for notice in notices}
    alerted = {notice.inbox_id for notice in notices if _is_urgent(notice)}
    Reach.objects.bulk_create([Reach(user_id=user_id) for user_id in sorted(alerted)], ignore_conflicts=True)
    wish = ~Q(push=[]) | ~Q(mail=[]) | Q(pk__in=alerted)
    reaches = {reach.pk: reach for reach in Reach.objects.filter(wish, pk__in=people)}
    wanting = [(notice, reaches[notice.inbox_id]) for notice in notices if notice.inbox_id in reaches]
    pushed = [notice for notice, reach in wanting if keys.offered() and _is_wanted(notice, reach.pushed)]
    mailed = [notice for notice, reach in wanting if _is_wanted(notice, reach.mailed)]
    devices = _held(Device.objects.filter(user__in={notice.inbox_id for notice in pushed})) if pushed else []
    rows = [
        Delivery(notice=notice, device=device, due_at=_due_at(notice))
        for notice in pushed
        for device in devices
        if device.user_id == notice.inbox_id
    ]
    rows += [Delivery(notice=notice, due_at=_due_at(notice)) for notice in mailed]
    if rows:
        Delivery.objects.bulk_create(rows)


def targets(now: datetime, way: Way, most: int, *, besides: Collection[str] = ()) -> list[Target]:
    """For whom something is due on this way, whoever has waited longest first; none at the hosts `besides`."""
    if way is Way.MAIL and besides:
        return []
    due = Delivery.objects.filter(device__isnull=way is Way.MAIL, due_at__lte=now)
    for host in besides:
        due = due.exclude(device__endpoint__startswith=f"https://{host}/")
    found = due.values("notice__inbox_id", "device_id", "device__endpoint").annotate(since=Min("due_at"))
    rows = found.order_by("since", "notice__inbox_id", "device_id")[:most]
    return [Target(row["notice__inbox_id"], row["device_id"], row["device__endpoint"]) for row in rows]


@transaction.atomic
def take(target: Target, *, now: datetime) -> list[Delivery]:
    """The due rows of the target, deleted: if the process dies with them in hand, nobody sends them a second time.

    None in the person's quiet hours, after which all come together; and none that the person has read meanwhile, does
    not want any more, or that is of no use any more. What is urgent goes alone, before the rest, and to who is on duty
    in quiet hours too.
    """
    reach = Reach.objects.select_related("user").filter(pk=target.user_id).first()
    waiting = _due(target, now).select_related("notice", "device").order_by("pk")
    found = list(waiting.select_for_update(of=("self",), skip_locked=True))
    rows = [row for row in found if _is_urgent(row.notice)] or found
    wakes = any(row.notice.data.get("on_duty") for row in rows)
    if (
        reach
        and not wakes
        and (end := hours.quiet_until(now, zones.zone_of(reach.user), reach.quiet_from, reach.quiet_until))
    ):
        Delivery.objects.filter(pk__in=[row.pk for row in found]).update(due_at=end)
        return []
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if reach is None or not reach.user.is_active:
        return []
    wanted = reach.pushed if target.device_id else reach.mailed
    told = [row for row in rows if row.notice.read_at is None and _is_wanted(row.notice, wanted)]
    return [row for row in told if (over := row.notice.over) is None or over > now]


def again(rows: Iterable[Delivery], later: Later, *, now: datetime) -> None:
    """Back-off, within bounds: after TRIES the notice only stands in the inbox."""
    for row in rows:
        if row.tries + 1 >= TRIES:
            continue
        wait = max(_wait(row.tries), min(later.seconds or 0, LONGEST))
        due = now + timedelta(seconds=wait)
        again = Delivery(notice_id=row.notice_id, device_id=row.device_id, due_at=due, tries=row.tries + 1)
        with transaction.atomic():
            if row.device_id is None or _held(Device.objects.filter(pk=row.device_id)):
                Delivery.objects.bulk_create([again], ignore_conflicts=True)


@transaction.atomic
def put_off(target: Target, *, now: datetime) -> None:
    """As `again`, for rows that still stand."""
    for row in _due(target, now).order_by("pk").select_for_update(skip_locked=True):
        if row.tries + 1 >= TRIES:
            row.delete()
            continue
        row.tries, row.due_at = row.tries + 1, now + timedelta(seconds=_wait(row.tries))
        row.save(update_fields=["tries", "due_at"])


def call_back(user_id: int, kinds: Collection[str], url: str) -> None:
    """Notices of these kinds that lead to the address, or to a place in it: they are sent to the person no more."""
    theirs = Delivery.objects.filter(notice__inbox_id=user_id, notice__kind__in=kinds)
    theirs.filter(notice__data__url__startswith=url).delete()


def _held(devices: QuerySet[Device]) -> list[Device]:
    """Until the transaction ends nobody forgets them (notices.devices): a row that names one that is gone would fail
    the whole transaction, and what the notice is about with it."""
    return list(devices.select_for_update(no_key=True).order_by("pk"))


def _wait(tries: int) -> int:
    return FIRST * TIMES**tries


def _due(target: Target, now: datetime) -> QuerySet[Delivery]:
    where = Q(device=None) if target.device_id is None else Q(device_id=target.device_id)
    return Delivery.objects.filter(where, notice__inbox_id=target.user_id, due_at__lte=now)


def _due_at(notice: Notice) -> datetime:
    return notice.created_at + HEAD_START if notice.kind in SHOWN_IN_ROOM else notice.created_at


def _is_wanted(notice: Notice, groups: Sequence[str]) -> bool:
    return group_of(notice.kind) in groups


def _is_urgent(notice: Notice) -> bool:
    return group_of(notice.kind) is Group.URGENT
