"""A resource goes from draft to the shelf: who may take which step, and what each asks for."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from education import errors, services
from education.models import Resource, ResourceRevision, Validation
from education.vocabulary import Act, State
from tests.education.conftest import FIELDS, validate


@pytest.fixture
def waiting(draft, erin, now) -> Resource:
    return services.submit_for_review(draft.pk, by=erin, now=now)


def test_a_validated_resource_says_who_when_on_what_and_until_when(waiting, diaz, now):
    validation = validate(waiting, by=diaz, now=now)
    waiting.refresh_from_db()
    assert waiting.state == State.VALIDATED
    assert waiting.next_review == validation.next_review == timezone.localdate(now) + timedelta(days=365)
    assert (validation.by, validation.at, validation.credential) == (diaz, now, "Endocrinologist")
    assert validation.judged["body"] == FIELDS["body"]


def test_each_step_is_kept_with_who_and_when(shown, erin, diaz, now):
    services.retire(shown.pk, by=erin, now=now, reason="A better one came.")
    steps = ResourceRevision.objects.filter(resource=shown).order_by("pk").values_list("act", "by", "at", "note")
    assert list(steps) == [
        (Act.CREATED, erin.pk, now, ""),
        (Act.SUBMITTED, erin.pk, now, ""),
        (Act.VALIDATED, diaz.pk, now, ""),
        (Act.RETIRED, erin.pk, now, "A better one came."),
    ]


def test_no_review_without_a_summary_in_our_own_words(erin, now):
    bare = services.create({**FIELDS, "summary": "  "}, by=erin, now=now)
    with pytest.raises(errors.NoSummary):
        services.submit_for_review(bare.pk, by=erin, now=now)
    services.save_edit(bare.pk, {"summary": "Now it has one."}, by=erin, now=now)
    assert services.submit_for_review(bare.pk, by=erin, now=now).state == State.IN_REVIEW


def test_a_librarian_cannot_validate(waiting, erin, now):
    with pytest.raises(errors.NotAllowed):
        validate(waiting, by=erin, now=now)


def test_a_member_can_take_no_step_at_all(waiting, amara, now):
    assert services.allowed(waiting, amara) == set()
    for step in (services.send_back, services.retire):
        with pytest.raises(errors.NotAllowed):
            step(waiting.pk, by=amara, now=now, reason="I like it not.")
    with pytest.raises(errors.NotAllowed):
        services.create(FIELDS, by=amara, now=now)


def test_nobody_validates_their_own_last_edit(waiting, diaz, erin, now):
    services.save_edit(waiting.pk, {"title": "A stroll after supper"}, by=diaz, now=now)
    with pytest.raises(errors.OwnWork):
        validate(waiting, by=diaz, now=now)
    services.save_edit(waiting.pk, {"title": "A walk again"}, by=erin, now=now)
    assert validate(waiting, by=diaz, now=now)


def test_a_demo_needs_a_second_person_as_well(waiting, diaz, now, settings):
    services.save_edit(waiting.pk, {"title": "A stroll after supper"}, by=diaz, now=now)
    settings.DEMO = True
    with pytest.raises(errors.OwnWork):
        validate(waiting, by=diaz, now=now)


def test_nobody_vouches_for_words_that_came_in_while_they_read(waiting, diaz, erin, now):
    read = waiting.digest()
    services.save_edit(waiting.pk, {"body": "Run ten miles."}, by=erin, now=now)
    with pytest.raises(errors.TextChanged):
        validate(waiting, by=diaz, now=now, seen=read)
    assert not Validation.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 3 * 365 + 2])
def test_the_next_review_lies_ahead_and_within_three_years(waiting, diaz, now, days):
    with pytest.raises(errors.BadReviewDate):
        validate(waiting, by=diaz, now=now, next_review=timezone.localdate(now) + timedelta(days=days))


@pytest.mark.parametrize("missing", ["credential", "evidence"])
def test_a_validation_names_credential_and_evidence(waiting, diaz, now, missing):
    with pytest.raises(errors.NoEvidence):
        validate(waiting, by=diaz, now=now, **{missing: " "})


def test_a_draft_cannot_be_validated_past_its_review(draft, diaz, now):
    with pytest.raises(errors.WrongState):
        validate(draft, by=diaz, now=now)


def test_a_validated_one_can_be_renewed(shown, diaz, now):
    later = now + timedelta(days=300)
    renewed = validate(shown, by=diaz, now=later)
    shown.refresh_from_db()
    assert shown.next_review == renewed.next_review == timezone.localdate(later) + timedelta(days=365)
    assert shown.validations.count() == 2


def test_sending_back_and_retiring_need_a_reason(waiting, diaz, now):
    for step in (services.send_back, services.retire):
        with pytest.raises(errors.NoReason):
            step(waiting.pk, by=diaz, now=now, reason=" ")
    assert services.send_back(waiting.pk, by=diaz, now=now, reason="The dose is wrong.").state == State.DRAFT


def test_validations_and_revisions_are_written_once(shown):
    for row in (shown.validations.get(), shown.revisions.first()):
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()


def test_what_was_validated_cannot_be_deleted(draft, shown, erin, now):
    services.send_back(shown.pk, by=erin, now=now, reason="To be rewritten.")
    with pytest.raises(errors.InUse):
        services.delete(shown.pk, by=erin)
    with pytest.raises(ProtectedError):
        Resource.objects.filter(pk=shown.pk).delete()
    services.delete(draft.pk, by=erin)
    assert list(Resource.objects.values_list("pk", flat=True)) == [shown.pk]
