"""A member asks the care team in private: who reads it, how long it may wait, and what a clinician can do with it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from chat import services as chat
from chat.models import Membership, Message, Room
from chat.services.gate import UNREAD, Draft, Screened
from moderation import audit, services
from moderation.care import rows
from moderation.errors import Clash, Invalid, NotWaiting, OwnThread, WrittenAgain
from moderation.feeds import QueueFeed
from moderation.gate import ModerationGate
from moderation.models import AuditEntry, CareAnswer, CareThread, Case
from moderation.services.samples import unflagged
from peersupport.accounts import roles
from peersupport.notices.models import Notice
from tests.moderation.conftest import HOLD, PUBLISH, verdict
from tests.support import cast

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=settings.CHAT["care_hours"])


@pytest.fixture
def thread(amara, now) -> Room:
    """Amara's thread with the care team, without a word in it yet."""
    return chat.ask_care_team(by=amara, now=now)


@pytest.fixture
def write(thread, now):
    """Posts into the thread, screened as given; gives the message, or the refusal."""

    def posted(author, text="What may I eat before a run?", screened=PUBLISH, at=now):
        draft = Draft(room=thread.slug, author_id=author.pk, key=uuid4(), text=text)
        [outcome] = chat.post([(draft, screened)], gate=ModerationGate(), now=at)
        return getattr(outcome, "message", outcome)

    return posted


@pytest.fixture
def clock(thread):
    """The thread's clock as it is in the database now."""
    return lambda: CareThread.objects.get(pk=thread.pk)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("seq").values_list("action", flat=True))


# --- asking -----------------------------------------------------------------------------------------------------------
def test_a_member_is_told_what_it_is_for_and_then_has_one_thread_for_good(client_of, amara):
    client, ask = client_of(amara), reverse("chat:ask")
    page = client.get(ask).content.decode()
    assert "usually answers within 24 hours" in page
    assert "This is not for emergencies." in page
    assert not Room.objects.filter(care_for=amara).exists()
    opened = client.post(ask)
    [thread] = Room.objects.filter(care_for=amara)
    assert opened.url == client.post(ask).url == client.get(ask).url == reverse("chat:room", args=[thread.slug])
    assert Room.objects.filter(care_for__isnull=False).count() == 1
    assert client.get(opened.url).status_code == 200


def test_it_is_reached_from_the_rooms_a_room_the_menu_and_the_help_page(client_of, amara, room):
    client, link = client_of(amara), f'href="{reverse("chat:ask")}"'
    rooms, one, help_now = (
        client.get(address).content.decode().count(link)
        for address in (reverse("chat:rooms"), reverse("chat:room", args=[room.slug]), reverse("help_now"))
    )
    assert (rooms, one, help_now) == (2, 2, 2)  # the menu on each, and the page's own


def test_a_clinician_has_nobody_to_ask_here(client_of, diaz):
    assert client_of(diaz).post(reverse("chat:ask")).status_code == 404
    assert reverse("chat:ask") not in client_of(diaz).get(reverse("help_now")).content.decode()


# --- what is said -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("screened", [HOLD, Screened("caution", 2, True, verdict=verdict()), UNREAD])
def test_what_would_be_held_reaches_the_clinicians_at_once_with_a_case(write, amara, diaz, thread, now, screened):
    message = write(amara, screened=screened)
    assert (message.state, message.caution) == (Message.State.PUBLISHED, False)
    assert Case.objects.get(message=message).urgency == screened.urgency
    services.open_care(thread, by=diaz, now=now)
    assert write(diaz, "I read it.").position == message.position + 1


def test_in_a_room_the_same_words_are_held(say, amara):
    assert say(amara, screened=HOLD).state == Message.State.HELD


def test_a_clinicians_words_go_out_at_once_too_and_another_clinician_reads_what_was_flagged(
    write, amara, diaz, thread, now, judge
):
    write(amara)
    services.open_care(thread, by=diaz, now=now)
    answer = write(diaz, "Take 20 units.", HOLD)
    assert answer.state == Message.State.PUBLISHED
    with pytest.raises(Exception, match="You wrote this message yourself"):
        judge(Case.objects.get(message=answer))


def test_the_safety_card_is_shown_to_its_author(write, amara, client_of, thread):
    card = {"kind": "emergency", "title": "Call now", "body_html": "<p>Call.</p>", "numbers": [], "draft": False}
    write(amara, screened=Screened("publish", 4, True, card=card, verdict=verdict("emergency")))
    boot = client_of(amara).get(reverse("chat:room", args=[thread.slug])).context["boot"]
    assert [own["card"]["title"] for own in boot["joined"]["own"]] == ["Call now"]


def test_what_is_said_there_is_in_no_sample_of_the_rooms(write, say, amara, now):
    there, here = write(amara), say(amara, "Soup today.")
    drawn = unflagged(now - timedelta(hours=1), now + timedelta(hours=1))
    assert here in drawn
    assert there not in drawn


# --- the clock --------------------------------------------------------------------------------------------------------
def test_the_clock_runs_from_the_first_word_until_a_clinician_answers(write, amara, diaz, thread, clock, now):
    write(amara)
    write(amara, "Anybody?", at=now + timedelta(hours=1))
    assert (clock().waiting_since, clock().due_at) == (now, now + HOURS)
    services.open_care(thread, by=diaz, now=now)
    later = now + timedelta(hours=2)
    answer = write(diaz, "Some bread an hour before.", at=later)
    assert (clock().waiting_since, clock().due_at, clock().claimed_by) == (None, None, None)
    kept = CareAnswer.objects.get()
    assert (kept.by, kept.message, kept.waiting_since, kept.at) == (diaz, answer, now, later)


def test_what_is_urgent_is_due_as_soon_as_its_case(write, amara, clock, now):
    write(amara)
    message = write(amara, "I am shaking.", Screened("publish", 4, True, verdict=verdict("emergency")))
    assert clock().due_at == Case.objects.get(message=message).due_at < now + HOURS
    write(amara, "Better now.", at=now + timedelta(minutes=1))
    assert clock().due_at == Case.objects.get(message=message).due_at


def test_a_thread_past_its_time_is_marked_and_comes_first(write, amara, ben, diaz, client_of, clock, now):
    write(amara, at=now - HOURS - timedelta(minutes=2))
    other = chat.ask_care_team(by=ben, now=now)
    draft = Draft(room=other.slug, author_id=ben.pk, key=uuid4(), text="And I?")
    chat.post([(draft, PUBLISH)], gate=ModerationGate(), now=now)
    assert [(row.member, row.overdue) for row in rows(diaz, now)] == [(amara, True), (ben, False)]
    page = client_of(diaz).get(reverse("moderation:care")).content.decode()
    assert "late by 2" in page
    assert page.index(amara.pseudonym) < page.index(ben.pseudonym)
    queue = client_of(diaz).get(reverse("moderation:queue")).content.decode()
    assert "2 members wait for an answer" in queue
    assert "1 is overdue" in queue


def test_the_open_queue_hears_of_a_question_and_of_its_answer(write, amara, diaz, thread, now):
    feed = QueueFeed()
    before = feed.revision()
    write(amara)
    services.open_care(thread, by=diaz, now=now)
    write(diaz, "Some bread.")
    assert feed.revision() == before + 2


def test_the_member_is_told_once_of_what_they_do_not_look_at(write, amara, diaz, thread, now):
    write(amara)
    services.open_care(thread, by=diaz, now=now)
    for words in ("Some bread.", "And water.", "Enjoy the run."):
        write(diaz, words)
    told = Notice.objects.get(inbox=amara.pk, kind="care_answered")
    assert told.data["url"] == reverse("chat:room", args=[thread.slug])
    assert "bread" not in str(told.data)


def test_what_was_not_looked_at_lately_keeps_nothing_quiet(write, amara, diaz, thread, now):
    write(amara)
    services.open_care(thread, by=diaz, now=now)
    for minutes in (0, 9, 10, 11):
        write(diaz, "Are you safe?", at=now + timedelta(minutes=minutes))
    told = Notice.objects.filter(inbox=amara.pk, kind="care_answered").order_by("pk")
    assert [notice.created_at - now for notice in told] == [timedelta(0), timedelta(minutes=10)]


# --- two clinicians ---------------------------------------------------------------------------------------------------
def test_of_two_who_reach_for_a_thread_one_gets_it_and_the_other_learns_who(
    write, amara, diaz, other_clinician, thread, client_of, clock, now
):
    write(amara)
    taken = client_of(diaz).post(reverse("moderation:care_take", args=[thread.pk]))
    assert taken.url == reverse("chat:room", args=[thread.slug])
    assert client_of(diaz).get(taken.url).context["asks_me"] == amara
    with pytest.raises(Clash):
        services.take_care(thread, by=other_clinician, now=now)
    answer = client_of(other_clinician).post(reverse("moderation:care_take", args=[thread.pk]))
    assert answer.status_code == 409
    assert f"<strong>{diaz.pseudonym}</strong> is answering" in answer.content.decode()
    services.take_care(thread, by=other_clinician, now=now + timedelta(hours=1))  # the lease ran out
    assert clock().claimed_by == other_clinician


def test_a_thread_that_was_given_back_is_free_for_another(write, amara, diaz, other_clinician, thread, client_of, now):
    write(amara)
    services.take_care(thread, by=diaz, now=now)
    client_of(diaz).post(reverse("moderation:care_release", args=[thread.pk]))
    services.take_care(thread, by=other_clinician, now=now)
    assert actions() == ["care.claimed", "care.opened", "care.released", "care.claimed", "care.opened"]


def test_nobody_takes_a_thread_that_waits_for_nobody_or_is_their_own(write, amara, diaz, thread, now):
    with pytest.raises(NotWaiting):
        services.take_care(thread, by=diaz, now=now)
    write(amara)
    with pytest.raises(OwnThread):
        services.take_care(thread, by=amara, now=now)


# --- no answer needed -------------------------------------------------------------------------------------------------
def test_a_wait_ends_without_an_answer_for_a_reason_that_is_kept(write, amara, diaz, thread, client_of, clock):
    client, close = client_of(diaz), reverse("moderation:care_close", args=[thread.pk])
    write(amara, "Thank you!")
    assert client.get(close).status_code == 404  # not read yet
    client.get(reverse("moderation:care_thread", args=[thread.pk]))
    seen = client.get(close).context["seen"]
    assert client.post(close, {"seen": seen, "reason": " "}).status_code == 400
    assert clock().waiting_since
    assert client.post(close, {"seen": seen, "reason": "She said thanks."}).status_code == 302
    assert clock().waiting_since is None
    assert CareAnswer.objects.get().reason == "She said thanks."
    assert actions()[-1] == "care.no_answer_needed"


def test_who_wrote_again_meanwhile_is_not_passed_over_and_the_reason_is_kept(
    write, amara, diaz, thread, client_of, clock
):
    client, close = client_of(diaz), reverse("moderation:care_close", args=[thread.pk])
    write(amara, "Thank you!")
    client.get(reverse("moderation:care_thread", args=[thread.pk]))
    seen = client.get(close).context["seen"]
    write(amara, "One more thing: I feel faint.")
    refused = client.post(close, {"seen": seen, "reason": "She said thanks."})
    assert refused.status_code == 409
    assert "She said thanks." in refused.content.decode()
    assert clock().waiting_since


@pytest.mark.parametrize(("reason", "error"), [("", Invalid), ("x" * 501, Invalid), ("Thanks", WrittenAgain)])
def test_what_is_refused_changes_nothing(write, amara, diaz, thread, clock, now, reason, error):
    write(amara)
    with pytest.raises(error):
        services.no_answer_needed(thread, reason, 0, by=diaz, now=now)
    assert clock().waiting_since == now


def test_how_a_wait_ended_stays_as_it_was_written(write, amara, diaz, thread, now):
    write(amara)
    services.open_care(thread, by=diaz, now=now)
    write(diaz, "Some bread.")
    for statement in ("UPDATE moderation_careanswer SET reason = 'x'", "DELETE FROM moderation_careanswer"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(TypeError):
        CareAnswer.objects.get().delete()


# --- reading is noted -------------------------------------------------------------------------------------------------
def test_a_thread_opens_to_a_clinician_by_the_door_that_notes_it(write, amara, diaz, thread, client_of):
    write(amara)
    client, room = client_of(diaz), reverse("chat:room", args=[thread.slug])
    assert client.get(room).status_code == 404
    for _ in range(2):
        assert client.get(reverse("moderation:care_thread", args=[thread.pk])).url == room
    assert client.get(room).status_code == 200
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.subject_type, entry.subject_id) == ("care.opened", diaz, "room", thread.pk)
    assert audit.first_broken() is None


def test_a_case_about_a_thread_is_a_way_in_as_well(write, amara, diaz, client_of):
    case = Case.objects.get(message=write(amara, screened=HOLD))
    page = client_of(diaz).get(reverse("moderation:case", args=[case.pk])).content.decode()
    assert ["Answer in the conversation" in page, "Hide it until" in page] == [True, False]
    assert actions() == ["care.opened"]


def test_who_runs_the_site_sees_no_case_of_a_thread(write, say, amara, farah, client_of):
    """A superuser has every permission, and is no clinician by that."""
    there = Case.objects.get(message=write(amara, "Privately: double it?", HOLD))
    here = Case.objects.get(message=say(amara, screened=HOLD))
    farah.is_superuser = True
    farah.save()
    client = client_of(farah)
    queue = client.get(reverse("moderation:queue")).content.decode()
    assert here.text in queue
    assert "Privately" not in queue
    assert client.get(reverse("moderation:case", args=[there.pk])).status_code == 404
    assert client.get(reverse("moderation:case", args=[here.pk])).status_code == 200
    roles.grant(farah, roles.CLINICIAN)
    assert "Privately" in client.get(reverse("moderation:queue")).content.decode()


def test_a_row_of_membership_alone_opens_nothing(amara, ben, thread, client_of, now):
    Membership.objects.create(room=thread, user=ben, joined_at=now)
    room = reverse("chat:room", args=[thread.slug])
    assert client_of(ben).get(room).status_code == 404
    assert client_of(amara).get(room).status_code == 200


def test_a_clinician_without_a_second_factor_is_not_let_in(write, amara, diaz, thread, client_of, now):
    services.open_care(thread, by=diaz, now=now)
    room = reverse("chat:room", args=[thread.slug])
    client = client_of(diaz)
    assert client.get(room).status_code == 200
    diaz.authenticator_set.all().delete()
    assert client.get(room).status_code == 404


def test_two_opened_at_once_are_one(amara, now):
    first, second = (chat.ask_care_team(by=amara, now=now) for _ in range(2))
    assert first == second


def test_the_list_takes_as_many_queries_for_nine_threads_as_for_one(write, amara, diaz, client_of, now):
    from django.test.utils import CaptureQueriesContext

    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("moderation:care_list"))
        return len(queries)

    client = client_of(diaz)
    write(amara)
    counted()
    one = counted()
    for number in range(1, 9):
        other = cast.enter("amara", number)
        room = chat.ask_care_team(by=other, now=now)
        draft = Draft(room=room.slug, author_id=other.pk, key=uuid4(), text="Hello?")
        chat.post([(draft, PUBLISH)], gate=ModerationGate(), now=now)
    assert counted() == one
