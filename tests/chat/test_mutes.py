"""Muting: for oneself alone, never a clinician, and undone in the settings."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from chat.models import Membership, Mute
from chat.services import muting
from peersupport.notices.models import Notice

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def mute(client_of, amara):
    """mute(person) gives the answer to Amara; by=… to another."""
    return lambda person, by=amara: client_of(by).post(reverse("own:mute", args=[person.pk]), **JSON)


def names(client, room):
    return [one["name"] for one in client.get(reverse("chat:room", args=[room.slug])).context["boot"]["muted"]]


def test_whom_i_mute_my_room_knows_and_nobody_elses(client_of, amara, ben, diaz, room, mute):
    for _ in range(2):
        assert mute(ben).json() == {"muted": True}
    assert names(client_of(amara), room) == [ben.pseudonym]
    assert names(client_of(ben), room) == names(client_of(diaz), room) == []
    assert ben.pseudonym in client_of(amara).get(reverse("own:muted")).content.decode()
    assert amara.pseudonym not in client_of(ben).get(reverse("own:muted")).content.decode().split("<main")[1]
    assert Notice.objects.count() == 0


def test_a_message_of_the_muted_still_comes_with_its_place(client_of, amara, ben, room, mute, send):
    mute(ben)
    send(ben, "good morning")
    page = client_of(amara).get(reverse("chat:messages", args=[room.slug])).json()
    assert [message["author"]["name"] for message in page["messages"]] == [ben.pseudonym]


def test_clinicians_and_oneself_cannot_be_muted(amara, diaz, room, mute, client_of):
    refused = mute(diaz)
    assert refused.status_code == 409
    assert "safety" in refused.json()["detail"]
    with pytest.raises(muting.CannotMute):
        muting.mute(amara, by=amara, now=room.created_at)
    assert mute(amara).status_code == 404
    assert Mute.objects.count() == 0


def test_who_becomes_a_clinician_is_heard_again(client_of, amara, ben, diaz, room, mute):
    mute(ben)
    ben.groups.set(diaz.groups.all())
    assert names(client_of(amara), room) == []


def test_no_notice_of_the_muted_is_to_reach_who_muted_them(amara, ben, diaz, room, now):
    muting.mute(ben, by=amara, now=now)
    everybody = [amara.pk, ben.pk, diaz.pk]
    assert muting.silenced(everybody, everybody) == {(amara.pk, ben.pk)}
    ben.groups.set(diaz.groups.all())
    assert muting.silenced(everybody, everybody) == set()


def test_who_is_in_no_room_of_mine_and_who_does_not_exist_are_answered_alike(amara, chen, room, mute, client_of):
    answers = [mute(chen), client_of(amara).post(reverse("own:mute", args=[999_999]), **JSON)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert Mute.objects.count() == 0


def test_who_left_the_room_but_was_heard_there_can_be_muted(ben, room, mute, send):
    send(ben, "good bye")
    Membership.objects.filter(user=ben).delete()
    assert mute(ben).json() == {"muted": True}


def test_unmuting_works_from_the_list_and_from_the_room(client_of, amara, ben, chen, room, mute):
    where = reverse("own:unmute", args=[ben.pk])
    mute(ben)
    assert client_of(chen).post(where).status_code == 302  # another's list: nothing of Amara's changes
    assert Mute.objects.count() == 1
    assert client_of(amara).post(where).url == reverse("own:muted")
    mute(ben)
    assert client_of(amara).post(where, **JSON).json() == {"muted": False}
    assert Mute.objects.count() == 0


def test_visitors_log_in_and_looking_changes_nothing(client, client_of, amara, ben, room):
    where = reverse("own:mute", args=[ben.pk])
    assert client.post(where).status_code == 302
    assert client_of(amara).get(where).status_code == 405
    assert Mute.objects.count() == 0


def test_a_form_leads_to_the_list(client_of, amara, ben, room):
    assert client_of(amara).post(reverse("own:mute", args=[ben.pk])).url == reverse("own:muted")


def test_one_may_mute_many_but_not_without_end(amara, ben, room, now, monkeypatch):
    monkeypatch.setattr(muting, "MOST", 0)
    with pytest.raises(muting.CannotMute):
        muting.mute(ben, by=amara, now=now)


def test_the_database_keeps_one_row_a_pair(amara, ben, now):
    Mute.objects.create(by=amara, person=ben, at=now)
    for by, person in ((amara, ben), (amara, amara)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Mute.objects.create(by=by, person=person, at=now)
