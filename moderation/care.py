"""What clinicians read of the threads with the care team: which wait, since when, and who is answering."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from chat.models import Message, Room
from moderation.models import CareThread, Outreach
from peersupport.accounts.models import Closing, User

LISTED = 100  # waiting threads on the page
LATELY = 20  # answered ones
SHOWN = 5  # cases that a thread leads to


@dataclass(frozen=True)
class Row:
    """A thread at one moment, and what `user` may do with it: computed here, for the buttons and the services alike."""

    thread: CareThread
    user: User
    now: datetime

    @property
    def member(self) -> User:
        assert self.thread.room.care_for is not None  # a care room is of a member
        return self.thread.room.care_for

    @property
    def is_closed(self) -> bool:
        """Whether the member's account is: an answer would reach nobody."""
        return Closing.objects.filter(user=self.member).exists()

    @property
    def holder(self) -> User | None:
        return self.thread.holder(self.now)

    @property
    def overdue(self) -> bool:
        return self.thread.due_at is not None and self.thread.due_at <= self.now

    @property
    def is_own(self) -> bool:
        return self.thread.room.care_for_id == self.user.pk

    @property
    def outreaches(self) -> QuerySet[Outreach]:
        """The cases for which a clinician wrote here first, the latest at the top."""
        return Outreach.objects.filter(room=self.thread.pk).select_related("by").order_by("-pk")[:SHOWN]

    @property
    def may_take(self) -> bool:
        return self.thread.waiting_since is not None and not self.is_own and self.holder is None

    @property
    def may_release(self) -> bool:
        return self.holder == self.user

    @property
    def may_close(self) -> bool:
        return self.thread.waiting_since is not None and not self.is_own and self.holder in (None, self.user)


@dataclass(frozen=True)
class Waiting:
    """How many wait, and how many of them are late."""

    count: int
    late: int


def waiting(now: datetime) -> Waiting:
    due = list(CareThread.objects.waiting(now).values_list("due_at", flat=True))
    return Waiting(len(due), sum(at <= now for at in due))


def rows(user: User, now: datetime) -> list[Row]:
    """The waiting threads: who may be in danger first, then the one that is due first."""
    found = CareThread.objects.waiting(now).select_related("room__care_for", "claimed_by")
    return [Row(thread, user, now) for thread in found[:LISTED]]


def row(room: Room, user: User, now: datetime) -> Row:
    """One thread; of a member who has not written yet there is no clock."""
    found = CareThread.objects.select_related("room__care_for", "claimed_by").filter(pk=room.pk).first()
    return Row(found or CareThread(room=room), user, now)


def writes_about_danger(room: Room, now: datetime) -> bool:
    """Whether a clinician came here from an urgent case, and has written."""
    wrote = Message.objects.filter(room=room).values("author")
    return Outreach.objects.urgent(now).filter(room=room, by__in=wrote).exists()


def answered_lately() -> list[Room]:
    """The threads that nobody waits in, the one that was answered last at the top."""
    quiet = Room.objects.filter(care_thread__isnull=False, care_thread__waiting_since=None).select_related("care_for")
    return list(quiet.annotate(answered_at=Max("care_thread__answers__at")).order_by("-answered_at")[:LATELY])
