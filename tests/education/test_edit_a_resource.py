"""Editing: what members see is what was judged."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from education import access, errors, services
from education.vocabulary import Act, State
from tests.education.conftest import FIELDS, validate


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Run!"),
        ("summary", "Other words."),
        ("body", "Run."),
        ("url", "https://example.org/"),
        ("country", "US"),
    ],
)
def test_a_change_to_a_judged_word_takes_it_off_the_shelf(shown, erin, amara, now, field, value):
    today = timezone.localdate(now)
    assert access.shareable(amara, shown.pk, today) == shown
    edited = services.save_edit(shown.pk, {field: value}, by=erin, now=now)
    assert edited.state == State.IN_REVIEW
    assert access.shareable(amara, shown.pk, today) is None


def test_moving_it_on_the_shelf_keeps_it_there(shown, erin, now):
    moved = services.save_edit(shown.pk, {"topics": ["monitoring"], "kind": "leaflet"}, by=erin, now=now)
    assert moved.state == State.VALIDATED
    assert moved.topics == ["monitoring"]


def test_saving_without_a_change_leaves_no_trace(shown, erin, now):
    before = shown.revisions.count()
    assert services.save_edit(shown.pk, FIELDS, by=erin, now=now + timedelta(hours=1)).state == State.VALIDATED
    assert shown.revisions.count() == before


def test_an_edit_is_kept_with_what_it_changed(draft, erin, now):
    services.save_edit(draft.pk, {"title": "A stroll"}, by=erin, now=now)
    edit = draft.revisions.get(act=Act.EDITED)
    assert edit.by == erin
    assert edit.changes == {"title": ["A walk after supper", "A stroll"]}


def test_after_a_second_look_it_is_back(shown, erin, diaz, now):
    services.save_edit(shown.pk, {"body": "Walk slowly."}, by=erin, now=now)
    validate(shown, by=diaz, now=now)
    shown.refresh_from_db()
    assert shown.state == State.VALIDATED
    assert shown.validations.first().judged["body"] == "Walk slowly."


def test_a_retired_one_cannot_be_edited_until_it_is_sent_back(shown, erin, now):
    services.retire(shown.pk, by=erin, now=now, reason="Out of date.")
    with pytest.raises(errors.WrongState):
        services.save_edit(shown.pk, {"title": "New"}, by=erin, now=now)
    services.send_back(shown.pk, by=erin, now=now, reason="It gets another chance.")
    assert services.save_edit(shown.pk, {"title": "New"}, by=erin, now=now).title == "New"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"body": "", "url": ""},
        {"url": "javascript:alert(1)"},
        {"topics": ["cooking"]},
        {"topics": ["monitoring", "monitoring"]},
        {"topics": "monitoring"},
        {"country": "usa"},
        {"kind": "poem"},
        {"summary": "x" * 1_001},
    ],
)
def test_nonsense_is_refused_and_changes_nothing(draft, erin, now, wrong):
    with pytest.raises(ValidationError):
        services.save_edit(draft.pk, wrong, by=erin, now=now)
    draft.refresh_from_db()
    assert {name: getattr(draft, name) for name in FIELDS} == FIELDS


def test_a_state_cannot_be_written_like_a_word(draft, erin, now):
    with pytest.raises(TypeError):
        services.save_edit(draft.pk, {"state": "validated"}, by=erin, now=now)


def test_the_reading_grade_is_measured_when_a_body_is_saved(draft, erin, now):
    assert draft.reading_grade is None
    long = "Considerable physiological deterioration necessitates immediate multidisciplinary consultation. " * 8
    assert services.save_edit(draft.pk, {"body": long}, by=erin, now=now).reading_grade == 20
    assert services.save_edit(draft.pk, {"body": "We go for a walk now. " * 8}, by=erin, now=now).reading_grade < 3
