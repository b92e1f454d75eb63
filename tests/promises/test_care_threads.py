"""A member's thread with the care team is that member's and the clinicians' alone; to others it does not exist."""

import asyncio
import time

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from chat import services
from chat.access import room_for
from chat.models import Membership
from peersupport.accounts import roles
from tests.promises.test_hidden_rooms import said
from tests.support.cast import take_role

NAMES = ["room", "messages", "join", "leave", "requests"]


@pytest.fixture
def thread(amara, now):
    return services.ask_care_team(by=amara, now=now)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", NAMES)
def test_a_thread_and_an_absent_one_say_the_same_to_all_others(
    client_of, ben, chen, guide, erin, farah, thread, name, method
):
    there, nowhere = (reverse(f"chat:{name}", args=[slug]) for slug in (thread.slug, "nowhere"))
    for stranger in (ben, chen, guide, erin, farah):
        client = client_of(stranger)
        assert said(getattr(client, method)(there), there) == said(getattr(client, method)(nowhere), nowhere)


def test_the_doors_of_the_care_team_are_shut_to_all_others(client_of, amara, guide, erin, farah, thread, diaz, now):
    services.open_care(thread, by=diaz, now=now)
    doors = [reverse("moderation:care"), reverse("moderation:care_list")]
    doors += [reverse(f"moderation:care_{name}", args=[thread.pk]) for name in ("thread", "state", "close")]
    for door in doors:
        assert [client_of(user).get(door).status_code for user in (amara, guide, erin, farah)] == [404] * 4
    assert {client_of(diaz).get(door).status_code for door in doors} == {200, 302}


def test_a_thread_is_in_nobodys_list(client_of, farah, diaz, guide, thread, now):
    services.open_care(thread, by=diaz, now=now)
    for user in (farah, diaz, guide):
        assert thread.slug not in client_of(user).get(reverse("chat:rooms")).content.decode()
    assert thread.slug not in client_of(farah).get(reverse("admin:chat_room_changelist")).content.decode()


def test_a_member_cannot_leave_their_thread_by_the_rooms_door(client_of, amara, thread):
    assert client_of(amara).post(reverse("chat:leave", args=[thread.slug])).status_code == 404
    assert Membership.objects.filter(room=thread, user=amara).exists()
    assert room_for(amara, thread.slug) == thread


def without_a_second_factor(diaz):
    Authenticator.objects.filter(user=diaz).delete()


def without_the_role(diaz):
    take_role(diaz, roles.CLINICIAN)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("left", [without_the_role, without_a_second_factor])
def test_who_is_no_clinician_any_more_hears_no_more_of_a_thread(line_of, client_of, amara, diaz, thread, now, left):
    services.open_care(thread, by=diaz, now=now)
    line = line_of(diaz)
    post = {"type": "post", "room": thread.slug, "text": "Some bread."}
    steps = [
        {"type": "join", "room": thread.slug, "since": None},
        post | {"key": "8f0c6a52-58a5-4c9b-9c2e-0d3c0b9a1f01"},
        lambda: left(diaz),
        lambda: time.sleep(0.3),
        post | {"key": "8f0c6a52-58a5-4c9b-9c2e-0d3c0b9a1f02"},
        {"type": "join", "room": thread.slug, "since": None},
        {"type": "ping"},
    ]
    asyncio.run(line.run(*steps, until=lambda sent: sent[-1:] and sent[-1]["type"] == "pong"))
    heard = [(frame["type"], frame.get("code", frame.get("state"))) for frame in line.sent[1:-1]]
    heard = [frame for frame in heard if frame[0] != "changes"]
    assert heard == [
        ("joined", None),
        ("accepted", "published"),
        ("error", "no_room"),
        ("refused", "no_room"),
        ("error", "no_room"),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["ben", "farah", "diaz"])
def test_a_socket_of_who_has_not_been_let_in_hears_of_no_such_room(request, line_of, thread, who):
    line = line_of(request.getfixturevalue(who))
    steps = [
        {"type": "join", "room": thread.slug, "since": None},
        {"type": "post", "room": thread.slug, "text": "Hello", "key": "8f0c6a52-58a5-4c9b-9c2e-0d3c0b9a1f03"},
        {"type": "ping"},
    ]
    asyncio.run(line.run(*steps, until=lambda sent: sent[-1:] and sent[-1]["type"] == "pong"))
    assert [(frame["type"], frame.get("code")) for frame in line.sent[1:-1]] == [
        ("error", "no_room"),
        ("refused", "no_room"),
    ]
