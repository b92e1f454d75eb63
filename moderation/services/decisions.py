"""Deciding a case: the message's fate, the row that says why, and what people are told, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chat import services as chat
from chat.models import Edit, Membership, Message
from chat.reading.frames import own_state
from chat.reading.history import edit_to_tell
from chat.services import editing
from chat.services.telling import address_of, news_of, news_of_names
from education.access import shareable
from moderation import allowed, audit
from moderation.errors import Invalid, MessageChanged
from moderation.models import Action, Case, Decision, Reason
from moderation.notes import note_for
from moderation.services.cases import locked, queue_changed
from moderation.services.claims import take
from peersupport.accounts.models import User
from peersupport.notices.services import Told, tell_all

HARMLESS = {Reason.OWN_EXPERIENCE, Reason.SAFE_ADVICE}
WORDS = 2_000  # characters of a note or a correction


@dataclass(frozen=True)
class Judgement:
    """What the clinician filled in. `revision`: the message's own on the page that was read (None: never seen)."""

    action: str
    reason: str
    revision: int | None
    note: str = ""
    correction: str = ""
    resource_id: int | None = None


@transaction.atomic
def decide(case_id: int, judgement: Judgement, *, by: User, now: datetime) -> Decision:
    """Carry the judgement out and close the case. Takes the lease when nobody holds it.

    Raises Invalid, Clash, CaseClosed, MessageChanged, OwnMessage, Case.DoesNotExist; then nothing has happened.
    """
    case = locked(case_id)
    if case.holder(now) != by:
        take(case_id, by=by, now=now)
        case.refresh_from_db(fields=["claimed_by", "claimed_at", "claimed_until"])
    if case.message.content_revision != judgement.revision:
        raise MessageChanged
    _check(judgement, case, by, now)

    edit, was_away = case.waiting_edit, case.message.state in {Message.State.HELD, Message.State.HIDDEN}
    unseen = case.message.position is None  # so is what was removed while it was held
    decision = _write(case, judgement, by, now)
    message = _carry_out(decision, edit, case.message.author)
    case.closed_at = now
    case.save(update_fields=["closed_at"])
    queue_changed()
    _tell(decision, message, edit, was_away, unseen)
    audit.append(f"case.{decision.action}", case, {"decision": decision.pk, "reason": decision.reason}, by=by, now=now)
    return decision


def _check(judgement: Judgement, case: Case, by: User, now: datetime) -> None:
    wrong: dict[str, str] = {}
    if judgement.action not in allowed.actions(case, by, now):
        wrong["action"] = _("Choose what happens to the message.")
    if judgement.reason not in Reason.values:
        wrong["reason"] = _("Choose a reason.")
    elif judgement.reason == Reason.REPORT_WITHDRAWN and not case.taken_back():
        wrong["reason"] = _("The report stands. Choose another reason.")
    elif judgement.action in {Action.REMOVE, Action.WARN} and judgement.reason in HARMLESS:
        wrong["reason"] = _("This reason is for a message that may stay. Choose why it goes.")
    elif judgement.reason == Reason.OTHER and not judgement.note.strip():
        wrong["note"] = _("Say in the note what the reason is.")
    if judgement.action == Action.CORRECT and not judgement.correction.strip():
        wrong["correction"] = _("Write the correction that goes under the message.")
    for field in ("note", "correction"):
        if len(getattr(judgement, field)) > WORDS:
            wrong[field] = _("Please say it in at most 2,000 characters.")
    if judgement.resource_id and not shareable(by, judgement.resource_id, timezone.localdate(now)):
        wrong["resource"] = _("This resource is not in the library any more. Choose another one.")
    if wrong:
        raise Invalid(**wrong)


def _write(case: Case, judgement: Judgement, by: User, now: datetime) -> Decision:
    corrects = judgement.action == Action.CORRECT
    return Decision.objects.create(
        case=case,
        by=by,
        at=now,
        action=judgement.action,
        reason=judgement.reason,
        note=judgement.note.strip(),
        correction=judgement.correction.strip() if corrects else "",
        resource_id=judgement.resource_id if corrects else None,
        text=(case.edit or case.message).text or case.text,  # of an account that is closed the words may be gone
        message_revision=case.message.content_revision,
        versions=sorted({f"{flag.source_id} {flag.version}".strip() for flag in case.flags.all()}),
    )


def _carry_out(decision: Decision, edit: Edit | None, author: User) -> Message:
    by, now = decision.by, decision.at
    if decision.case.words_went:
        return decision.case.message
    if decision.action in {Action.REMOVE, Action.WARN}:
        reason = _words_for(decision, author)
        if edit:
            return editing.refuse(edit.pk, by=by, now=now, reason=reason)
        return chat.remove(decision.case.message_id, by=by, now=now, reason=reason)
    corrects = decision.action == Action.CORRECT
    correction = chat.CorrectionDraft(decision.correction, decision.resource_id) if corrects else None
    if edit:
        return editing.accept(edit.pk, by=by, now=now, correction=correction)
    return chat.publish(decision.case.message_id, by=by, now=now, correction=correction)


def _words_for(decision: Decision, author: User) -> str:
    """What the author reads as the reason: the clinician's note, or the words that the reason brings."""
    return decision.note or note_for(decision.reason, author.language)


def _tell(decision: Decision, message: Message, edit: Edit | None, was_away: bool, unseen: bool) -> None:
    """Tell the author, everybody whose report stands, and whom else the message is news for (chat.services.telling)."""
    withdrawn = message.state == Message.State.WITHDRAWN
    told: dict[int, tuple[str, dict[str, Any]]] = {
        report.by_id: ("report_outcome", {"action": decision.action, "withdrawn": withdrawn})
        for report in decision.case.reports.filter(withdrawn_at=None)
    }
    if kind := _author_hears(decision, edit, was_away, withdrawn):
        data: dict[str, Any] = {
            "note": _words_for(decision, message.author),
            "reason": decision.reason,
            "by": decision.by.pseudonym,
        }
        if edit or message.state == Message.State.REMOVED:
            data["message"] = own_state(message, edit_to_tell(message))
        told[message.author_id] = (kind, data)
    here = set(User.objects.filter(pk__in=told, is_active=True).values_list("pk", flat=True))
    room, ways = message.room.title, _ways(message, here)
    outcomes = [
        Told(user_id, kind, {"room": room, "url": ways[user_id]} | data)
        for user_id, (kind, data) in told.items()
        if user_id in here
    ]
    news = news_of([message], decision.at) if unseen else news_of_names(message, decision.at)
    tell_all([*outcomes, *news], now=decision.at)


def _ways(message: Message, people: set[int]) -> dict[int, str]:
    """Where it leads each of them. Who left the room finds nothing there; its author may disagree all the same."""
    inside = Membership.objects.filter(room=message.room_id, user__in=people).values_list("user_id", flat=True)
    ways = dict.fromkeys(people, "") | dict.fromkeys(people if message.room.is_care else inside, address_of(message))
    if message.state == Message.State.REMOVED and not ways.get(message.author_id, "here"):
        ways[message.author_id] = reverse("moderation:appeals")
    return ways


def _author_hears(decision: Decision, edit: Edit | None, was_away: bool, withdrawn: bool) -> str | None:
    if edit:
        return _kind_of_edit(decision)
    if decision.case.words_went:
        return _kind_of_lost(decision, withdrawn)
    if hasattr(decision.case, "appeal") and not withdrawn:
        return "appeal_kept" if decision.action == Action.REMOVE else "appeal_restored"
    return _kind(decision, was_away, withdrawn)


def _kind_of_edit(decision: Decision) -> str:
    """The notice to the author of new words."""
    match decision.action:
        case Action.PUBLISH:
            return "change_published"
        case Action.CORRECT:
            return "message_corrected"
        case Action.REMOVE:
            return "change_refused"
    return "change_warned"


def _kind_of_lost(decision: Decision, withdrawn: bool) -> str | None:
    """The same of new words that went with their message, of which the author was told. Only a warning is news."""
    if decision.action != Action.WARN:
        return None
    in_sight = decision.case.message.state == Message.State.PUBLISHED
    return "change_warned" if in_sight else _kind(decision, False, withdrawn)


def _kind(decision: Decision, was_away: bool, withdrawn: bool) -> str | None:
    """The author's notice. Nobody is told that a message, in sight all along, was read and stays."""
    match decision.action:
        case Action.PUBLISH:
            return "message_published" if was_away else None
        case Action.CORRECT:
            return "message_corrected"
        case Action.REMOVE:
            return "message_removed"
    return "withdrawn_warned" if withdrawn else "message_warned"
