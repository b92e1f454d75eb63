"""The only writers of the library.

create             → draft                       librarians
import_line        → draft                       the import command (education.importing)
save_edit          draft, in review, validated   a validated one goes back to review when a judged word changed
submit_for_review  draft → in review             needs a summary
validate           in review → validated         a clinician, not the last editor; also renews a validated one
send_back          any other → draft             with a reason
retire             any other → retired           with a reason
delete             draft that was never validated or shared
tell_overdue       validated ones leave the shelf the day after their next review: whoever shows them is told

Each locks the resource, checks role and state, writes the row, its revision and the search index in one transaction.
What may change what members see of it is told after the commit (education.signals).
`by` None is a command of the site itself. Raised: LibraryError (education.errors), ValidationError for wrong fields.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from modelsearch import index

from education import errors, readability, text
from education.models import JUDGED, Resource, ResourceRevision, Validation
from education.signals import shelf_moved
from education.vocabulary import Act, State
from peersupport.accounts.models import User

WRITTEN = (*JUDGED, "topics", "kind", "publisher", "licence", "evidence")  # what an editor may set
REVIEW_AFTER = timedelta(days=365)  # PIF TICK re-assesses each year
REVIEW_AT_MOST = timedelta(days=3 * 365 + 1)  # an item is reviewed at least every three years
OVERDUE = 5  # resources that are told of at once: each may stand in many messages

# act: from which states, with which permission
STEPS: dict[Act, tuple[set[State], str]] = {
    Act.EDITED: ({State.DRAFT, State.IN_REVIEW, State.VALIDATED}, "education.change_resource"),
    Act.SUBMITTED: ({State.DRAFT}, "education.change_resource"),
    Act.VALIDATED: ({State.IN_REVIEW, State.VALIDATED}, "education.validate_resource"),
    Act.SENT_BACK: ({State.IN_REVIEW, State.VALIDATED, State.RETIRED}, "education.change_resource"),
    Act.RETIRED: ({State.DRAFT, State.IN_REVIEW, State.VALIDATED}, "education.change_resource"),
}

SEEN = {Act.EDITED, Act.VALIDATED, Act.SENT_BACK, Act.RETIRED}  # may change what members see of it


def refusal(resource: Resource, act: Act, user: User) -> errors.LibraryError | None:
    """Why the user may not do this to the resource as it is now; None when it may be done."""
    states, permission = STEPS[act]
    if not user.has_perm(permission):
        return errors.NotAllowed()
    if resource.state not in states:
        return errors.WrongState()
    if act == Act.VALIDATED and _is_own_work(resource, user):
        return errors.OwnWork()
    return None


def allowed(resource: Resource, user: User) -> set[Act]:
    """What the user may do to the resource as it is now: for the buttons. The services ask the same again."""
    return {act for act in STEPS if refusal(resource, act, user) is None}


def deletable(resource: Resource, user: User) -> bool:
    """Whether it may go: a draft that was never validated, and so never shared."""
    may = user.has_perm("education.delete_resource")
    return may and resource.state == State.DRAFT and not resource.validations.exists()


@transaction.atomic
def create(fields: Mapping[str, Any], *, by: User | None, now: datetime, is_demo: bool = False) -> Resource:
    """A draft with the `fields` (names of WRITTEN)."""
    if by is not None and not by.has_perm("education.add_resource"):
        raise errors.NotAllowed
    resource = Resource(is_demo=is_demo, created_at=now)
    _write(resource, fields, now=now)
    _note(resource, Act.CREATED, by=by, now=now)
    return resource


@transaction.atomic
def import_line(source_id: str, line: dict[str, Any], *, now: datetime, note: str = "") -> tuple[Resource, str]:
    """Take one line of a list over (fields of WRITTEN). Gives the resource and "created", "updated", "same" or "kept".

    Only what changed in the *line* since it was last taken over is written, so that a librarian's own edits stay.
    "kept": the line changed, but the resource is no draft any more, so it was left as it is.
    """
    resource = Resource.objects.select_for_update().filter(source_id=source_id).first()
    if resource is None:
        resource = Resource(source_id=source_id, created_at=now)
        outcome, fields = "created", line
    else:
        fields = {name: value for name, value in line.items() if resource.source.get(name) != value}
        outcome = "same" if not fields else "updated" if resource.state == State.DRAFT else "kept"
    if outcome in {"created", "updated"}:
        resource.source = line
        changes = _write(resource, fields, now=now)
        _note(resource, Act.IMPORTED, by=None, now=now, note=note, changes=changes)
    return resource, outcome


@transaction.atomic
def save_edit(resource_id: int, fields: Mapping[str, Any], *, by: User | None, now: datetime) -> Resource:
    """Write the `fields` (names of WRITTEN) that differ. What members see must be what was judged: a validated resource
    leaves the shelf until it is validated anew when one of JUDGED changed."""
    resource = _take(resource_id, Act.EDITED, by)
    state = resource.state
    if any(resource.judged()[name] != fields.get(name, resource.judged()[name]) for name in JUDGED):
        resource.state = State.IN_REVIEW if state == State.VALIDATED else state
    if changes := _write(resource, fields, now=now):
        _note(resource, Act.EDITED, by=by, now=now, changes=changes)
    return resource


@transaction.atomic
def submit_for_review(resource_id: int, *, by: User | None, now: datetime) -> Resource:
    resource = _take(resource_id, Act.SUBMITTED, by)
    if not resource.summary.strip():
        raise errors.NoSummary
    return _move(resource, State.IN_REVIEW, Act.SUBMITTED, by=by, now=now)


@transaction.atomic
def validate(
    resource_id: int,
    *,
    by: User,
    now: datetime,
    credential: str,
    evidence: str,
    seen: str,
    next_review: date | None = None,
) -> Validation:
    """Vouch for the resource until `next_review` (default: a year from now; at most three).

    `seen` is the Resource.digest() of the text that was read: nobody vouches for words that came in meanwhile.
    """
    resource = _take(resource_id, Act.VALIDATED, by)
    today = timezone.localdate(now)
    next_review = next_review or today + REVIEW_AFTER
    if seen != resource.digest():
        raise errors.TextChanged
    if not resource.summary.strip():
        raise errors.NoSummary
    if not credential.strip() or not evidence.strip():
        raise errors.NoEvidence
    if not today < next_review <= today + REVIEW_AT_MOST:
        raise errors.BadReviewDate
    validation = Validation(resource=resource, by=by, credential=credential.strip(), evidence=evidence.strip(), at=now)
    validation.next_review, validation.judged = next_review, resource.judged()
    validation.full_clean()
    validation.save()
    resource.next_review = next_review
    _move(resource, State.VALIDATED, Act.VALIDATED, by=by, now=now)
    return validation


@transaction.atomic
def send_back(resource_id: int, *, by: User | None, now: datetime, reason: str) -> Resource:
    resource = _take(resource_id, Act.SENT_BACK, by)
    return _move(resource, State.DRAFT, Act.SENT_BACK, by=by, now=now, note=_reason(reason))


@transaction.atomic
def retire(resource_id: int, *, by: User | None, now: datetime, reason: str) -> Resource:
    resource = _take(resource_id, Act.RETIRED, by)
    return _move(resource, State.RETIRED, Act.RETIRED, by=by, now=now, note=_reason(reason))


@transaction.atomic
def delete(resource_id: int, *, by: User) -> None:
    """Delete a draft. What was validated or shared is part of the record: raises InUse."""
    if not by.has_perm("education.delete_resource"):
        raise errors.NotAllowed
    resource = Resource.objects.select_for_update().get(pk=resource_id)
    if resource.state != State.DRAFT:
        raise errors.WrongState
    try:
        resource.delete()
    except ProtectedError as error:
        raise errors.InUse from error


def tell_overdue(*, now: datetime) -> int:
    """How many were told of, at most OVERDUE: those that are left come next time. Each once, whoever asks."""
    told = 0
    for resource in Resource.objects.overdue_untold(timezone.localdate(now)).order_by("next_review", "pk")[:OVERDUE]:
        with transaction.atomic():
            same = Resource.objects.filter(pk=resource.pk, state=State.VALIDATED, next_review=resource.next_review)
            if same.exclude(overdue_told=resource.next_review).update(overdue_told=resource.next_review):
                _tell(resource)
                told += 1
    return told


def _take(resource_id: int, act: Act, by: User | None) -> Resource:
    """The locked resource, when this person may do this to it now."""
    resource = Resource.objects.select_for_update().get(pk=resource_id)
    if by is not None and (error := refusal(resource, act, by)):
        raise error
    if resource.state not in STEPS[act][0]:
        raise errors.WrongState
    return resource


def _is_own_work(resource: Resource, user: User) -> bool:
    """Whether the user wrote the latest words."""
    edits = resource.revisions.filter(act__in=[Act.CREATED, Act.IMPORTED, Act.EDITED])
    latest = edits.values_list("by_id", flat=True).first()
    return latest == user.pk


def _write(resource: Resource, fields: Mapping[str, Any], *, now: datetime) -> dict[str, list[Any]]:
    """Set the fields, check and save the whole. Gives what differs: {field: [before, after]}."""
    if unknown := set(fields) - set(WRITTEN):
        raise TypeError(f"Not fields of a resource: {sorted(unknown)}")
    changes = {name: [getattr(resource, name), value] for name, value in fields.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not changes and resource.pk:
        return {}
    for name, (_before, after) in changes.items():
        setattr(resource, name, after)
    grade = readability.grade(text.sentences_of(resource.body), resource.language)
    resource.reading_grade = None if grade is None else Decimal(str(grade))
    _save(resource, now)
    return changes


def _move(resource: Resource, state: State, act: Act, *, by: User | None, now: datetime, note: str = "") -> Resource:
    resource.state = state
    _save(resource, now)
    _note(resource, act, by=by, now=now, note=note)
    return resource


def _save(resource: Resource, now: datetime) -> None:
    resource.changed_at = now
    resource.full_clean()
    resource.save()
    index.insert_or_update_object(resource)


def _note(
    resource: Resource, act: Act, *, by: User | None, now: datetime, note: str = "", changes: dict | None = None
) -> None:
    ResourceRevision.objects.create(resource=resource, act=act, by=by, at=now, note=note, changes=changes or {})
    if act in SEEN:
        _tell(resource)


def _tell(resource: Resource) -> None:
    told = partial(shelf_moved.send_robust, sender=Resource, resource_id=resource.pk)
    transaction.on_commit(told, robust=True)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise errors.NoReason
    return reason.strip()
