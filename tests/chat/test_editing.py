"""An author changes a message, or takes it back: what others see, what waits, and what is refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chat import access, errors, services
from chat.delivery.live import Gap, Rooms
from chat.models import Edit, FormerText, Message, Room
from chat.reading import frames, history
from chat.services import CorrectionDraft, answers, editing
from chat.services.gate import UNREAD, Draft
from tests.chat.gates import BrokenGate
from tests.chat.test_changes import caught_up

A_MINUTE = timedelta(minutes=1)


def shown(room, number=0):
    return history.page_before(room, None)[0][number]


def test_new_words_take_the_place_of_the_former_ones_where_they_stood(send, change, amara, ben, room, now):
    message = send(amara, "secret words").message
    send(ben, "and mine")
    change(message, "other words", at=now + A_MINUTE)
    held, revision = caught_up(room, {}, 0)
    state = held[message.pk]
    assert (state["position"], state["revision"], revision) == (1, 3, 3)
    assert (state["html"], state["edited"]) == ("<p>other words</p>", frames.stamp(now + A_MINUTE))
    assert "secret words" not in str(held)


def test_who_catches_up_from_before_is_told_of_the_change(send, change, amara, room):
    message = send(amara, "one").message
    change(message, "two")
    held, _ = caught_up(room, {}, 1)
    assert held[message.pk]["html"] == "<p>two</p>"


def test_replies_that_quote_it_follow(send, change, amara, ben, room):
    message = send(amara, "secret words").message
    reply = send(ben, "I see", reply_to_id=message.pk).message
    change(message, "other words")
    held, revision = caught_up(room, {}, 2)
    assert revision == 4
    assert held[reply.pk]["reply_to"]["excerpt"] == "other words"
    assert "secret words" not in str(held)


def test_however_many_quote_it_they_are_hinted_at_and_read_by_the_page(
    send, change, amara, ben, room, settings, django_capture_on_commit_callbacks, monkeypatch
):
    settings.CHAT = settings.CHAT | {"page": 2}
    message = send(amara, "one").message
    for _ in range(4):
        send(ben, "yes", reply_to_id=message.pk)
    batches = []
    monkeypatch.setattr("chat.delivery.live.announce", batches.append)
    with django_capture_on_commit_callbacks(execute=True):
        change(message, "two")
    told, hint = batches
    assert (told.first, told.last, told.takes_back) == (6, 6, True)
    assert (hint.first, hint.last, hint.frames) == (7, 10, None)
    gap = Gap(room.pk, 6, 10)
    read = Rooms().fill([gap])[gap]
    assert [(batch.first, batch.last) for batch in read] == [(7, 8), (9, 10)]
    assert b'"excerpt":"two"' in read[0].frames[0]


def test_as_many_queries_however_many_quote_it(send, change, amara, ben, django_assert_num_queries):
    few, many = send(amara, "one").message, send(amara, "one").message
    for message, replies in ((few, 2), (many, 12)):
        for _ in range(replies):
            send(ben, "yes", reply_to_id=message.pk)
    with CaptureQueriesContext(connection) as asked:
        change(few, "two")
    with django_assert_num_queries(len(asked)):
        change(many, "two")
    at = Message.objects.get(pk=many.pk).revision
    told = Message.objects.filter(reply_to=many).order_by("position").values_list("revision", flat=True)
    assert list(told) == list(range(at + 1, at + 13))


def test_each_former_text_is_kept_as_it_was(send, change, amara, now):
    message = send(amara, "one").message
    change(message, "two", at=now + A_MINUTE)
    change(message, "three", at=now + 2 * A_MINUTE)
    kept = FormerText.objects.filter(message=message).values_list("text", "revision", "since", "until")
    assert list(kept) == [("one", 1, now, now + A_MINUTE), ("two", 2, now + A_MINUTE, now + 2 * A_MINUTE)]
    former = FormerText.objects.first()
    former.text = "never said"
    with pytest.raises(TypeError):
        former.save()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE chat_formertext SET text = 'never said'")


def test_risky_new_words_wait_while_the_former_ones_stand(send, change, amara, ben, room, gate):
    message = send(amara, "harmless").message
    outcome = change(message, "hold this now")
    assert outcome.edit.state == Edit.State.HELD
    assert gate.recorded == [outcome.edit]
    assert shown(room)["html"] == "<p>harmless</p>"
    assert "hold this" not in str(shown(room))
    assert Room.objects.get(pk=room.pk).revision == 1
    [own] = history.own(amara, room)
    assert (own["state"], own["change"]["state"], own["change"]["html"]) == (
        "published",
        "waiting",
        "<p>hold this now</p>",
    )
    assert history.own(ben, room) == []


def test_what_could_not_be_screened_waits_too(send, amara, room, gate, now):
    message = send(amara, "harmless").message
    draft = Draft(room=room.slug, author_id=amara.pk, key=uuid4(), text="who knows")
    outcome = editing.edit(message.pk, draft, UNREAD, gate=gate, now=now)
    assert outcome.edit.state == Edit.State.HELD
    assert shown(room)["html"] == "<p>harmless</p>"


def test_a_clinician_lets_the_new_words_be_seen(send, change, amara, diaz, room, now):
    message = send(amara, "caution with this").message
    waiting = change(message, "hold this now").edit
    editing.accept(waiting.pk, by=diaz, now=now, correction=CorrectionDraft("Ask your team."))
    state = shown(room)
    assert (state["html"], state["caution"], state["revision"]) == ("<p>hold this now</p>", False, 2)
    assert state["correction"]["html"] == "<p>Ask your team.</p>"
    assert FormerText.objects.get().text == "caution with this"
    assert history.own(amara, room) == []


def test_or_leaves_the_former_ones_and_the_author_is_told_why(send, change, amara, ben, diaz, room, now):
    message = send(amara, "harmless").message
    waiting = change(message, "hold this now").edit
    editing.refuse(waiting.pk, by=diaz, now=now, reason="It gives a dose.")
    assert (shown(room)["html"], shown(room)["revision"]) == ("<p>harmless</p>", 1)
    [own] = history.own(amara, room)
    assert (own["change"]["state"], own["change"]["reason"]) == ("refused", "It gives a dose.")
    change(message, "fine again")
    assert history.own(amara, room) == []


def test_the_mark_of_caution_and_the_card_go_with_the_new_words(send, change, amara, room):
    message = send(amara, "harmless").message
    change(message, "caution with this")
    assert shown(room)["caution"]
    outcome = change(message, "card please")
    assert not shown(room)["caution"]
    assert outcome.edit.card["title"] == "Call now"
    assert history.own(amara, room)[0]["card"]["title"] == "Call now"


def test_a_key_sent_again_gives_the_first_outcome_and_changes_nothing(send, change, amara, room):
    message, key = send(amara, "one").message, uuid4()
    first = change(message, "two", key=key)
    change(message, "three")
    again = change(message, "two", key=key)
    assert (again.replay, again.edit) == (True, first.edit)
    assert (shown(room)["html"], Room.objects.get(pk=room.pk).revision) == ("<p>three</p>", 3)
    assert isinstance(change(message, "other words", key=key), errors.KeyReused)
    assert isinstance(change(send(amara, "another").message, "two", key=key), errors.KeyReused)


def test_a_post_sent_again_after_its_message_was_changed_is_still_that_post(send, change, amara):
    key = uuid4()
    message = send(amara, "one", key=key).message
    change(message, "two")
    change(message, "three")
    again = send(amara, "one", key=key)
    assert (again.replay, again.message.text) == (True, "three")
    assert isinstance(send(amara, "three", key=key), errors.KeyReused)


def test_a_replay_is_answered_though_the_time_is_over(send, change, amara, now):
    message, key = send(amara, "one").message, uuid4()
    change(message, "two", key=key)
    assert change(message, "two", key=key, at=now + 2 * editing.EDITABLE).replay


def test_when_the_case_cannot_be_opened_nothing_changes(send, amara, room, now):
    message = send(amara, "harmless").message
    gate, draft = BrokenGate(), Draft(room=room.slug, author_id=amara.pk, key=uuid4(), text="caution now")
    with pytest.raises(RuntimeError):
        editing.edit(message.pk, draft, gate.screen(draft), gate=gate, now=now)
    assert shown(room)["html"] == "<p>harmless</p>"
    assert not Edit.objects.exists()


def test_a_message_can_be_changed_for_fifteen_minutes(send, change, amara, now):
    message = send(amara, "one").message
    assert change(message, "two", at=now + editing.EDITABLE).edit.state == Edit.State.MADE
    late = change(message, "three", at=now + editing.EDITABLE + timedelta(seconds=1))
    assert isinstance(late, errors.TooLate)
    assert Message.objects.get().text == "two"


def test_what_waits_was_answered_or_is_gone_cannot_be_changed(send, change, amara, diaz, gate, now):
    held, waiting, hidden, corrected, removed, withdrawn = (
        send(amara, text).message for text in ("hold this", "a", "b", "c", "d", "e")
    )
    change(waiting, "hold that")
    services.hide(hidden.pk, by=diaz, now=now)
    services.publish(corrected.pk, by=diaz, now=now, correction=CorrectionDraft("No."))
    services.remove(removed.pk, by=diaz, now=now)
    editing.withdraw(withdrawn.pk, gate=gate, now=now)
    for message in (held, waiting, hidden):
        assert isinstance(change(message, "new"), errors.Waits)
    assert isinstance(change(corrected, "new"), errors.Settled)
    for message in (removed, withdrawn):
        assert isinstance(change(message, "new"), errors.Gone)
    assert not Message.objects.filter(text="new").exists()


def test_the_changes_of_one_message_are_bounded(send, change, amara, monkeypatch):
    monkeypatch.setattr(editing, "MOST", 2)
    message = send(amara, "one").message
    outcomes = [change(message, f"number {number}") for number in range(3)]
    assert [type(outcome) for outcome in outcomes] == [editing.Edited, editing.Edited, errors.TooManyEdits]


def test_a_cry_for_help_goes_to_a_clinician_though_the_words_in_sight_may_not_change_any_more(
    send, change, amara, diaz, room, gate, now, monkeypatch
):
    monkeypatch.setattr(editing, "MOST", 1)
    old, often, corrected, waiting, hidden, held = (
        send(amara, text).message for text in ("old", "often", "corrected", "waiting", "hidden", "hold this")
    )
    change(often, "more often")
    before = change(waiting, "hold that").edit
    services.hide(hidden.pk, by=diaz, now=now)
    services.publish(corrected.pk, by=diaz, now=now, correction=CorrectionDraft("No."))
    for message in (old, often, corrected, waiting, hidden, held):
        outcome = change(message, "card please", at=now + 2 * editing.EDITABLE)
        assert (outcome.edit.state, outcome.edit.card["title"]) == (Edit.State.HELD, "Call now")
        assert outcome.edit in gate.recorded
        assert answers.edited(drafted(message), outcome).card["title"] == "Call now"
    before.refresh_from_db()
    assert before.state == Edit.State.DROPPED
    assert "card please" not in str(history.page_before(room, None))


def drafted(message):
    return Draft(room=message.room.slug, author_id=message.author_id, key=uuid4(), text="card please")


def test_words_that_a_clinician_lets_in_do_not_stand_above_a_correction_of_the_former_ones(
    send, change, amara, diaz, room, now
):
    message = send(amara, "one").message
    services.publish(message.pk, by=diaz, now=now, correction=CorrectionDraft("No."))
    edit = change(message, "card please").edit
    editing.accept(edit.pk, by=diaz, now=now)
    assert (shown(room)["html"], shown(room)["correction"]) == ("<p>card please</p>", None)
    held = change(send(amara, "two").message, "hold this").edit
    editing.accept(held.pk, by=diaz, now=now, correction=CorrectionDraft("Better so."))
    assert "Better so." in shown(room, 1)["correction"]["html"]


def test_rights_are_asked_for_at_each_change(send, change, amara, room):
    message = send(amara, "one").message
    amara.groups.clear()
    assert isinstance(change(message, "two"), errors.NotAllowed)
    room.memberships.filter(user=amara).delete()
    assert isinstance(change(message, "two"), errors.NoRoom)
    assert Message.objects.get().text == "one"


def test_only_the_authors_own_is_given_and_what_one_may_not_see_is_not_there(send, amara, ben, chen, room):
    mine, held = send(amara, "mine").message, send(amara, "hold this").message
    assert access.own_message(amara, room.slug, held.pk) == held
    for user, number, slug, refusal in [
        (ben, mine.pk, room.slug, errors.NotYours),
        (ben, held.pk, room.slug, errors.NoMessage),
        (ben, 999_999, room.slug, errors.NoMessage),
        (chen, mine.pk, room.slug, errors.NoRoom),
        (chen, mine.pk, "nowhere", errors.NoRoom),
        (amara, mine.pk, "nowhere", errors.NoRoom),
    ]:
        with pytest.raises(refusal):
            access.own_message(user, slug, number)


def test_new_words_to_the_care_team_are_not_held_as_no_post_to_it_is(send, change, amara, room):
    Room.objects.filter(pk=room.pk).update(care_for=amara)
    message = send(amara, "one").message
    assert change(message, "hold this").edit.state == Edit.State.MADE
    assert shown(room)["html"] == "<p>hold this</p>"


# --- taking back ------------------------------------------------------------------------------------------------------
def test_what_is_taken_back_leaves_a_tombstone_and_no_words(send, amara, ben, room, gate, now):
    message = send(amara, "secret words").message
    reply = send(ben, "I see", reply_to_id=message.pk).message
    editing.withdraw(message.pk, gate=gate, now=now)
    held, revision = caught_up(room, {}, 2)
    assert (held[message.pk]["state"], held[message.pk]["position"], revision) == ("withdrawn", 1, 4)
    assert held[reply.pk]["reply_to"]["excerpt"] is None
    assert "secret words" not in str(held) + str(history.page_before(room, None))
    assert Message.objects.get(pk=message.pk).text == "secret words"
    assert gate.recorded == [message.pk]


def test_one_that_waits_is_taken_back_without_a_trace_for_the_room(send, amara, room, gate, now):
    held = send(amara, "hold this").message
    outcome = editing.withdraw(held.pk, gate=gate, now=now)
    assert (outcome.message.state, outcome.message.revision) == (Message.State.WITHDRAWN, None)
    assert Room.objects.get(pk=room.pk).revision == 0
    assert history.own(amara, room) == []


def test_taking_back_twice_is_taking_back_once(send, amara, room, gate, now):
    message = send(amara, "one").message
    first, again = (editing.withdraw(message.pk, gate=gate, now=now) for _ in range(2))
    assert (first.replay, again.replay) == (False, True)
    assert Room.objects.get(pk=room.pk).revision == 2


def test_what_a_moderator_removed_stays_removed(send, amara, diaz, gate, now):
    message = send(amara, "one").message
    services.remove(message.pk, by=diaz, now=now, reason="No.")
    with pytest.raises(errors.Gone):
        editing.withdraw(message.pk, gate=gate, now=now)
    assert Message.objects.get().removal_note == "No."


def test_no_decision_brings_back_what_its_author_took_back(send, amara, diaz, room, gate, now):
    seen, held = send(amara, "one").message, send(amara, "hold this").message
    for message in (seen, held):
        editing.withdraw(message.pk, gate=gate, now=now)
        for act in (services.publish, services.hide, services.remove):
            assert act(message.pk, by=diaz, now=now).state == Message.State.WITHDRAWN
    assert [state["state"] for state in history.page_before(room, None)[0]] == ["withdrawn"]


@pytest.mark.parametrize("by", ["author", "clinician"])
def test_new_words_that_wait_go_with_their_message(send, change, amara, diaz, room, gate, now, by):
    message = send(amara, "one").message
    waiting = change(message, "hold that").edit
    if by == "author":
        editing.withdraw(message.pk, gate=gate, now=now)
    else:
        services.remove(message.pk, by=diaz, now=now)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.settled_at) == (Edit.State.DROPPED, now)
    assert all(own["change"] is None for own in history.own(amara, room))
