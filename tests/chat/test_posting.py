"""Posting: what is stored, in which state, and what is refused."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission

from chat import errors, services
from chat.delivery import live
from chat.models import Membership, Message, Room
from chat.reading import frames, history
from chat.services import Stored, standing
from chat.services.gate import UNREAD, Draft
from education.models import Resource
from peersupport.accounts import consent
from tests.chat.gates import BrokenGate


@pytest.fixture
def announced(monkeypatch, django_capture_on_commit_callbacks):
    """announced(function) runs it and gives the batches that were announced after its commit."""

    def run(function):
        batches = []
        monkeypatch.setattr(live, "announce", batches.append)
        with django_capture_on_commit_callbacks(execute=True):
            function()
            assert not batches, "announced before the commit"
        return batches

    return run


def test_a_message_takes_the_rooms_next_revision_as_its_position(send, amara, room):
    first, second = send(amara, "good morning").message, send(amara, "how are you all").message
    assert (first.position, first.revision, second.position) == (1, 1, 2)
    assert Room.objects.get(pk=room.pk).revision == 2


def test_a_held_message_is_seen_by_nobody_and_moves_no_revision(send, amara, room, gate):
    held = send(amara, "hold this").message
    seen = send(amara, "but not this").message
    assert (held.state, held.position, held.revision) == (Message.State.HELD, None, None)
    assert seen.position == 1
    assert gate.recorded == [held.pk]


def test_only_what_can_be_seen_is_announced_and_only_after_the_commit(send, amara, announced):
    assert announced(lambda: send(amara, "hold this")) == []
    [batch] = announced(lambda: send(amara, "but show this"))
    assert (batch.first, batch.last) == (1, 1)
    assert b"show this" in batch.frames[0]


def test_what_is_posted_together_is_told_in_frames_of_a_page(amara, room, draft_of, gate, announced, settings, now):
    settings.CHAT = settings.CHAT | {"page": 3}
    drafts = [draft_of(amara, f"message {number}") for number in range(8)]
    batches = announced(lambda: services.post([(one, gate.screen(one)) for one in drafts], gate=gate, now=now))
    assert [(batch.first, batch.last) for batch in batches] == [(1, 3), (4, 6), (7, 8)]
    assert [batch.frames[0].count(b'"html"') for batch in batches] == [3, 3, 2]


def test_a_caution_mark_is_kept(send, amara):
    message = send(amara, "caution with this").message
    assert message.caution
    assert message.state == Message.State.PUBLISHED


def test_the_card_goes_to_the_author_with_the_answer(send, amara):
    outcome = send(amara, "card please")
    assert outcome.card["title"] == "Call now"
    assert outcome.message.card == outcome.card


def test_a_key_sent_again_gives_the_first_message_and_announces_nothing(send, amara, announced):
    key = uuid4()
    first = send(amara, "hello", key=key).message
    again = []
    assert announced(lambda: again.append(send(amara, "hello", key=key))) == []
    assert again[0] == Stored(first, None, replay=True)
    assert Message.objects.count() == 1


def test_a_replay_brings_the_card_of_the_first_time(send, amara, gate, monkeypatch):
    key = uuid4()
    first = send(amara, "card please", key=key)
    monkeypatch.setattr(gate, "screen", lambda draft: UNREAD)
    assert send(amara, "card please", key=key).card == first.card


def test_a_key_twice_in_one_batch_is_one_message(amara, room, gate, now):
    draft = Draft(room=room.slug, author_id=amara.pk, key=uuid4(), text="hello")
    pair = (draft, gate.screen(draft))
    first, second = services.post([pair, pair], gate=gate, now=now)
    assert not first.replay
    assert second.replay
    assert Message.objects.count() == 1


def test_a_key_sent_again_with_other_words_is_refused(send, amara):
    key = uuid4()
    send(amara, "hello", key=key)
    assert isinstance(send(amara, "something else", key=key), errors.KeyReused)
    assert Message.objects.get().text == "hello"


def test_two_people_may_have_the_same_key(send, amara, ben):
    key = uuid4()
    assert send(amara, "hello", key=key).message != send(ben, "hello", key=key).message


def test_a_stranger_and_a_person_without_the_right_are_refused(send, amara, chen):
    assert isinstance(send(chen, "let me in"), errors.NoRoom)
    amara.groups.clear()
    assert isinstance(send(amara, "may I"), errors.NotAllowed)
    onlookers = Group.objects.create(name="onlookers")
    onlookers.permissions.add(Permission.objects.exclude(codename="post_message")[0])
    amara.groups.add(onlookers)
    assert isinstance(send(amara, "may I now"), errors.NotAllowed)


def test_a_room_that_is_not_there_gets_the_same_answer_as_one_that_is_not_mine(send, amara, chen):
    assert type(send(amara, "hello", room="nowhere")) is type(send(chen, "hello")) is errors.NoRoom


def test_a_banned_author_is_refused(send, amara):
    amara.is_active = False
    amara.save()
    assert isinstance(send(amara, "hello"), errors.NotAllowed)


def test_who_has_not_agreed_to_the_rules_in_force_is_refused(send, amara, monkeypatch):
    monkeypatch.setattr(consent, "HOUSE_RULES_VERSION", "next")
    assert isinstance(send(amara, "hello"), errors.NotAllowed)
    consent.agree(amara, now=amara.date_joined)
    assert isinstance(send(amara, "hello"), Stored)


def test_a_reply_quotes_a_visible_message_of_the_same_room(send, amara, ben, room, now):
    first = send(amara, "what do you eat").message
    assert send(ben, "oats", reply_to_id=first.pk).message.reply_to == first
    elsewhere = Room.objects.create(slug="elsewhere", title="Elsewhere")
    Membership.objects.create(room=elsewhere, user=ben, joined_at=now)
    assert isinstance(send(ben, "oats", room="elsewhere", reply_to_id=first.pk), errors.BadReply)


def test_a_held_message_cannot_be_quoted(send, amara, ben):
    held = send(amara, "hold this").message
    assert isinstance(send(ben, "what", reply_to_id=held.pk), errors.BadReply)


def test_a_shared_resource_that_was_taken_off_the_shelf_leaves_a_tombstone(send, amara, room):
    shelf = {"summary": "Why.", "body": "Walk.", "state": "validated", "next_review": "2999-01-01"}
    resource = Resource.objects.create(title="A walk", **shelf)
    assert isinstance(send(amara, "read this", resource_id=resource.pk), Stored)
    shown = history.page_before(room, None)[0][0]["resource"]
    Resource.objects.filter(pk=resource.pk).update(state="retired")
    gone = history.page_before(room, None)[0][0]["resource"]
    assert shown["url"] == f"/library/{resource.pk}/"
    assert gone == {"id": resource.pk, "gone": True}


def test_only_a_shown_resource_can_be_shared(send, amara):
    draft = Resource.objects.create(title="Feet", summary="Look at them.", body="Daily.")
    assert isinstance(send(amara, "read this", resource_id=draft.pk), errors.BadResource)


def test_one_refused_draft_does_not_refuse_the_others(amara, chen, room, gate, now):
    drafts = [Draft(room=room.slug, author_id=who.pk, key=uuid4(), text="hi") for who in (amara, chen, amara)]
    outcomes = services.post([(draft, gate.screen(draft)) for draft in drafts], gate=gate, now=now)
    assert [type(outcome) for outcome in outcomes] == [Stored, errors.NoRoom, Stored]
    assert Message.objects.count() == 2


def test_when_the_case_cannot_be_opened_the_message_is_not_stored_either(amara, room, now):
    gate, draft = BrokenGate(), Draft(room=room.slug, author_id=amara.pk, key=uuid4(), text="hold this")
    with pytest.raises(RuntimeError):
        services.post([(draft, gate.screen(draft))], gate=gate, now=now)
    assert Message.objects.count() == 0


def test_a_batch_costs_the_same_number_of_queries_however_large(
    amara, ben, room, gate, now, django_assert_max_num_queries
):
    drafts = [Draft(room=room.slug, author_id=who.pk, key=uuid4(), text="hi") for who in (amara, ben) * 20]
    with django_assert_max_num_queries(6):
        services.post([(draft, gate.screen(draft)) for draft in drafts], gate=gate, now=now)


def test_each_room_of_a_batch_takes_its_own_revisions(amara, room, gate, now):
    other = Room.objects.create(slug="elsewhere", title="Elsewhere", revision=40)
    Membership.objects.create(room=other, user=amara, joined_at=now)
    where = [room.slug, "elsewhere", "elsewhere", room.slug, "elsewhere"]
    drafts = [Draft(room=slug, author_id=amara.pk, key=uuid4(), text="hi") for slug in where]
    outcomes = services.post([(draft, gate.screen(draft)) for draft in drafts], gate=gate, now=now)
    assert [outcome.message.position for outcome in outcomes] == [1, 41, 42, 2, 43]
    assert dict(Room.objects.values_list("slug", "revision")) == {room.slug: 2, "elsewhere": 43}


def test_what_is_stored_is_what_was_meant_field_by_field(send, amara, ben, room, now):
    first = send(amara, "what do you eat").message
    shelf = {"summary": "Why.", "body": "Walk.", "state": "validated", "next_review": "2999-01-01"}
    resource = Resource.objects.create(title="A walk", **shelf)
    kept = send(ben, "card please", feeling="calm", reply_to_id=first.pk, resource_id=resource.pk).message
    read = Message.objects.get(pk=kept.pk)
    fields = [field.attname for field in Message._meta.concrete_fields]
    assert {name: getattr(read, name) for name in fields} == {name: getattr(kept, name) for name in fields}
    assert (read.card["title"], read.created_at, read.feeling) == ("Call now", now, "calm")


def test_more_than_one_insert_holds_are_all_stored_in_order(amara, room, gate, now, monkeypatch):
    monkeypatch.setattr(standing, "ROWS", 2)
    drafts = [Draft(room=room.slug, author_id=amara.pk, key=uuid4(), text=f"number {at}") for at in range(5)]
    outcomes = services.post([(draft, gate.screen(draft)) for draft in drafts], gate=gate, now=now)
    stored = Message.objects.order_by("position").values_list("pk", "text")
    assert list(stored) == [(outcome.message.pk, f"number {at}") for at, outcome in enumerate(outcomes)]


def test_the_badge_of_an_author_rides_with_the_message(send, diaz, amara):
    assert frames.message_state(send(diaz, "good morning").message)["author"]["role"] == "clinician"
    assert frames.message_state(send(amara, "good morning").message)["author"]["role"] == ""


def test_who_runs_everything_may_post_without_a_role_and_needs_to_agree_all_the_same(send, amara):
    amara.groups.clear()
    amara.is_superuser = True
    amara.save()
    assert isinstance(send(amara, "hello"), Stored)
    amara.consents.all().delete()
    assert isinstance(send(amara, "hello"), errors.NotAllowed)
