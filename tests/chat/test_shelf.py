"""A card of the library in an open room: when the resource leaves the shelf, the room hears."""

# ruff: noqa: F401, F811
from datetime import timedelta

import pytest
from django.db import transaction

from chat import services
from chat.models import Message
from chat.reading import history
from chat.services import CorrectionDraft
from chat.services import shelf as cards
from chat.services.changing import changing
from education import services as library
from tests.education.conftest import FIELDS, shelve, shown, validate

pytestmark = pytest.mark.django_db(transaction=True)


def told(room, since):
    """(message, whether its card is gone) of what changed in the room since then, and the revision now."""
    room.refresh_from_db()
    changed = history.changes(room.pk, since, room.revision).messages
    cards = [(state["id"], (state["resource"] or (state.get("correction") or {}).get("resource"))) for state in changed]
    return [(pk, card.get("gone", False)) for pk, card in cards], room.revision


@pytest.fixture
def shared(send, amara, shown):
    """A message that carries the resource, and one beside it."""
    send(amara, "good morning")
    return send(amara, "read this", resource_id=shown.pk).message


def test_what_is_taken_off_the_shelf_and_put_back_is_told_in_open_rooms(shared, shown, erin, diaz, room, now):
    at = 2
    library.retire(shown.pk, by=erin, now=now, reason="Out of date")
    changed, at = told(room, at)
    assert changed == [(shared.pk, True)]
    library.send_back(shown.pk, by=erin, now=now, reason="After all")
    library.save_edit(shown.pk, {"title": "Another walk"}, by=erin, now=now)
    library.submit_for_review(shown.pk, by=erin, now=now)
    _changed, at = told(room, at)
    validate(shown, by=diaz, now=now)
    assert told(room, at)[0] == [(shared.pk, False)]


def test_an_edit_that_takes_it_off_the_shelf_is_told_too_and_under_a_correction(
    send, amara, diaz, erin, room, shown, now
):
    message = send(amara, "lantus for all").message
    with transaction.atomic():
        services.publish(message.pk, by=diaz, now=now, correction=CorrectionDraft("Ask first.", shown.pk))
    _changed, at = told(room, 0)
    library.save_edit(shown.pk, {"body": "Run."}, by=erin, now=now)
    assert told(room, at)[0] == [(message.pk, True)]


def test_what_becomes_overdue_is_told_once_and_again_when_it_was_renewed(shared, shown, diaz, room, now):
    at = 2
    last_day = now + timedelta(days=365)
    assert library.tell_overdue(now=last_day) == 0
    assert library.tell_overdue(now=last_day + timedelta(days=1)) == 1
    assert library.tell_overdue(now=last_day + timedelta(days=1)) == 0
    changed, at = told(room, at)
    assert [pk for pk, _gone in changed] == [shared.pk]
    validate(shown, by=diaz, now=last_day + timedelta(days=1))
    _changed, at = told(room, at)
    assert library.tell_overdue(now=last_day + timedelta(days=400)) == 1
    assert [pk for pk, _gone in told(room, at)[0]] == [shared.pk]


def test_so_many_are_overdue_at_once_and_the_others_come_next(shelve, now, monkeypatch):
    monkeypatch.setattr(library, "OVERDUE", 2)
    for number in range(3):
        shelve(title=f"Walk {number}")
    later = now + timedelta(days=366)
    assert [library.tell_overdue(now=later) for _ in range(3)] == [2, 1, 0]


def test_what_is_not_in_a_room_any_more_stays_away(shared, shown, erin, diaz, room, now):
    with transaction.atomic():
        services.remove(shared.pk, by=diaz, now=now)
    room.refresh_from_db()
    at = room.revision
    library.retire(shown.pk, by=erin, now=now, reason="Out of date")
    room.refresh_from_db()
    assert room.revision == at
    assert Message.objects.get(pk=shared.pk).state == "removed"


def test_however_often_it_was_shared_so_many_are_told(send, amara, shown, erin, room, now, monkeypatch):
    monkeypatch.setattr(cards, "MOST", 2)
    sent = [send(amara, f"read this {number}", resource_id=shown.pk).message.pk for number in range(3)]
    library.retire(shown.pk, by=erin, now=now, reason="Out of date")
    assert told(room, 3)[0] == [(pk, True) for pk in sent[1:]]


def test_one_that_fails_keeps_no_other_from_being_told(send, amara, shown, erin, room, now, monkeypatch, caplog):
    bad, good = (send(amara, f"read this {number}", resource_id=shown.pk).message.pk for number in range(2))

    def failing(message_id):
        if message_id == bad:
            raise ValueError
        return changing(message_id)

    monkeypatch.setattr(cards, "changing", failing)
    library.retire(shown.pk, by=erin, now=now, reason="Out of date")
    assert told(room, 2)[0] == [(good, True)]
    assert "its card moved" in caplog.text


def test_a_draft_concerns_no_room(erin, room, now):
    before = room.revision
    library.create(FIELDS, by=erin, now=now)
    room.refresh_from_db()
    assert room.revision == before
