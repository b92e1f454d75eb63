"""Pinning a message to the top of its room: who may, how many, and how the room learns it."""

import pytest
from django.urls import reverse

from chat import services as chat
from chat.models import Membership, Message, Pin
from chat.reading import history
from chat.services import pins
from moderation.models import AuditEntry


@pytest.fixture
def message(say, amara):
    return say(amara, "The list of carbs that we talked about")


@pytest.fixture
def pin(client_of):
    def post(user, message, pinned="1"):
        return client_of(user).post(reverse("moderation:pin", args=[message.pk]), {"pinned": pinned})

    return post


def test_a_clinician_pins_and_unpins_and_each_is_a_change_and_an_entry(pin, message, diaz, room):
    assert pin(diaz, message).status_code == 200
    [state] = history.changes(room.pk, 1, 9).messages
    assert (state["pinned"], state["position"], state["revision"]) == (True, 1, 2)
    assert [each["id"] for each in history.pinned(room)] == [message.pk]
    pin(diaz, message, "")
    assert history.pinned(room) == []
    assert history.page_before(room, None)[0][0]["pinned"] is False
    assert list(AuditEntry.objects.order_by("seq").values_list("action", flat=True)) == [
        "message.pinned",
        "message.unpinned",
    ]


def test_a_guide_of_the_room_may_too(pin, message, guide, room, now):
    assert pin(guide, message).status_code == 404
    Membership.objects.create(room=room, user=guide, joined_at=now)
    assert pin(guide, message).status_code == 200


def test_a_member_and_a_stranger_may_not(pin, message, amara, chen):
    assert [pin(user, message).status_code for user in (amara, chen)] == [404, 404]
    assert not Pin.objects.exists()


def test_pinning_twice_is_pinning_once(pin, message, diaz, room):
    for _ in range(2):
        pin(diaz, message)
    room.refresh_from_db()
    assert room.revision == 2
    assert AuditEntry.objects.count() == 1


def test_there_are_five_at_most(pin, say, amara, diaz, room):
    answers = [pin(diaz, say(amara, f"number {number}")) for number in range(pins.MOST + 1)]
    assert [answer.status_code for answer in answers] == [200] * pins.MOST + [409]
    assert answers[-1].json()["code"] == "too_many_pins"
    assert len(history.pinned(room)) == pins.MOST


@pytest.mark.parametrize("act", [chat.hide, chat.remove])
def test_what_is_taken_away_is_pinned_no_more(act, pin, message, diaz, room, now):
    pin(diaz, message)
    act(message.pk, by=diaz, now=now)
    assert history.pinned(room) == []
    chat.publish(message.pk, by=diaz, now=now)
    assert history.pinned(room) == []


def test_a_reader_is_told_what_is_pinned_however_far_back(pin, message, diaz, amara, room, say, settings):
    settings.CHAT = settings.CHAT | {"page": 2}
    pin(diaz, message)
    for number in range(3):
        say(amara, f"number {number}")
    joined = history.joined(amara, room, None)
    assert message.pk not in [each["id"] for each in joined.messages]
    assert [each["id"] for each in joined.pinned] == [message.pk]


def test_a_held_message_can_not_be_pinned(pin, message, diaz):
    Message.objects.filter(pk=message.pk).update(state="held", position=None, revision=None)
    assert pin(diaz, message).status_code == 404
