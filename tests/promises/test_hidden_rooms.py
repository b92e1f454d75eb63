"""A room that a person may not see does not exist for them: the very same answer as for one that is not there."""

import re

import pytest
from django.urls import reverse

from chat.models import Membership, Room

CHANGES_EACH_TIME = re.compile(r"""nonce="[^"]*"|X-CSRFToken": "\w+"|csrfmiddlewaretoken" value="\w+""")


@pytest.fixture
def coded_room(amara, now) -> Room:
    """A room that only a code opens, with Amara in it."""
    room = Room.objects.create(slug="cohort", title="The cohort", joining=Room.Joining.CODE, join_code="WREN-7")
    Membership.objects.create(room=room, user=amara, joined_at=now)
    return room


def said(answer, address) -> tuple[int, str]:
    """The status and everything that the page says, but for the address that was asked for."""
    return answer.status_code, CHANGES_EACH_TIME.sub("", answer.content.decode().replace(address, ""))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["room", "messages", "join", "leave", "requests"])
def test_to_a_stranger_a_room_and_an_absent_one_say_the_same(client_of, chen, guide, coded_room, name, method):
    for stranger in (chen, guide):
        client = client_of(stranger)
        there, nowhere = (reverse(f"chat:{name}", args=[slug]) for slug in (coded_room.slug, "nowhere"))
        assert said(getattr(client, method)(there), there) == said(getattr(client, method)(nowhere), nowhere)
    assert client_of(guide).get(reverse("chat:room", args=[coded_room.slug])).status_code == 404


def test_to_a_member_the_same_room_is_there(client_of, amara, coded_room):
    there, nowhere = (reverse("chat:room", args=[slug]) for slug in (coded_room.slug, "nowhere"))
    client = client_of(amara)
    assert (client.get(there).status_code, client.get(nowhere).status_code) == (200, 404)


def test_a_message_of_a_strangers_room_cannot_be_told_from_an_absent_one(client_of, chen, ben, amara, send):
    message = send(amara, "good morning").message
    there, nowhere = (reverse("moderation:report", args=[number]) for number in (message.pk, message.pk + 1_000))
    client = client_of(chen)
    assert said(client.get(there), there) == said(client.get(nowhere), nowhere)
    assert client_of(ben).get(there).status_code == 200
