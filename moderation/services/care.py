"""The threads with the care team: the clock runs while the member had the last word; one clinician at a time answers.

A thread's first opening by each clinician is an entry in the audit: it is access to health data.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _

from chat import services as chat
from chat.access import care_team
from chat.models import Message, Room
from chat.services.gate import Screened
from moderation import audit
from moderation.errors import Clash, Invalid, NotWaiting, OwnThread, WrittenAgain
from moderation.models import CareAnswer, CareThread, Case, Outreach, Urgency
from moderation.services.cases import due_at, queue_changed
from peersupport.accounts.models import User
from peersupport.notices.models import Notice
from peersupport.notices.services import Told

WORDS = 500  # characters of the reason why no answer is needed
ANSWERED = "care_answered"  # the kind of the member's notice
HEARD = timedelta(minutes=10)  # in which a member is told of one answer
REPLIED = "message_reply"  # of the notice of who wrote to the member from an urgent case


def care_said(stored: Sequence[tuple[Message, Screened]], now: datetime) -> list[Told]:
    """Start the clock for a member's words, stop it for a clinician's; in the transaction that stores the messages.

    Gives what the members, and who wrote to them, are to be told, when all other locks are taken.
    """
    said = [(message, screened) for message, screened in stored if message.room.is_care]
    if not said:
        return []
    answered: list[tuple[Message, bool]] = []
    replied: list[Message] = []
    for message, screened in said:
        thread, _new = CareThread.objects.select_for_update(of=("self",)).get_or_create(room_id=message.room_id)
        if message.author_id == message.room.care_for_id:
            if thread.waiting_since is None:
                replied.append(message)
            _waits(thread, message, screened, now)
        else:
            waited = _ends(thread, by=message.author, message=message, now=now)
            answered.append((message, waited))
    queue_changed()
    return _answers(answered, now) + _replies(replied, now)


@transaction.atomic
def open_care(room: Room, *, by: User, now: datetime) -> None:
    """Let the clinician in (the caller asked chat.access.care_thread); the first time is an entry in the audit."""
    if room.care_for_id != by.pk and chat.open_care(room, by=by, now=now):
        _record("opened", room, by, now)


@transaction.atomic
def take_care(room: Room, *, by: User, now: datetime) -> None:
    """Take the waiting thread for settings.MODERATION claim_minutes, and open it.

    Raises Clash, NotWaiting, OwnThread.
    """
    until = now + timedelta(minutes=settings.MODERATION["claim_minutes"])
    if not CareThread.objects.claimable(by, now).filter(pk=room.pk).update(claimed_by=by, claimed_until=until):
        raise _refusal(room, by, now)
    queue_changed()
    is_new = chat.open_care(room, by=by, now=now)
    _record("claimed", room, by, now)
    if is_new:
        _record("opened", room, by, now)


@transaction.atomic
def write_to_author(case: Case, *, by: User, now: datetime) -> Room:
    """Open the thread of the case's author, or make it, for `by` to answer in (the caller asked moderation.access).

    The case stays as it is. Where another clinician is answering in the thread, they go on.
    """
    room = chat.ask_care_team(by=case.message.author, now=now)
    list(CareThread.objects.select_for_update(of=("self",)).filter(pk=room.pk))  # so that nobody takes it meanwhile
    if CareThread.objects.claimable(by, now).filter(pk=room.pk).exists():
        take_care(room, by=by, now=now)
    else:
        open_care(room, by=by, now=now)
    _, is_new = Outreach.objects.get_or_create(case=case, by=by, defaults={"room": room, "at": now})
    if is_new:
        audit.append("case.author_written_to", case, {}, by=by, now=now)
    return room


@transaction.atomic
def release_care(room: Room, *, by: User, now: datetime) -> bool:
    """Give the thread back. Returns whether `by` held it."""
    mine = CareThread.objects.filter(pk=room.pk, claimed_by=by, claimed_until__gt=now)
    if not mine.update(claimed_by=None, claimed_until=None):
        return False
    queue_changed()
    _record("released", room, by, now)
    return True


@transaction.atomic
def no_answer_needed(room: Room, reason: str, seen: int | None, *, by: User, now: datetime) -> None:
    """End the wait without an answer. `seen` is the room's revision as the clinician read it.

    Raises Invalid, WrittenAgain, Clash, NotWaiting, OwnThread; then nothing has happened.
    """
    reason = reason.strip()
    if not reason:
        raise Invalid(reason=_("Say why no answer is needed."))
    if len(reason) > WORDS:
        raise Invalid(reason=_("Please say it in at most 500 characters."))
    # So that nothing is said meanwhile.
    locked = Room.objects.select_for_update(of=("self",), no_key=True).get(pk=room.pk)
    if not CareThread.objects.claimable(by, now).filter(pk=room.pk).exists():
        raise _refusal(room, by, now)
    if locked.revision != seen:
        raise WrittenAgain
    thread = CareThread.objects.select_for_update(of=("self",)).get(pk=room.pk)
    _ends(thread, by=by, reason=reason, now=now)
    queue_changed()
    _record("no_answer_needed", room, by, now)


def _record(step: str, room: Room, by: User, now: datetime) -> None:
    """Last, as the audit's lock is (moderation.services)."""
    audit.append(f"care.{step}", room, {}, by=by, now=now)


def _waits(thread: CareThread, message: Message, screened: Screened, now: datetime) -> None:
    """From the first word that nobody answered; what screening finds urgent is due as soon as its case is.

    So is whatever somebody says who may be in danger: "I have taken them" need not look urgent by itself.
    """
    due = now + timedelta(hours=settings.CHAT["care_hours"])
    if screened.opens_case:
        due = min(due, due_at(min(max(screened.urgency, 1), 4), now))
    urgent = Case.objects.filter(message__author=message.author_id, closed_at=None, urgency=Urgency.URGENT)
    if first := urgent.aggregate(first=Min("due_at"))["first"]:
        due = min(due, first)
    elif Outreach.objects.urgent(now).filter(room=thread.pk).exists():
        due = min(due, due_at(Urgency.URGENT, now))
    thread.waiting_since = thread.waiting_since or now
    thread.due_at = min(thread.due_at or due, due)
    thread.save(update_fields=["waiting_since", "due_at"])


def _ends(thread: CareThread, *, by: User, now: datetime, message: Message | None = None, reason: str = "") -> bool:
    """Gives whether the member waited for it; if not, a clinician goes on writing, or wrote first."""
    if thread.waiting_since is None or thread.due_at is None:
        return False
    CareAnswer.objects.create(
        thread=thread,
        by=by,
        at=now,
        message=message,
        reason=reason,
        waiting_since=thread.waiting_since,
        due_at=thread.due_at,
    )
    thread.waiting_since = thread.due_at = thread.claimed_by = thread.claimed_until = None
    thread.save(update_fields=["waiting_since", "due_at", "claimed_by", "claimed_until"])
    return True


def _answers(answered: Sequence[tuple[Message, bool]], now: datetime) -> list[Told]:
    """A member hears once in a while of what they have not looked at yet, however much the clinician writes.

    What was not looked at since yesterday must not keep quiet what a clinician writes to somebody in danger.
    """
    first = {message.room.care_for_id: (message, waited) for message, waited in reversed(answered)}
    lately = Notice.objects.filter(kind=ANSWERED, read_at=None, created_at__gt=now - HEARD)
    heard = set(lately.filter(inbox__in=first).values_list("inbox_id", flat=True)) if first else set()
    return [
        Told(
            member_id,
            ANSWERED,
            {
                "by": message.author.pseudonym,
                "unasked": not waited,
                "url": reverse("chat:room", args=[message.room.slug]),
            },
        )
        for member_id, (message, waited) in first.items()
        if member_id and member_id not in heard
    ]


def _replies(replied: Sequence[Message], now: datetime) -> list[Told]:
    """Who wrote to the member from an urgent case hears of the answer, once each time the member begins to wait."""
    if not replied:
        return []
    of = {message.room_id: message for message in replied}
    wrote = set(Outreach.objects.urgent(now).filter(room__in=of).values_list("room_id", "by_id"))
    team = care_team({by for _room, by in wrote}) if wrote else set()
    return [
        Told(
            by,
            REPLIED,
            {
                "name": of[room].author.pseudonym,
                "room": of[room].author.pseudonym,  # as the clinicians' page of the thread is called
                "url": reverse("chat:room", args=[of[room].room.slug]),
            },
        )
        for room, by in sorted(wrote)
        if by in team
    ]


def _refusal(room: Room, by: User, now: datetime) -> Clash | NotWaiting | OwnThread:
    if room.care_for_id == by.pk:
        return OwnThread()
    thread = CareThread.objects.select_related("claimed_by").filter(pk=room.pk).first()
    if thread is None or thread.waiting_since is None or not thread.claimed_by or not thread.claimed_until:
        return NotWaiting()
    return Clash(thread.claimed_by, thread.claimed_until)
