"""How a room is kept: slow mode, the archive, a pause for a member, and the record of each."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from chat import errors, services
from chat.admin import RoomAdmin
from chat.delivery import live
from chat.models import Membership, Message, Pause, Room
from chat.reading import history
from chat.services import Stored, editing, tending
from chat.services.answers import refused
from chat.services.gate import UNREAD, Screened
from moderation import receivers
from moderation.models import AuditEntry
from peersupport.accounts import roles
from peersupport.notices.models import Notice
from peersupport.notices.reading import frame
from peersupport.notices.wire import stamp
from tests.chat.gates import CARD
from tests.support import cast

HOT = "Please let this rest for a while; you have both said what you think."


@pytest.fixture
def guided(room, guide, now):
    """The room, with the guide in it."""
    Membership.objects.create(room=room, user=guide, joined_at=now)
    return room


@pytest.fixture
def batches(monkeypatch, django_capture_on_commit_callbacks):
    """batches(function) runs it and gives what was announced after its commit."""

    def run(function):
        told = []
        monkeypatch.setattr(live, "announce", told.append)
        with django_capture_on_commit_callbacks(execute=True):
            function()
            assert not told, "announced before the commit"
        return told

    return run


def paced(room, by, now, seconds=120):
    tending.set_pace(room.pk, Room.Pace(seconds), by=by, now=now)


# --- slow mode --------------------------------------------------------------------------------------------------------
def test_in_slow_mode_a_member_waits_for_the_next_turn(send, amara, guided, guide, gate, now):
    paced(guided, guide, now)
    assert isinstance(send(amara, "one"), Stored)
    refused = send(amara, "two")
    assert isinstance(refused, errors.SlowMode)
    assert refused.retry_after == 120
    assert Message.objects.count() == 1


def test_when_the_time_has_come_the_message_goes_out(amara, guided, guide, draft_of, gate, now):
    paced(guided, guide, now)
    late = draft_of(amara, "two")
    outcomes = [
        services.post([(draft, gate.screen(draft))], gate=gate, now=now + timedelta(seconds=seconds))[0]
        for draft, seconds in ((draft_of(amara, "one"), 0), (late, 90), (late, 120))
    ]
    assert [type(outcome) for outcome in outcomes] == [Stored, errors.SlowMode, Stored]
    assert outcomes[1].retry_after == 30


def test_two_in_one_batch_are_one_turn(amara, ben, guided, guide, draft_of, gate, now):
    paced(guided, guide, now)
    drafts = [draft_of(amara, "one"), draft_of(amara, "two"), draft_of(ben, "mine")]
    outcomes = services.post([(draft, gate.screen(draft)) for draft in drafts], gate=gate, now=now)
    assert [type(outcome) for outcome in outcomes] == [Stored, errors.SlowMode, Stored]


def test_one_that_waits_for_a_clinician_took_its_turn_too(send, amara, guided, guide, now):
    paced(guided, guide, now)
    send(amara, "hold this")
    assert isinstance(send(amara, "and this"), errors.SlowMode)


@pytest.mark.parametrize(
    ("screened", "outcome"),
    [
        (Screened("publish", 4, opens_case=True), Stored),
        (Screened("hold", 4, opens_case=True), Stored),
        (UNREAD, Stored),
        (Screened("hold", 3, opens_case=True), errors.SlowMode),
        (Screened("publish", 0, opens_case=False), errors.SlowMode),
    ],
)
def test_a_pace_holds_back_no_cry_for_help(send, amara, guided, guide, draft_of, gate, now, screened, outcome):
    paced(guided, guide, now)
    send(amara, "I like soup in winter")
    [second] = services.post([(draft_of(amara, "and this"), screened)], gate=gate, now=now)
    assert type(second) is outcome
    assert len(gate.recorded) == (outcome is Stored)


def test_a_cry_takes_the_turn_of_its_author_and_sent_again_is_still_one(amara, guided, guide, draft_of, gate, now):
    paced(guided, guide, now)
    cry, next_one = draft_of(amara, "card help"), draft_of(amara, "two")
    sent = [(draft_of(amara, "one"), 0), (cry, 90), (cry, 91), (next_one, 130), (next_one, 210)]
    outcomes = [
        services.post([(draft, gate.screen(draft))], gate=gate, now=now + timedelta(seconds=seconds))[0]
        for draft, seconds in sent
    ]
    assert [type(outcome) for outcome in outcomes] == [Stored, Stored, Stored, errors.SlowMode, Stored]
    assert [outcomes[2].replay, outcomes[3].retry_after] == [True, 80]
    assert [message.text for message in Message.objects.order_by("position")] == ["one", "card help", "two"]


def test_one_that_was_refused_for_the_pace_is_taken_under_its_key_once_it_reads_as_urgent(
    send, amara, guided, guide, draft_of, gate, now
):
    paced(guided, guide, now)
    send(amara, "one")
    draft = draft_of(amara, "two")
    fine, urgent = (Screened("publish", urgency, opens_case=urgency > 0) for urgency in (0, 4))
    outcomes = [services.post([(draft, screened)], gate=gate, now=now)[0] for screened in (fine, urgent, fine)]
    assert [type(outcome) for outcome in outcomes] == [errors.SlowMode, Stored, Stored]
    assert outcomes[2].replay


@pytest.mark.parametrize("cry", [Screened("publish", 4, True, card=CARD), Screened("hold", 4, True, card=CARD), UNREAD])
def test_a_cry_of_a_paused_member_or_in_an_archived_room_goes_to_a_clinician_alone(
    amara, diaz, guided, guide, draft_of, gate, now, cry
):
    tending.pause(guided.pk, amara, reason=HOT, by=guide, now=now)
    draft = draft_of(amara, "I want to die")
    [paused] = services.post([(draft, cry)], gate=gate, now=now)
    [again] = services.post([(draft, cry)], gate=gate, now=now)
    assert (again.message.pk, again.replay) == (paused.message.pk, True)
    tending.archive(guided.pk, by=diaz, now=now)
    [archived] = services.post([(draft_of(amara, "help me"), cry)], gate=gate, now=now)
    assert [one.message.state for one in (paused, archived)] == ["held"] * 2
    assert [one.card for one in (paused, archived)] == [cry.card] * 2
    assert gate.recorded == [paused.message.pk, archived.message.pk]
    assert history.page_before(guided, None)[0] == []


def test_what_is_no_cry_stays_refused_and_a_stranger_learns_nothing(send, amara, chen, diaz, guided, guide, now):
    tending.pause(guided.pk, amara, reason=HOT, by=guide, now=now)
    assert [type(send(amara, text)) for text in ("hello", "hold this", "caution it")] == [errors.Paused] * 3
    assert isinstance(send(chen, "card help"), errors.NoRoom)
    tending.archive(guided.pk, by=diaz, now=now)
    assert isinstance(send(amara, "hold this"), errors.Archived)
    assert isinstance(send(chen, "card help"), errors.NoRoom)
    assert not Message.objects.exists()


def test_a_cry_goes_out_without_what_it_answers_or_shares_once_that_is_gone(send, amara, ben, room, gate, now):
    first = send(ben, "good morning").message
    editing.withdraw(first.pk, gate=gate, now=now)
    for gone, refusal in (("reply_to_id", errors.BadReply), ("resource_id", errors.BadResource)):
        gone = {gone: first.pk}
        assert isinstance(send(amara, "good morning", **gone), refusal)
        sent = send(amara, "card help", **gone)
        assert (sent.message.state, sent.card["kind"]) == ("published", "emergency")
        assert (sent.message.reply_to, sent.message.resource) == (None, None)


@pytest.mark.parametrize("bar", ["pause", "archive"])
def test_new_words_that_are_a_cry_wait_for_a_clinician_while_the_former_stand(
    send, change, amara, diaz, guided, guide, gate, now, bar
):
    message = send(amara, "good morning").message
    if bar == "pause":
        tending.pause(guided.pk, amara, reason=HOT, by=guide, now=now)
    else:
        tending.archive(guided.pk, by=diaz, now=now)
    changed = change(message, "card help")
    assert (changed.edit.state, changed.edit.card["kind"]) == ("held", "emergency")
    assert gate.recorded == [changed.edit]
    message.refresh_from_db()
    assert (message.text, message.state) == ("good morning", "published")


def test_a_key_sent_again_is_no_second_turn(send, amara, guided, guide, draft_of, gate, now):
    paced(guided, guide, now)
    draft = draft_of(amara, "one")
    first, again = (services.post([(draft, gate.screen(draft))], gate=gate, now=now)[0] for _ in range(2))
    assert (first.replay, again.replay) == (False, True)


def test_the_team_does_not_wait_and_other_rooms_have_their_own_pace(send, amara, diaz, guided, guide, now):
    paced(guided, guide, now)
    for leader in (guide, diaz):
        assert [type(send(leader, text)) for text in ("one", "two")] == [Stored, Stored]
    other = Room.objects.create(slug="elsewhere", title="Elsewhere")
    Membership.objects.create(room=other, user=amara, joined_at=now)
    assert [type(send(amara, text, room="elsewhere")) for text in ("one", "two")] == [Stored, Stored]
    assert [type(send(amara, text)) for text in ("one", "two")] == [Stored, errors.SlowMode]


def test_a_pace_is_told_to_the_room_as_its_next_revision_and_to_who_comes_back_later(
    send, batches, amara, guided, guide, now
):
    send(amara, "good morning")
    [batch] = batches(lambda: paced(guided, guide, now, 30))
    assert (batch.first, batch.last) == (2, 2)
    assert b'"settings":{"slow":30,"archived":false}' in batch.frames[0]
    assert history.changes(guided.pk, 1, 2).settings == {"slow": 30, "archived": False}
    assert history.joined(amara, guided, None).settings["slow"] == 30


def test_the_same_pace_again_changes_nothing(batches, guided, guide, now):
    paced(guided, guide, now)
    assert batches(lambda: paced(guided, guide, now)) == []
    assert AuditEntry.objects.filter(action="room.paced").count() == 1


def test_settings_come_once_however_the_changes_are_paged(send, amara, ben, guided, guide, now, settings):
    settings.CHAT = settings.CHAT | {"page": 2}
    for text in ("one", "two", "three"):
        send(amara, text)
    paced(guided, guide, now)
    send(ben, "four")
    since, told = 0, []
    while missed := history.changes(guided.pk, since, 5):
        told.append(missed.settings or None)
        since = missed.to
    assert [bool(one) for one in told] == [False, True, False]


# --- the archive ------------------------------------------------------------------------------------------------------
def test_an_archived_room_can_be_read_and_not_written_in(send, batches, amara, diaz, room, now):
    send(amara, "good morning")
    [batch] = batches(lambda: tending.archive(room.pk, by=diaz, now=now))
    assert b'"archived":true' in batch.frames[0]
    assert [type(send(user, "more")) for user in (amara, diaz)] == [errors.Archived] * 2
    assert len(history.page_before(room, None)[0]) == 1
    tending.unarchive(room.pk, by=diaz, now=now)
    assert isinstance(send(amara, "more"), Stored)


def test_a_stranger_does_not_learn_that_a_room_is_archived(send, chen, diaz, room, now):
    tending.archive(room.pk, by=diaz, now=now)
    assert isinstance(send(chen, "let me in"), errors.NoRoom)


def test_neither_an_archived_room_nor_a_paused_member_changes_what_was_said(
    send, change, amara, diaz, guided, guide, now
):
    message = send(amara, "good morning").message
    paused = tending.pause(guided.pk, amara, reason=HOT, by=guide, now=now)
    assert isinstance(change(message, "good evening"), errors.Paused)
    tending.lift_pause(paused.pk, by=diaz, now=now)
    tending.archive(guided.pk, by=diaz, now=now)
    assert isinstance(change(message, "good evening"), errors.Archived)
    message.refresh_from_db()
    assert message.text == "good morning"


# --- a pause for a member ---------------------------------------------------------------------------------------------
def test_a_paused_member_is_told_why_and_cannot_post_until_it_is_over(amara, ben, guided, guide, draft_of, gate, now):
    tending.pause(guided.pk, amara, reason=HOT, by=guide, now=now)
    said = {}
    for user, minutes in ((amara, 0), (ben, 0), (amara, 59), (amara, 60)):
        draft = draft_of(user, "hello")
        at = now + timedelta(minutes=minutes)
        [said[user, minutes]] = services.post([(draft, gate.screen(draft))], gate=gate, now=at)
    assert [type(said[pair]) for pair in ((amara, 0), (amara, 59))] == [errors.Paused] * 2
    assert (said[amara, 0].until, said[amara, 0].reason) == (now + timedelta(hours=1), HOT)
    assert refused(uuid4(), guided.slug, said[amara, 0], "en").reason == HOT
    assert isinstance(said[ben, 0], Stored)
    assert isinstance(said[amara, 60], Stored)
    told = Notice.objects.get(inbox=amara.pk, kind="paused")
    assert told.data["reason"] == HOT
    assert frame(told)["pause"] == {"until": stamp(now + timedelta(hours=1)), "reason": HOT}


def test_a_pause_holds_in_its_room_alone_and_outlives_leaving_it(send, amara, guided, guide, now):
    tending.pause(guided.pk, amara, reason=HOT, by=guide, now=now)
    other = Room.objects.create(slug="elsewhere", title="Elsewhere")
    Membership.objects.create(room=other, user=amara, joined_at=now)
    assert isinstance(send(amara, "hello", room="elsewhere"), Stored)
    services.leave(guided, by=amara)
    services.join(guided, by=amara, now=now)
    assert isinstance(send(amara, "hello"), errors.Paused)


def test_a_pause_that_is_lifted_is_over(send, amara, diaz, guided, guide, now):
    paused = tending.pause(guided.pk, amara, reason=HOT, by=guide, now=now)
    for _ in range(2):
        tending.lift_pause(paused.pk, by=diaz, now=now)
    assert isinstance(send(amara, "hello"), Stored)
    assert Notice.objects.filter(inbox=amara.pk, kind="pause_lifted").count() == 1
    assert AuditEntry.objects.filter(action="member.unpaused").count() == 1


@pytest.mark.parametrize("name", ["diaz", "erin", "farah", "guide"])
def test_nobody_of_the_team_is_paused(guided, ben, now, name):
    someone = cast.enter(name, 1)
    with pytest.raises(errors.IsStaff):
        tending.pause(guided.pk, someone, reason=HOT, by=ben, now=now)
    assert not Pause.objects.exists()


def test_a_pause_needs_a_reason_and_there_is_one_at_a_time(amara, guided, guide, now):
    for reason in (" \n ", "x" * 501):
        with pytest.raises(errors.BadReason):
            tending.pause(guided.pk, amara, reason=reason, by=guide, now=now)
    tending.pause(guided.pk, amara, reason=HOT, by=guide, now=now)
    with pytest.raises(errors.IsPaused):
        tending.pause(guided.pk, amara, reason=HOT, by=guide, now=now)
    assert Pause.objects.count() == 1


# --- the record -------------------------------------------------------------------------------------------------------
def test_each_step_is_in_the_audit_trail(amara, diaz, guided, guide, now):
    paused = tending.pause(guided.pk, amara, reason=HOT, by=guide, now=now)
    tending.lift_pause(paused.pk, by=diaz, now=now)
    paced(guided, guide, now)
    tending.archive(guided.pk, by=diaz, now=now)
    tending.unarchive(guided.pk, by=diaz, now=now)
    entries = AuditEntry.objects.order_by("seq").values_list("action", "actor")
    assert list(entries) == [
        ("member.paused", guide.pk),
        ("member.unpaused", diaz.pk),
        ("room.paced", guide.pk),
        ("room.archived", diaz.pk),
        ("room.unarchived", diaz.pk),
    ]


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_recorded_does_not_happen(amara, guided, guide, now, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("no record")

    monkeypatch.setattr(receivers.audit, "append", broken)
    with pytest.raises(RuntimeError):
        tending.pause(guided.pk, amara, reason=HOT, by=guide, now=now)
    with pytest.raises(RuntimeError):
        tending.archive(guided.pk, by=guide, now=now)
    assert not Pause.objects.exists()
    assert not Notice.objects.filter(inbox=amara.pk).exists()
    assert Room.objects.get(pk=guided.pk).archived_at is None


# --- the week's prompt ------------------------------------------------------------------------------------------------
def test_a_prompt_is_a_message_that_stands_out(send, guide, guided):
    sent = send(guide, "What helped you this week?", kind="prompt")
    [state] = history.page_before(guided, None)[0]
    assert (state["id"], state["kind"]) == (sent.message.pk, "prompt")


def test_only_who_leads_the_room_posts_a_prompt(send, amara, guide, guided):
    assert isinstance(send(amara, "What helped you?", kind="prompt"), errors.NotAllowed)
    cast.take_role(guide, roles.GUIDE)
    assert isinstance(send(guide, "What helped you?", kind="prompt"), errors.NotAllowed)


def test_who_renames_a_room_in_the_admin_writes_over_nothing_else(client_of, farah, guided, guide, now, monkeypatch):
    def late(admin, request, obj, form, change):
        paced(guided, guide, now)  # while the form is on its way
        return save(admin, request, obj, form, change)

    save = RoomAdmin.save_model
    monkeypatch.setattr(RoomAdmin, "save_model", late)
    fields = {"title": "New", "description": "", "topic": "", "cohort": "Spring", "language": "en", "joining": "open"}
    page = reverse("admin:chat_room_change", args=[guided.pk])
    assert client_of(farah).post(page, fields | {"join_code": ""}).status_code == 302
    guided.refresh_from_db()
    assert (guided.title, guided.cohort, guided.slow_seconds, guided.revision) == ("New", "Spring", 120, 1)


def test_a_topic_is_chosen_in_words_in_the_admin_and_another_one_stays(client_of, farah, guided):
    client, page = client_of(farah), reverse("admin:chat_room_change", args=[guided.pk])
    fields = {"title": "New", "description": "", "cohort": "", "language": "en", "joining": "open", "join_code": ""}
    Room.objects.filter(pk=guided.pk).update(topic="Knitting")
    assert '<option value="healthy_eating">Healthy eating</option>' in client.get(page).content.decode()
    assert client.post(page, fields | {"topic": "healthy-eating"}).status_code == 200
    for topic, words in (("Knitting", "Knitting"), ("healthy_eating", "Healthy eating")):
        assert client.post(page, fields | {"topic": topic}).status_code == 302
        assert words in client.get(reverse("admin:chat_room_changelist")).content.decode()
