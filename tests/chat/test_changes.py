"""Catching up: a client that holds everything up to N and reads the changes since N holds what the database holds."""

import random

import pytest

from chat import services
from chat.models import Message, Room
from chat.reading import history
from chat.services import CorrectionDraft


def caught_up(room, held, since):
    """What a client holds after reading the changes since `since`, page by page: (held by id, revision)."""
    upto = history.revisions({room.pk})[room.pk]
    while changes := history.changes(room.pk, since, upto):
        assert changes.from_ == since + 1
        held |= {state["id"]: state for state in changes.messages}
        since = changes.to
    return held, since


def test_publishing_a_held_message_makes_it_appear_at_the_end(send, amara, diaz, now):
    held = send(amara, "hold this").message
    send(amara, "meanwhile")
    published = services.publish(held.pk, by=diaz, now=now)
    assert (published.position, published.revision) == (2, 2)


def test_what_a_clinician_has_read_carries_no_caution_any_more(send, amara, diaz, room, now):
    message = send(amara, "caution with this").message
    assert history.page_before(room, None)[0][0]["caution"]
    services.publish(message.pk, by=diaz, now=now)
    assert not history.page_before(room, None)[0][0]["caution"]


def test_a_correction_is_a_change_of_the_message_in_its_place(send, amara, diaz, room, now):
    message = send(amara, "drink vinegar").message
    services.publish(
        message.pk, by=diaz, now=now, correction=CorrectionDraft("Vinegar does not treat *diabetes*.", None)
    )
    held, revision = caught_up(room, {}, 1)
    assert revision == 2
    state = held[message.pk]
    assert (state["position"], state["revision"]) == (1, 2)
    assert state["correction"]["html"] == "<p>Vinegar does not treat <strong>diabetes</strong>.</p>"
    assert state["correction"]["by"] == "Dr Diaz"


@pytest.mark.parametrize("act", [services.hide, services.remove])
def test_what_is_taken_away_becomes_a_tombstone_without_text(act, send, amara, diaz, room, now):
    message = send(amara, "secret words").message
    assert "secret words" in str(history.page_before(room, None))
    act(message.pk, by=diaz, now=now)
    held, _ = caught_up(room, {}, 1)
    assert held[message.pk]["state"] in {"hidden", "removed"}
    assert "secret words" not in str(held)
    assert "secret words" not in str(history.page_before(room, None))


def test_removing_a_message_takes_its_words_out_of_the_replies_that_quote_it(send, amara, ben, diaz, room, now):
    message = send(amara, "secret words").message
    reply = send(ben, "I see", reply_to_id=message.pk).message
    assert history.page_before(room, None)[0][1]["reply_to"]["excerpt"] == "secret words"
    services.remove(message.pk, by=diaz, now=now)
    held, revision = caught_up(room, {}, 2)
    assert revision == 4
    assert held[reply.pk]["reply_to"] == {
        "id": message.pk,
        "by": amara.pk,
        "name": amara.pseudonym,
        "excerpt": None,
    }


def test_removing_a_held_message_tells_its_author_why_and_the_room_nothing(send, amara, ben, diaz, room, now):
    held = send(amara, "hold this").message
    services.remove(held.pk, by=diaz, now=now, reason="This tells others what dose to take.")
    [own] = history.own(amara, room)
    assert (own["state"], own["reason"]) == ("removed", "This tells others what dose to take.")
    assert history.own(ben, room) == []
    assert Room.objects.get(pk=room.pk).revision == 0


def test_removing_a_message_that_was_seen_tells_its_author_why_too(send, amara, ben, diaz, room, now):
    message = send(amara, "seen by all").message
    services.remove(message.pk, by=diaz, now=now, reason="It names somebody.")
    assert [(own["id"], own["reason"]) for own in history.own(amara, room)] == [(message.pk, "It names somebody.")]
    assert history.own(ben, room) == []


def test_the_author_of_a_published_emergency_keeps_its_card(send, amara, ben, room):
    message = send(amara, "card please").message
    assert [(own["id"], own["state"], own["card"]["title"]) for own in history.own(amara, room)] == [
        (message.pk, "published", "Call now")
    ]
    assert history.own(ben, room) == []


def test_a_client_far_behind_starts_anew(send, amara, room, settings):
    settings.CHAT = settings.CHAT | {"catch_up": 3}
    for number in range(5):
        send(amara, f"message {number}")
    near, far = history.joined(amara, room, 2), history.joined(amara, room, 1)
    assert (near.reset, near.messages, near.revision) == (False, [], 2)
    assert (far.reset, len(far.messages), far.revision) == (True, 5, 5)


def test_a_client_from_before_a_restored_backup_starts_anew(send, amara, room):
    send(amara, "hello")
    assert history.joined(amara, room, 99).reset


def test_history_pages_upwards_without_gap_or_double(send, amara, room, settings):
    settings.CHAT = settings.CHAT | {"page": 4}
    for number in range(10):
        send(amara, f"message {number}")
    seen, before, more = [], None, True
    while more:
        page, more = history.page_before(room, before)
        seen = page + seen
        before = page[0]["position"]
    assert [state["position"] for state in seen] == list(range(1, 11))


@pytest.mark.parametrize("seed", range(5))
def test_whatever_happens_catching_up_in_pieces_ends_where_reading_all_ends(
    seed, send, amara, ben, diaz, room, now, settings
):
    settings.CHAT = settings.CHAT | {"catch_up": 3}
    chance = random.Random(seed)
    held, since = {}, 0
    for _ in range(60):
        messages = list(Message.objects.filter(room=room))
        one = chance.choice(messages) if messages else None
        match chance.randrange(6):
            case 0 | 1:
                send(chance.choice([amara, ben]), chance.choice(["hold a", "b", "caution c"]))
            case 2 if one:
                services.publish(one.pk, by=diaz, now=now, correction=CorrectionDraft("Ask your team.", None))
            case 3 if one:
                services.remove(one.pk, by=diaz, now=now)
            case 4 if one and one.state == Message.State.PUBLISHED:
                send(ben, "yes", reply_to_id=one.pk)
            case _:
                held, since = caught_up(room, held, since)
    held, since = caught_up(room, held, since)
    everything, _ = caught_up(room, {}, 0)
    assert since == Room.objects.get(pk=room.pk).revision
    assert held == everything
