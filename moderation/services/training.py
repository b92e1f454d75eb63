"""The set that the next training learns from: what was missed and what was flagged for nothing, with consent only.

gather     takes up what is confirmed, of authors who let it be used, without names   → waits for a clinician
           what it answers too, if the author of that lets it be used
approve    a clinician compared both texts, and mended the second                      → may be exported
leave_out  or would not have it used                                                   → its words are forgotten
consent_changed   an author says yes, or takes it back                                 → their words are deleted
account_gone      an account is deleted, with all that it said                         → nobody's text quotes it
export     what is approved, of who consents now
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from chat.models import Message
from moderation import audit, blind
from moderation.access import TRAINING
from moderation.deidentify import deidentify, phrases
from moderation.errors import Invalid
from moderation.models import Action, Case, Decision, Reading, Reason, Sampled, TrainingText
from moderation.screening.language import OURS, language_of
from peersupport.accounts import pseudonyms
from peersupport.accounts import services as accounts
from peersupport.accounts.models import User
from peersupport.database import BROKEN

WORDS = 4_000  # characters
# What a clinician let stand as harmless, and the corpus' word for it.
DISMISSED = {Reason.OWN_EXPERIENCE: "own_experience", Reason.SAFE_ADVICE: "safe_teaching"}
MISSED = "missed"

Line = dict[str, Any]  # a line of the corpus (moderation/screening/corpus/README.md)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """A message that is to be learned from, as it was judged."""

    message: Message
    origin: str
    labels: list[str]
    kind: str
    text: str
    reply_to: str


def gather(*, now: datetime) -> int:
    """Take up what is new, without what tells who somebody is. Gives how many texts there are more.

    Each text in a transaction of its own: taking names out takes time, and one that fails must not keep the others out.
    """
    added = 0
    _unquote_gone()  # an account may be deleted while a text that quotes it is taken up
    for found in (*_missed(), *_dismissed()):
        try:
            added += _taken_up(found, now)
        except BROKEN:
            raise
        except Exception:
            log.exception("a text could not be gathered for training")
    return added


@transaction.atomic
def approve(text_id: int, text: str, reply_to: str, *, by: User, now: datetime) -> TrainingText:
    """Let the text, as `by` mended it, be learned from. Raises PermissionDenied, Invalid, TrainingText.DoesNotExist."""
    row = _waiting(text_id, by)
    wrong = {}
    if not text.strip():
        wrong["text"] = _("Nothing is left of the text. Leave it out instead.")
    for field, words in (("text", text), ("reply_to", reply_to)):
        if len(words) > WORDS:
            wrong[field] = _("Please keep it to 4,000 characters.")
    if wrong:
        raise Invalid(**wrong)
    # The page may have been open since before the author of what is answered took the consent back.
    row.text, row.reply_to = text.strip(), reply_to.strip() if row.may_quote else ""
    return _judged(row, True, by, now)


@transaction.atomic
def leave_out(text_id: int, *, by: User, now: datetime) -> TrainingText:
    """Keep only that it was looked at. Raises PermissionDenied, TrainingText.DoesNotExist."""
    row = _waiting(text_id, by)
    row.text = row.reply_to = ""
    return _judged(row, False, by, now)


@transaction.atomic
def consent_changed(user: User, helps: bool, now: datetime, **_kwargs: Any) -> None:
    """Hears peersupport.accounts.signals.helping_changed: note it; consent taken back deletes each word of theirs.

    Also from the texts of those who answered them.
    """
    told = {"deleted": 0, "unquoted": 0}
    if not helps:
        # What was left out has no words any more, and must not come back when its author agrees again.
        told["deleted"] = TrainingText.objects.filter(message__author=user).exclude(approved=False).delete()[0]
        quoting = TrainingText.objects.filter(message__reply_to__author=user).exclude(before_reply_to="", reply_to="")
        told["unquoted"] = quoting.update(before_reply_to="", reply_to="")
    step = "training.consented" if helps else "training.consent_withdrawn"
    audit.append(step, user, told, by=user, now=now)


def account_gone(**_kwargs: Any) -> None:
    """Hears that an account was deleted, in the transaction that deletes it."""
    _unquote_gone()


@transaction.atomic
def export(write: Callable[[list[Line]], None], *, now: datetime) -> int:
    """Hand the lines to `write`, and mark them as exported unless that fails. Gives how many there are."""
    ready = TrainingText.objects.ready().select_related("message__reply_to__author")
    rows = list(ready.select_for_update(of=("self",)))
    lines = [_line(row) for row in rows]
    write(lines)
    TrainingText.objects.filter(pk__in=[row.pk for row in rows], exported_at=None).update(exported_at=now)
    if rows:
        whole = json.dumps(lines, sort_keys=True, ensure_ascii=False).encode()
        told = {"texts": len(rows), "sha256": hashlib.sha256(whole).hexdigest()}
        audit.append("training.exported", rows[-1], told, by=None, now=now)
    return len(rows)


def _unquote_gone() -> None:
    """Forget what a text answers where that message is not there any more."""
    quoting = TrainingText.objects.filter(message__reply_to=None).exclude(before_reply_to="", reply_to="")
    quoting.update(before_reply_to="", reply_to="")


def _missed() -> Iterator[Found]:
    """What two readers, or who settled, found risky and screening had not."""
    consented = Q(message__author__helps_since__isnull=False, message__training_text=None)
    risky = Q(pk__in=Reading.objects.exclude(labels=[]).values("sampled"))  # to at least one of them
    known = {item.pk: item.judged.labels for item in blind.items(consented & risky) if item.judged.labels}
    for sampled in Sampled.objects.filter(pk__in=known).select_related("message__room", "message__reply_to"):
        labels = list(known[sampled.pk])
        yield Found(sampled.message, TrainingText.Origin.MISSED, labels, MISSED, sampled.text, sampled.reply_to)


def _dismissed() -> Iterator[Found]:
    """What screening flagged and a clinician, in the last decision about it or a second look, found harmless."""
    screened = Q(case__opened=Case.Opened.SCREENED) | Q(case__appeal__decision__case__opened=Case.Opened.SCREENED)
    later = Decision.objects.filter(case__message=OuterRef("case__message"), pk__gt=OuterRef("pk"))
    decisions = Decision.objects.filter(
        ~Exists(later),
        screened,
        case__message__author__helps_since__isnull=False,
        case__message__training_text=None,
        case__room__care_for=None,  # what is said to the care team alone is not learned from
        action=Action.PUBLISH,
        reason__in=DISMISSED,
    ).select_related("case__message__room", "case__message__reply_to")
    for decision in decisions.order_by("pk"):
        message, answered = decision.case.message, decision.case.message.reply_to
        said = answered.text if answered and answered.state == Message.State.PUBLISHED else ""
        kind = DISMISSED[Reason(decision.reason)]
        yield Found(message, TrainingText.Origin.DISMISSED, [], kind, decision.text, said)


def _taken_up(found: Found, now: datetime) -> bool:
    """Whether it is in the set now and was not: another may be gathering too, or the consent be taken back just now."""
    told = language_of(found.text)
    fields = {
        "origin": found.origin,
        "labels": found.labels,
        "kind": found.kind,
        "before": found.text,
        "before_reply_to": found.reply_to,
        "text": deidentify(found.text, _members_in(found.text)),
        "reply_to": deidentify(found.reply_to, _members_in(found.reply_to)),
        "language": told if told in OURS else found.message.room.language,
        "gathered_at": now,
    }
    with transaction.atomic():
        message, answered = found.message, found.message.reply_to
        authors = {one.author_id for one in (message, answered) if one}
        locked = User.objects.select_for_update(of=("self",)).filter(pk__in=authors).order_by("pk")
        helping = {author.pk for author in locked if author.helps_since}
        if message.author_id not in helping:
            return False
        if answered is None or answered.author_id not in helping:
            fields |= {"before_reply_to": "", "reply_to": ""}
        row, is_new = TrainingText.objects.get_or_create(message=message, defaults=fields)
        if is_new:
            audit.append("training.gathered", row, {"origin": str(row.origin)}, by=None, now=now)
    return is_new


def _members_in(text: str) -> set[str]:
    """The words in the text that are the pseudonym of a member, or of a closed account, or look like one."""
    keys: dict[str, set[str]] = {}
    for phrase in phrases(text):
        keys.setdefault(pseudonyms.key(phrase), set()).add(phrase)
    return {phrase for key in accounts.standing(keys.keys() - {""}) for phrase in keys[key]}


def _waiting(text_id: int, by: User) -> TrainingText:
    if not by.has_perm(TRAINING):
        raise PermissionDenied
    return TrainingText.objects.waiting().select_for_update(of=("self",)).get(pk=text_id)


def _judged(row: TrainingText, approved: bool, by: User, now: datetime) -> TrainingText:
    row.before = row.before_reply_to = ""
    row.approved, row.judged_by, row.judged_at = approved, by, now
    row.save()
    audit.append("training.approved" if approved else "training.left_out", row, {}, by=by, now=now)
    return row


def _line(row: TrainingText) -> Line:
    """One line of the corpus. Its id is the same in each export, and tells nobody which message it was."""
    made = salted_hmac("moderation.training", str(row.message_id), algorithm="sha256").hexdigest()[:16]
    line: Line = {"id": f"site-{made}", "text": row.text}
    if row.reply_to and row.may_quote:
        line["reply_to"] = row.reply_to
    return line | {"labels": row.labels, "kind": row.kind, "language": row.language, "note": row.origin}
