"""Reacting: who may, what the room learns of it, and at what price."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from chat import errors, services
from chat.delivery import live
from chat.limits import looks, reacted, reactions
from chat.models import Membership, Message, Reaction, Room
from chat.protocol import React, encode
from chat.reactions import REACTIONS
from chat.reading import history
from chat.services import reacting
from chat.services.reacting import Wish
from moderation.models import Case
from moderation.services import decide, report
from moderation.services.decisions import Judgement
from tests.chat.test_changes import caught_up
from tests.support import cast


@pytest.fixture
def message(send, amara) -> Message:
    return send(amara, "A slow week, but I walked every day.").message


@pytest.fixture
def wish(room, message):
    """wish(user, "hug", on=False, message=…) is what the user asks for; the message is Amara's."""

    def wished(user, reaction="hug", on=True, message=message, room=room.slug):
        return Wish(room, message.pk, reaction, on, user.pk)

    return wished


@pytest.fixture
def react(wish, now):
    """react(user, …) asks for it alone, and gives the refusal or None."""

    def reacted(user, *args, **fields):
        [refusal] = reacting.react([wish(user, *args, **fields)], now=now)
        return refusal

    return reacted


@pytest.fixture
def announced(monkeypatch, django_capture_on_commit_callbacks):
    """announced(function) runs it and gives the frames that the rooms were told after its commit."""

    def run(function):
        batches = []
        monkeypatch.setattr(live, "announce", batches.append)
        with django_capture_on_commit_callbacks(execute=True):
            function()
            assert not batches, "announced before the commit"
        return [json.loads(frame) for batch in batches for frame in batch.frames]

    return run


@pytest.fixture(autouse=True)
def full_buckets(monkeypatch):
    """No time passes in them, however slow the machine."""
    for buckets in (reactions, reacted, looks):
        monkeypatch.setattr(buckets, "clock", lambda: 0.0)
        buckets._levels.clear()
    yield
    for buckets in (reactions, reacted, looks):
        buckets._levels.clear()


def shown(message):
    [state] = [state for state in history.page_before(message.room, None)[0] if state["id"] == message.pk]
    return state.get("reactions")


def test_a_reaction_is_counted_and_named_by_id(react, ben, diaz, message):
    assert (react(ben), react(diaz), react(diaz, "thanks")) == (None, None, None)
    assert shown(message) == [
        {"reaction": "thanks", "count": 1, "by": [diaz.pk]},
        {"reaction": "hug", "count": 2, "by": [diaz.pk, ben.pk]},
    ]


def test_each_change_takes_the_rooms_next_revision_and_moves_no_position(react, ben, room, message, announced):
    [frame] = announced(lambda: react(ben))
    assert (frame["from"], frame["to"], frame["messages"][0]["position"]) == (2, 2, 1)
    assert frame["messages"][0]["reactions"] == [{"reaction": "hug", "count": 1, "by": [ben.pk]}]
    [frame] = announced(lambda: react(ben, on=False))
    assert (frame["from"], frame["to"], frame["messages"][0]["reactions"]) == (3, 3, [])
    assert Room.objects.get(pk=room.pk).revision == 3


@pytest.mark.parametrize("on", [True, False])
def test_what_is_so_already_changes_nothing_and_is_told_to_nobody(react, ben, room, announced, on):
    react(ben, on=on)
    before = Room.objects.get(pk=room.pk).revision
    assert announced(lambda: react(ben, on=on)) == []
    assert Room.objects.get(pk=room.pk).revision == before
    assert Reaction.objects.count() == int(on)


def test_catching_up_holds_reactions_and_their_taking_back(react, ben, room, message):
    held, since = caught_up(room, {}, 0)
    react(ben)
    held, since = caught_up(room, held, since)
    assert held[message.pk]["reactions"][0]["by"] == [ben.pk]
    react(ben, on=False)
    held, since = caught_up(room, held, since)
    assert held[message.pk]["reactions"] == []
    assert held == caught_up(room, {}, 0)[0]


def test_many_at_once_cost_the_room_one_revision_and_one_frame(room, message, wish, now, announced):
    people = [cast.enter("ben", double) for double in range(1, 41)]
    Membership.objects.bulk_create([Membership(room=room, user=user, joined_at=now) for user in people])
    wishes = [wish(user, slug) for user in people for slug in ("hug", "thanks")]
    [frame] = announced(lambda: reacting.react(wishes, now=now))
    assert (frame["from"], frame["to"], len(frame["messages"])) == (2, 2, 1)
    assert [(one["reaction"], one["count"]) for one in frame["messages"][0]["reactions"]] == [
        ("thanks", 40),
        ("hug", 40),
    ]


def test_the_later_wish_of_one_person_holds(ben, message, wish, now):
    reacting.react([wish(ben), wish(ben, on=False), wish(ben, "thanks", on=False), wish(ben, "thanks")], now=now)
    assert shown(message) == [{"reaction": "thanks", "count": 1, "by": [ben.pk]}]


def test_messages_that_change_together_are_told_in_frames_of_a_page(send, amara, ben, wish, now, announced, settings):
    settings.CHAT = settings.CHAT | {"page": 2}
    messages = [send(amara, f"message {number}").message for number in range(5)]
    frames = announced(lambda: reacting.react([wish(ben, message=one) for one in messages], now=now))
    assert [(frame["from"], frame["to"], len(frame["messages"])) for frame in frames] == [
        (7, 8, 2),
        (9, 10, 2),
        (11, 11, 1),
    ]


def test_however_many_react_a_message_stays_small(room, message, wish, now, monkeypatch):
    monkeypatch.setattr("chat.models.attention.SHOWN", 3)
    monkeypatch.setattr("chat.models.attention.ReactionQuerySet.latest_of_each.__defaults__", (3,))
    people = [cast.enter("ben", double) for double in range(1, 7)]
    Membership.objects.bulk_create([Membership(room=room, user=user, joined_at=now) for user in people])
    reacting.react([wish(user) for user in people], now=now)
    latest = [user.pk for user in reversed(people)][:3]
    assert shown(message) == [{"reaction": "hug", "count": 6, "by": latest}]


def test_all_reactions_at_their_most_add_less_than_five_kibibytes(message):
    full = [{"reaction": slug, "count": 10**6, "by": [10**9] * 50} for slug in REACTIONS]
    assert len(encode(full)) < 5 * 1024


def test_only_members_who_may_post_react(react, ben, chen, room):
    assert isinstance(react(chen), errors.NoRoom)
    assert isinstance(react(ben, room="nowhere"), errors.NoRoom)
    ben.groups.clear()
    assert isinstance(react(ben), errors.NotAllowed)
    assert not Reaction.objects.exists()


def test_who_left_or_was_banned_reacts_no_more(react, ben, diaz, room):
    assert react(ben) is None
    services.leave(room, by=ben)
    assert isinstance(react(ben, on=False), errors.NoRoom)
    diaz.is_active = False
    diaz.save()
    assert isinstance(react(diaz), errors.NotAllowed)


def test_nobody_reacts_in_a_room_that_is_closed(react, ben, room, now):
    assert react(ben) is None
    Room.objects.filter(pk=room.pk).update(archived_at=now)
    assert isinstance(react(ben, on=False), errors.Archived)


def test_nobody_reacts_to_their_own(react, amara):
    assert isinstance(react(amara), errors.OwnMessage)


@pytest.mark.parametrize("act", [services.hide, services.remove])
def test_what_is_not_to_be_seen_shows_no_reactions_and_takes_none(act, react, ben, diaz, message, now):
    react(ben)
    assert shown(message)
    act(message.pk, by=diaz, now=now)
    assert shown(message) is None
    assert isinstance(react(diaz), errors.NoMessage)


def test_a_held_message_of_another_room_or_none_gets_the_same_answer(react, send, amara, ben, chen, now):
    held = send(amara, "hold this").message
    other = cast.open_room(amara, chen, now=now, slug="quiet")
    elsewhere = send(amara, "hello", room=other.slug).message
    for one in (held, elsewhere, Message(pk=999_999)):
        assert isinstance(react(ben, message=one), errors.NoMessage)
    assert react(chen, message=elsewhere, room="quiet") is None


def test_one_refusal_refuses_nobody_else(amara, ben, chen, message, wish, now):
    outcomes = reacting.react([wish(chen), wish(ben), wish(amara)], now=now)
    assert [type(outcome) for outcome in outcomes] == [errors.NoRoom, type(None), errors.OwnMessage]
    assert shown(message)[0]["by"] == [ben.pk]


def test_what_a_clinician_has_read_stands_while_others_react(react, ben, diaz, message, now):
    report(message.pk, by=ben, category="other", now=now)
    case = Case.objects.get(message=message)
    read = case.message.content_revision
    react(ben)
    react(diaz, "thanks")
    decide(case.pk, Judgement("publish", "safe_advice", read), by=diaz, now=now)
    message.refresh_from_db()
    assert message.content_revision == message.revision  # the decision was a change that reactions don't hide


def test_over_http_it_is_the_same(client_of, ben, room, message):
    address = reverse("chat:reactions", args=[room.slug])
    frame = {"id": message.pk, "reaction": "strength", "on": True, "room": "another"}
    answer = client_of(ben).post(address, frame, content_type="application/json")
    assert (answer.status_code, answer.json()) == (
        200,
        {"type": "reacted", "room": room.slug, "id": message.pk, "reaction": "strength", "on": True},
    )
    assert shown(message)[0]["by"] == [ben.pk]


@pytest.mark.parametrize(
    ("who", "frame", "status", "code"),
    [
        ("ben", {"reaction": "thumbs_down"}, 400, "bad_reaction"),
        ("ben", {"id": 999_999}, 404, "no_message"),
        ("amara", {}, 403, "own_message"),
        ("chen", {}, 404, "no_room"),
        ("ben", {"on": "yes"}, 400, "bad_frame"),
        ("ben", {"id": -1}, 400, "bad_frame"),
    ],
)
def test_what_cannot_be_done_gets_a_code(client_of, room, message, request, who, frame, status, code):
    address = reverse("chat:reactions", args=[room.slug])
    body = {"room": room.slug, "id": message.pk, "reaction": "hug", "on": True} | frame
    request.getfixturevalue("chen")
    answer = client_of(request.getfixturevalue(who)).post(address, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Reaction.objects.exists()


@pytest.mark.usefixtures("no_refill")
def test_one_person_cannot_react_without_end(client_of, ben, room, message):
    address, client = reverse("chat:reactions", args=[room.slug]), client_of(ben)
    answers = [
        client.post(
            address,
            {"room": room.slug, "id": message.pk, "reaction": "hug", "on": bool(number % 2)},
            content_type="application/json",
        )
        for number in range(22)
    ]
    assert [answer.status_code for answer in answers][-2:] == [429, 429]
    assert answers[0].status_code == 200
    assert answers[-1].json()["retry_after"] > 0


def test_who_reacted_is_told_to_members_by_pseudonym(client_of, react, ben, diaz, chen, room, message):
    react(ben)
    react(diaz)
    address = reverse("chat:reactions", args=[room.slug], query={"id": message.pk})
    answer = client_of(ben).get(address)
    assert answer.json()["reactions"] == [
        {"reaction": "hug", "count": 2, "names": [diaz.pseudonym, ben.pseudonym], "mine": True}
    ]
    assert client_of(diaz).get(address).json()["reactions"][0]["mine"]
    assert client_of(chen).get(address).status_code == 404
    services.hide(message.pk, by=diaz, now=message.created_at)
    assert client_of(ben).get(address).status_code == 404


@pytest.mark.usefixtures("no_refill")
def test_looking_who_reacted_is_not_for_asking_without_end(client_of, react, ben, room, message):
    react(ben)
    client = client_of(ben)
    address = reverse("chat:reactions", args=[room.slug], query={"id": message.pk})
    codes = [client.get(address).status_code for _ in range(32)]
    assert codes[0] == 200
    assert codes[-1] == 429


def test_a_list_that_lost_a_reaction_shows_the_others(react, ben, diaz, message):
    react(ben)
    Reaction.objects.create(message=message, user=diaz, reaction="retired", at=message.created_at)
    assert [one["reaction"] for one in shown(message)] == ["hug"]


def test_a_wish_is_for_a_reaction_on_the_list(ben):
    frame = React("kitchen-table", 1, "shrug", on=True)
    with pytest.raises(errors.BadReaction):
        reacting.wish_of(ben, frame)


def test_a_page_asks_the_database_no_more_often_for_reactions(react, send, amara, ben, room, django_assert_num_queries):
    for number in range(10):
        react(ben, message=send(amara, f"message {number}", key=uuid4()).message)
    with django_assert_num_queries(4):  # messages, roles, reactions, mentions
        history.page_before(room, None)
