"""Pages of a room's past, in both directions, around a message or a day."""

from datetime import timedelta

import pytest
from django.urls import reverse

from chat import services
from chat.models import Message
from chat.reading import windows


@pytest.fixture
def said(send, amara, room, settings):
    """Ten messages, in pages of four."""
    settings.CHAT = settings.CHAT | {"page": 4}
    return [send(amara, f"number {number}").message for number in range(10)]


def positions(window):
    return [state["position"] for state in window["messages"]]


def test_a_window_has_what_was_asked_for_in_its_middle(said, room):
    window = windows.around(room, 5)
    assert (positions(window), window["more"], window["newer"]) == ([3, 4, 5, 6], True, True)
    assert window["revision"] == 10


@pytest.mark.parametrize(
    ("at", "expected", "more", "newer"),
    [(1, [1, 2], False, True), (10, [8, 9, 10], True, False), (99, [9, 10], True, False)],
)
def test_a_window_at_an_end_says_so(at, expected, more, newer, said, room):
    window = windows.around(room, at)
    assert (positions(window), window["more"], window["newer"]) == (expected, more, newer)


def test_pages_after_go_on_to_the_end(said, room):
    assert positions(windows.after(room, 3)) == [4, 5, 6, 7]
    assert windows.after(room, 3)["newer"]
    assert (positions(windows.after(room, 7)), windows.after(room, 7)["newer"]) == ([8, 9, 10], False)


def test_a_day_begins_with_its_first_message_even_if_a_late_one_is_older(said, send, amara, diaz, room, now):
    held = send(amara, "hold this").message
    services.publish(held.pk, by=diaz, now=now)
    Message.objects.filter(pk__lt=said[4].pk).update(created_at=now - timedelta(days=2))
    Message.objects.filter(pk=held.pk).update(created_at=now - timedelta(hours=2))
    assert windows.position_on(room, now - timedelta(days=1)) == said[4].position
    assert windows.position_on(room, now + timedelta(days=1)) is None


@pytest.fixture
def page(room, amara, client_of):
    client, address = client_of(amara), reverse("chat:messages", args=[room.slug])
    return lambda **asked: client.get(address, asked)


def test_a_member_jumps_by_message_position_and_day(page, said):
    assert page(at=said[4].pk).json()["at"] == said[4].position
    assert positions(page(around=5).json()) == [3, 4, 5, 6]
    assert page(on="2020-01-01").json()["at"] == 1
    assert positions(page(on="2090-01-01").json()) == [7, 8, 9, 10]
    assert positions(page(after=8).json()) == [9, 10]
    assert positions(page(before=3).json()) == [1, 2]


def test_what_the_room_never_saw_is_no_place_to_jump_to(page, said, send, ben):
    held = send(ben, "hold this").message
    assert page(at=held.pk).status_code == 404
    assert page(at=10**9).status_code == 404


def test_a_tombstone_is_one(page, said, diaz, now):
    services.remove(said[4].pk, by=diaz, now=now)
    found = page(at=said[4].pk).json()
    assert "number 4" not in str(found)
    assert found["at"] == said[4].position


def test_a_jump_asks_the_same_however_long_the_room_is(page, said, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        page(on="2020-01-01")


def test_a_stranger_jumps_nowhere(client_of, chen, room, said):
    address = reverse("chat:messages", args=[room.slug])
    assert client_of(chen).get(address, {"at": said[0].pk}).status_code == 404


def test_a_permalink_opens_the_room_and_names_the_message(client_of, amara, room, said):
    page = client_of(amara).get(reverse("chat:room", args=[room.slug]), {"at": said[2].pk})
    assert page.context["boot"]["at"] == said[2].pk
