"""Samples of what nobody flagged: drawn once a week, read by two who know nothing of each other, settled by a third."""

import secrets
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from chat.models import Message, Room
from moderation import audit, blind
from moderation.access import PERMISSION
from moderation.blind import Item
from moderation.errors import AlreadyRead, Invalid, OwnMessage
from moderation.models import Case, Category, Decision, Flag, Reading, Sample, Sampled, Settlement
from moderation.sampling import drawn
from moderation.screening import LABELS
from moderation.services.cases import URGENCY, open_about, queue_changed
from peersupport.accounts.models import User

A_WEEK = timedelta(days=7)
BATCH = 5_000  # ids read at a time


def draw(*, now: datetime, size: int = Sample.SIZE, week: date | None = None) -> Sample | None:
    """Draw the week's sample (its Monday in UTC; the one that `now` is in unless told otherwise).

    None when it has been drawn, by whatever process, or when there is nothing to draw from yet.
    """
    week = week or monday(now)
    if Sample.objects.filter(week=week).exists():
        return None
    try:
        with transaction.atomic():
            return _draw(week, size, now)
    except IntegrityError:
        if Sample.objects.filter(week=week).exists():  # another process was quicker
            return None
        raise


def monday(now: datetime) -> date:
    """The first day of the week that `now` is in, in UTC."""
    today = now.astimezone(UTC).date()
    return today - timedelta(days=today.weekday())


def unflagged(since: datetime, until: datetime) -> QuerySet[Message]:
    """What is in sight of a room, was said after `since` and up to `until`, and never had a case: no flag, no report.

    Without what clinicians wrote: on a small site too few others would be there to read it.
    """
    said = Message.objects.filter(state=Message.State.PUBLISHED, created_at__gt=since, created_at__lte=until)
    return said.filter(cases=None, room__care_for=None).exclude(author__in=blind.clinicians())


@transaction.atomic
def read(sampled_id: int, labels: Collection[str], *, by: User, now: datetime) -> Reading | Settlement | None:
    """Keep what `by` found in a sampled message: as a reading, or as what settles two that differ.

    None when it came too late, after two others: it counts in no figure. Whenever something was found, and the message
    is in the room, a case is open afterwards; a reading that came too late is no reason to leave it there.

    Raises PermissionDenied, OwnMessage, AlreadyRead, Invalid, Sampled.DoesNotExist.
    """
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    if set(labels) - set(LABELS):
        raise Invalid(labels=_("Choose from the list."))
    found = [label for label in LABELS if label in labels]
    item = _locked(sampled_id, with_room=bool(found))
    if item.author_id == by.pk:
        raise OwnMessage
    turn = blind.turn(item, by.pk, blind.clinicians(), now)
    if turn is None and by.pk in (*item.readers, item.settled_by):
        raise AlreadyRead
    sampled = Sampled.objects.select_related("sample", "message").get(pk=sampled_id)
    kept = _keep(sampled, turn, len(item.readers), found, by, now)
    if found:
        _open_case(sampled, found, now)
    step = {"reading": "sample.read", "settlement": "sample.settled", None: "sample.read_late"}[turn]
    audit.append(step, sampled, {"flagged": int(bool(found))}, by=by, now=now)
    return kept


def _draw(week: date, size: int, now: datetime) -> Sample | None:
    last = Sample.objects.order_by("-drawn_at").first()
    since = max(now - A_WEEK, last.drawn_at) if last else now - A_WEEK  # nothing is drawn from twice
    ids = list(unflagged(since, now).values_list("pk", flat=True).iterator(chunk_size=BATCH))
    if not ids:
        return None
    seed = secrets.randbits(63)
    sample = Sample.objects.create(week=week, since=since, population=len(ids), size=size, seed=seed, drawn_at=now)
    chosen = drawn(ids, size, seed)
    messages = Message.objects.select_related("reply_to").in_bulk(chosen)
    Sampled.objects.bulk_create(
        Sampled(
            sample=sample,
            message=messages[pk],
            order=place,
            text=messages[pk].text,
            reply_to=_answered(messages[pk]),
        )
        for place, pk in enumerate(chosen, 1)
    )
    told = {"population": len(ids), "drawn": len(chosen), "seed": str(seed)}
    audit.append("sample.drawn", sample, told, by=None, now=now)
    return sample


def _answered(message: Message) -> str:
    """What the message answers, as far as the room still sees it."""
    answered = message.reply_to
    return answered.text if answered and answered.state == Message.State.PUBLISHED else ""


def _locked(sampled_id: int, *, with_room: bool) -> Item:
    """The message as it stands, under its own lock, so that of two who read it last one has the place.

    Where a case may be opened, the room's lock comes first.
    """
    room_id = Sampled.objects.values_list("message__room_id", flat=True).get(pk=sampled_id)
    if with_room:
        Room.objects.select_for_update(no_key=True).get(pk=room_id)
    Sampled.objects.select_for_update().get(pk=sampled_id)
    [item] = blind.items(Q(pk=sampled_id))
    return item


def _keep(
    sampled: Sampled, turn: blind.Turn | None, others: int, labels: list[str], by: User, now: datetime
) -> Reading | Settlement | None:
    match turn:
        case "reading":
            return Reading.objects.create(sampled=sampled, reader=by, place=others + 1, labels=labels, at=now)
        case "settlement":
            return Settlement.objects.create(sampled=sampled, by=by, labels=labels, at=now)
    return None


def _open_case(sampled: Sampled, labels: list[str], now: datetime) -> None:
    """What was found goes to the queue, unless the message is gone or a clinician has decided about it meanwhile."""
    message = sampled.message
    decided = Decision.objects.filter(case__message=message, at__gt=sampled.sample.drawn_at)
    if message.state in {Message.State.REMOVED, Message.State.WITHDRAWN} or decided.exists():
        return
    gravest = max(labels, key=lambda label: URGENCY[Category(label)])
    case = open_about(message, Case.Opened.SAMPLED, gravest, now)
    said = {"source": Flag.Source.READER, "source_id": str(sampled.pk)}
    known = set(case.flags.filter(**said).values_list("label", flat=True))
    Flag.objects.bulk_create(Flag(case=case, label=label, **said) for label in labels if label not in known)
    queue_changed()
