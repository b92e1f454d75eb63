"""The doors of moderation: a case for clinicians, a report for who made it; to others both are absent."""

from django.http import Http404

from chat.access import care_team, led_room, may_ask, may_pin, message_for, message_seen
from chat.models import Message
from moderation.models import Case, Report, Sampled
from moderation.models.case import CaseQuerySet
from moderation.removals import removal_of
from peersupport.accounts.guards import mfa_satisfied
from peersupport.accounts.models import User

PERMISSION = "moderation.work_queue"
RESULTS = "moderation.view_sample"
TRAINING = "moderation.approve_trainingtext"


def may_work(user: User) -> bool:
    """Whether the user may see the queue now: has the right, and the second factor where one is asked for."""
    return user.is_active and user.has_perm(PERMISSION) and mfa_satisfied(user)


def queue(user: User) -> None:
    """Raises Http404 for who does not work the queue. (The middleware sends who lacks a second factor to set it up.)"""
    if not user.has_perm(PERMISSION):
        raise Http404


def care(user: User) -> None:
    """Raises Http404 for who is not on the care team now."""
    if not care_team([user.pk]):
        raise Http404


def visible(user: User) -> CaseQuerySet:
    """The cases that the user may see: those of threads with the care team are for clinicians alone."""
    return Case.objects.all() if care_team([user.pk]) else Case.objects.filter(room__care_for=None)


def case_for(user: User, case_id: int) -> Case:
    """The case with its message, author, room and holder. Raises Http404."""
    queue(user)
    found = visible(user).select_related("message__author", "room", "edit", "claimed_by", "appeal__decision__by")
    case = found.filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case


def may_write(user: User, case: Case) -> bool:
    """Whether the user may write to the case's author in private: of the care team, to somebody who may ask it.

    Not where the message was said to the care team: there the answer goes.
    """
    author = case.message.author
    return not case.room.is_care and author.is_active and may_ask(author) and bool(care_team([user.pk]))


def case_to_write(user: User, case_id: int) -> Case:
    """The case, for who may write to its author. Raises Http404."""
    case = case_for(user, case_id)
    if not may_write(user, case):
        raise Http404
    return case


def sampled(user: User, sampled_id: int) -> Sampled:
    """A sampled message for who reads them, never the user's own. Raises Http404."""
    queue(user)
    found = Sampled.objects.select_related("message__room").exclude(message__author=user).filter(pk=sampled_id).first()
    if found is None:
        raise Http404
    return found


def results(user: User) -> None:
    """Raises Http404 for who may not see what the samples tell."""
    if not user.has_perm(RESULTS):
        raise Http404


def training(user: User) -> None:
    """Raises Http404 for who may not approve texts for training."""
    if not user.has_perm(TRAINING):
        raise Http404


def reportable(user: User, message_id: int, seen: int | None = None) -> Message:
    """A message of somebody else that the user can see, or saw at revision `seen` (moderation.seen). Raises Http404.

    Else its author would get around a report by taking the message back while somebody fills in the form.
    """
    message = message_for(user, message_id) if seen is None else message_seen(user, message_id)
    if message.author_id == user.pk:
        raise Http404
    return message


def appealable(user: User, message_id: int) -> Message:
    """A message of the user's own that a clinician took out, or put back. Raises Http404.

    Whether they are in the room still or not: who leaves it in anger may disagree all the same.
    """
    message = Message.objects.select_related("room", "author").filter(pk=message_id, author=user).first()
    if message is None or removal_of(message) is None:
        raise Http404
    return message


def pinnable(user: User, message_id: int) -> Message:
    """A published message, in a room of theirs, for who may pin. Raises Http404."""
    if not may_pin(user):
        raise Http404
    message = message_for(user, message_id)
    if message.state != Message.State.PUBLISHED:
        raise Http404
    return message


def handable(user: User, message_id: int, seen: int | None = None) -> Message:
    """A message of somebody else, as above, in a room that the user leads. Raises Http404."""
    message = reportable(user, message_id, seen)
    led_room(user, message.room.slug)
    return message


def report_of(user: User, report_id: int) -> Report:
    """One of the user's own reports. Raises Http404."""
    report = Report.objects.filter(pk=report_id, by=user).first()
    if report is None:
        raise Http404
    return report
