"""Who reads which sampled message next, without learning who wrote it, who else reads it, or what was found in it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Q

from moderation.access import PERMISSION
from moderation.models import ClaimEvent, Reading, Sampled, Settlement
from moderation.sampling import Judged, order
from peersupport.accounts.models import User

KEPT_OPEN = timedelta(weeks=12)  # what is older counts in no figure any more, and is not given out
SECOND_LOOK = timedelta(days=1)  # before one of two readers may settle what they differ on

Turn = Literal["reading", "settlement"]


@dataclass(frozen=True)
class Item:
    """A sampled message as far as it matters to who may read it."""

    pk: int
    sample_id: int
    seed: int
    author_id: int
    judged: Judged
    readers: tuple[int, ...] = ()
    read_at: datetime | None = None  # the latest reading
    settled_by: int | None = None
    handlers: frozenset[int] = field(default=frozenset())  # who has had a case about it, and knows what was found


def items(which: Q) -> list[Item]:
    """The sampled messages with what was found in them, the newest sample first, in four queries."""
    rows = Sampled.objects.filter(which).order_by("-sample__week", "order")
    found = list(rows.values_list("pk", "sample_id", "sample__seed", "message__author_id", "message_id"))
    keys = {row[0] for row in found}
    readings: dict[int, list[tuple[int, tuple[str, ...], datetime]]] = defaultdict(list)
    for sampled_id, reader_id, labels, at in Reading.objects.filter(sampled__in=rows.values("pk")).values_list(
        "sampled_id", "reader_id", "labels", "at"
    ):
        readings[sampled_id].append((reader_id, tuple(labels), at))
    settled = {
        sampled_id: (by, tuple(labels))
        for sampled_id, by, labels in Settlement.objects.filter(sampled__in=rows.values("pk")).values_list(
            "sampled_id", "by_id", "labels"
        )
        if sampled_id in keys
    }
    handlers: dict[int, set[int]] = defaultdict(set)
    claims = ClaimEvent.objects.filter(case__message__sampled__in=rows.values("pk"))
    for message_id, by in claims.values_list("case__message_id", "by_id").distinct():
        handlers[message_id].add(by)
    return [
        Item(
            pk=pk,
            sample_id=sample_id,
            seed=seed,
            author_id=author_id,
            judged=Judged(tuple(labels for _, labels, _ in readings[pk]), settled[pk][1] if pk in settled else None),
            readers=tuple(reader_id for reader_id, _, _ in readings[pk]),
            read_at=max((at for *_, at in readings[pk]), default=None),
            settled_by=settled[pk][0] if pk in settled else None,
            handlers=frozenset(handlers[message_id]),
        )
        for pk, sample_id, seed, author_id, message_id in found
    ]


def clinicians() -> frozenset[int]:
    """Who may be asked to read: active, with the right by a role or of their own."""
    app, _, name = PERMISSION.partition(".")
    held = {"content_type__app_label": app, "codename": name}
    by_role = Q(**{f"groups__permissions__{key}": value for key, value in held.items()})
    own = Q(**{f"user_permissions__{key}": value for key, value in held.items()})
    return frozenset(User.objects.filter(by_role | own, is_active=True).values_list("pk", flat=True))


def turn(item: Item, user_id: int, team: Collection[int], now: datetime) -> Turn | None:
    """What the message still needs from the user, if anything.

    Who has had a case about it, or is to settle a dispute of their own, knows too much: they are asked only where too
    few others are there, and of their own dispute a day later, so that it is a second look.
    """
    if user_id == item.author_id:
        return None
    needed = 1 if item.judged.is_disputed else 2 - len(item.judged.readings)
    if item.judged.is_known or (user_id in item.readers and not item.judged.is_disputed):
        return None
    knowing = {*item.handlers, *item.readers}
    if user_id in knowing and len(set(team) - knowing - {item.author_id}) >= needed:
        return None
    if user_id in item.readers and item.read_at and now < item.read_at + SECOND_LOOK:
        return None
    return "settlement" if item.judged.is_disputed else "reading"


@dataclass(frozen=True)
class Stack:
    """What waits for one reader: in each sample's messages, in the reader's own order, the newest sample first."""

    waiting: tuple[Item, ...]
    done: int  # of the sample that is being read

    @property
    def next(self) -> Item | None:
        return self.waiting[0] if self.waiting else None

    @property
    def place(self) -> int:
        return self.done + 1

    @property
    def of(self) -> int:
        """How many of the sample are the reader's, done and to do. It shrinks while colleagues read."""
        return self.done + sum(item.sample_id == self.waiting[0].sample_id for item in self.waiting[:])


def stack(user: User, now: datetime) -> Stack:
    team = clinicians()
    every = items(Q(sample__drawn_at__gt=now - KEPT_OPEN) & ~Q(text=""))  # an author may have gone, with all words
    mine = {item.pk: item for item in every if turn(item, user.pk, team, now)}
    waiting: list[Item] = []
    for sample_id in dict.fromkeys(item.sample_id for item in mine.values()):
        here = [item for item in mine.values() if item.sample_id == sample_id]
        waiting += [mine[pk] for pk in order([item.pk for item in here], here[0].seed, user.pk)]
    at = waiting[0].sample_id if waiting else None
    done = sum(
        item.sample_id == at and item.pk not in mine and user.pk in (*item.readers, item.settled_by) for item in every
    )
    return Stack(tuple(waiting), done)
