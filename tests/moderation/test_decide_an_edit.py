"""New words that wait for a clinician, and cases about messages that changed or were taken back meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse

from chat import services as chat
from chat.errors import Gone, Refusal
from chat.models import Edit, FormerText, Message
from chat.reading import history
from chat.services import editing
from chat.services.gate import UNREAD, Draft, Screened
from moderation import allowed, services
from moderation.errors import Invalid, MessageChanged
from moderation.gate import ModerationGate
from moderation.models import Case, Decision, Queue
from peersupport.notices.models import Notice
from peersupport.notices.words import title_and_body
from tests.moderation.conftest import HOLD, PUBLISH, RISKY, verdict

CAUTION = Screened("caution", 4, True, verdict=verdict())


@pytest.fixture
def change(now):
    """change(message, text, screened) has its author change it."""

    def changed(message, text=RISKY, screened=HOLD):
        draft = Draft(room=message.room.slug, author_id=message.author_id, key=uuid4(), text=text)
        return editing.edit(message.pk, draft, screened, gate=ModerationGate(), now=now).edit

    return changed


@pytest.fixture
def changed(say, change, amara):
    """A message in the room whose risky new words wait."""
    return change(say(amara, "I walk in the evening.")).message


@pytest.fixture
def case(changed):
    return Case.objects.get(message=changed)


def told(user):
    return list(Notice.objects.filter(inbox_id=user.pk))


def words(message):
    return Message.objects.get(pk=message.pk).text


def test_words_that_wait_have_a_case_of_their_own_with_what_was_found(case, changed):
    assert (case.text, case.message.text, case.urgency) == (RISKY, "I walk in the evening.", 3)
    (flag,) = case.flags.all()
    assert RISKY[flag.start : flag.end] == flag.words


def test_new_words_that_screening_could_not_read_have_one_too(say, change, amara):
    change(say(amara, "harmless"), "who knows", UNREAD)
    assert Case.objects.get().opened == Case.Opened.FAILED


def test_a_report_of_the_words_in_sight_is_a_case_apart(case, changed, ben, now):
    filed = services.report(changed.pk, by=ben, category="other", now=now)
    assert filed.case != case
    assert (filed.case.text, filed.case.edit) == ("I walk in the evening.", None)


def test_new_words_in_sight_with_a_caution_join_the_open_case(say, change, amara, ben, now):
    message = say(amara, "I walk.")
    services.report(message.pk, by=ben, category="other", now=now)
    change(message, RISKY, CAUTION)
    case = Case.objects.get()
    assert (case.text, case.urgency, case.edit) == ("I walk.", 4, None)
    assert {(flag.source, flag.start) for flag in case.flags.all()} == {("report", None), ("rule", None)}


def test_or_open_one(say, change, amara):
    message = say(amara, "I walk.")
    change(message, RISKY, CAUTION)
    case = Case.objects.get()
    assert (case.text, case.edit, case.message_revision) == (RISKY, None, 2)


def test_publish_shows_the_new_words(case, changed, judge, amara):
    judge(case, "publish", "own_experience")
    assert words(changed) == RISKY
    assert Decision.objects.get().text == RISKY
    (notice,) = told(amara)
    assert (notice.kind, notice.data["message"]["change"]) == ("change_published", None)


def test_correct_shows_them_with_the_words_under_them(case, changed, judge, amara):
    judge(case, "correct", "dosing", correction="Never double a dose.")
    message = Message.objects.get(pk=changed.pk)
    assert (message.text, message.correction.text) == (RISKY, "Never double a dose.")
    assert [notice.kind for notice in told(amara)] == ["message_corrected"]


@pytest.mark.parametrize(("action", "kind"), [("remove", "change_refused"), ("warn", "change_warned")])
def test_remove_and_warn_leave_the_former_words_and_tell_the_author_why(case, changed, judge, amara, action, kind):
    judge(case, action, note="Please say what you do yourself.")
    assert words(changed) == "I walk in the evening."
    assert Message.objects.get(pk=changed.pk).state == Message.State.PUBLISHED
    (notice,) = told(amara)
    assert (notice.kind, notice.data["message"]["change"]["state"]) == (kind, "refused")
    assert "Please say what you do yourself." in title_and_body(notice.kind, notice.data, "en")[1]
    assert RISKY not in str(title_and_body(notice.kind, notice.data, "en"))


def test_whoever_decides_about_the_message_reads_it_again_once_it_changed(say, change, judge, amara, ben, now):
    message = say(amara, "I walk.")
    services.report(message.pk, by=ben, category="other", now=now)
    case = Case.objects.get()
    change(message, "I run.", PUBLISH)
    with pytest.raises(MessageChanged):
        judge(case, "remove", revision=message.revision)
    judge(Case.objects.get(), "remove")
    assert Decision.objects.get().text == "I run."
    assert Case.objects.get().text == "I walk."


def test_only_clinicians_read_the_former_words_on_the_page_of_the_case(
    say, change, client_of, amara, ben, diaz, room, now
):
    message = say(amara, "The first words.")
    change(message, "The second words.", PUBLISH)
    services.report(message.pk, by=ben, category="other", now=now)
    page = reverse("moderation:case", args=[Case.objects.get().pk])
    assert "The first words." in client_of(diaz).get(page).content.decode()
    assert client_of(ben).get(page).status_code == 404
    assert "The first words." not in client_of(ben).get(reverse("chat:room", args=[room.slug])).content.decode()


def test_the_page_shows_what_the_room_sees_beside_the_words_that_wait(case, client_of, diaz):
    page = client_of(diaz).get(reverse("moderation:case", args=[case.pk])).content.decode()
    assert "I walk in the evening." in page
    assert "double your lantus" in page
    assert "Show the new words" in page
    assert "Leave the former words and warn the author" in page
    assert "Hide it until" not in page


# --- taken back -------------------------------------------------------------------------------------------------------
def take_back(message, now):
    return editing.withdraw(message.pk, gate=ModerationGate(), now=now).message


def test_a_case_stays_and_the_queue_says_that_its_message_was_taken_back(held, client_of, diaz, now):
    before = Queue.objects.get().revision
    take_back(held, now)
    case = Case.objects.get()
    assert (case.closed_at, case.text, Queue.objects.get().revision) == (None, RISKY, before + 1)
    queue = client_of(diaz).get(reverse("moderation:queue")).content.decode()
    assert "Taken back by its author" in queue
    page = client_of(diaz).get(reverse("moderation:case", args=[case.pk])).content.decode()
    assert "It did no harm. It stays taken back" in page
    assert "double your lantus" in page


@pytest.mark.parametrize(("action", "kinds"), [("publish", []), ("warn", ["withdrawn_warned"])])
def test_what_was_taken_back_can_be_decided_and_comes_back_for_nobody(held, judge, amara, room, now, action, kinds):
    take_back(held, now)
    judge(Case.objects.get(), action, "dosing")
    assert Message.objects.get().state == Message.State.WITHDRAWN
    assert history.page_before(room, None)[0] == []
    assert [notice.kind for notice in told(amara)] == kinds


@pytest.mark.parametrize("action", ["correct", "remove"])
def test_what_no_longer_fits_is_not_decided(held, judge, now, action):
    case = Case.objects.get()
    take_back(held, now)
    with pytest.raises(Invalid):
        judge(case, action, "dosing", correction="No.")
    assert not Decision.objects.exists()


def test_the_reporter_hears_that_its_author_took_it_back(say, judge, amara, ben, now):
    message = say(amara, "I walk.")
    services.report(message.pk, by=ben, category="other", now=now)
    take_back(message, now)
    judge(Case.objects.get(), "publish", "own_experience")
    (notice,) = told(ben)
    assert "had taken it back" in title_and_body(notice.kind, notice.data, "en")[1]


def test_new_words_that_were_dropped_are_decided_as_their_message(case, changed, judge, diaz, now):
    take_back(changed, now)
    case = Case.objects.get()
    assert case.waiting_edit is None
    assert [str(action) for action in allowed.actions(case, diaz, now)] == ["publish", "warn"]
    judge(case, "publish", "own_experience")
    assert (words(changed), Edit.objects.get().state) == ("I walk in the evening.", Edit.State.DROPPED)


@pytest.fixture
def taken_out(case, changed, judge, ben, now):
    """The message was taken out for the words in sight; the new ones, which nobody decided about, went with it."""
    judge(services.report(changed.pk, by=ben, category="other", now=now).case, note="Not so.")
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize(("action", "kinds"), [("remove", []), ("warn", ["message_warned"])])
def test_new_words_that_went_with_their_message_are_decided_without_another_removal(
    taken_out, judge, amara, room, action, kinds
):
    room.refresh_from_db()
    before = room.revision
    judge(taken_out, action)
    room.refresh_from_db()
    assert (room.revision, Message.objects.get().removal_note) == (before, "Not so.")
    assert [notice.kind for notice in reversed(told(amara))] == ["message_removed", *kinds]
    assert Decision.objects.latest("pk").text == RISKY


@pytest.mark.parametrize(("action", "kinds"), [("remove", []), ("warn", ["change_warned"])])
def test_nor_do_they_take_out_what_a_second_look_put_back(
    taken_out, overturn, third_clinician, client_of, judge, amara, now, action, kinds
):
    overturn(taken_out.message)
    case = Case.objects.get(pk=taken_out.pk)
    page = client_of(third_clinician).get(reverse("moderation:case", args=[case.pk])).content.decode()
    assert "Leave the former words" in page
    assert "Show the new words" not in page
    judge(case, action, by=third_clinician)
    assert Message.objects.get().state == Message.State.PUBLISHED
    assert [notice.kind for notice in reversed(told(amara))] == ["message_removed", "appeal_restored", *kinds]


# --- at the same moment -----------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_new_words_and_a_removal_at_once_leave_nothing_in_sight(say, change, amara, diaz, room, now):
    """On PostgreSQL in two threads: whichever comes first, the message is gone, and no number is taken twice."""
    messages = [say(amara, f"message {number}") for number in range(6)]
    start = Barrier(2)

    def at_once(act):
        start.wait()
        try:
            return [act(message) for message in messages]
        finally:
            connection.close()

    def remove(message):
        with transaction.atomic():
            chat.remove(message.pk, by=diaz, now=now)

    def rewrite(message):
        try:
            return change(message, f"new {message.pk}", PUBLISH)
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(2) as pool:
        _, changes = pool.map(at_once, [remove, rewrite])
    made = [edit for edit in changes if isinstance(edit, Edit)]
    assert all(isinstance(edit, Edit | Gone) for edit in changes)
    assert FormerText.objects.count() == len(made)
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.REMOVED}
    room.refresh_from_db()
    assert room.revision == 12 + len(made)
    seen = history.changes(room.pk, 0, room.revision).messages
    assert [state["state"] for state in seen] == ["removed"] * 6
    assert "new" not in str([state.get("html") for state in seen])


@pytest.mark.django_db(transaction=True)
def test_a_decision_about_new_words_and_taking_the_message_back_at_once(say, change, judge, amara, room, now):
    start = Barrier(2)
    message = change(say(amara, "I walk.")).message
    case = Case.objects.get()

    def decide(_):
        start.wait()
        try:
            return judge(case, "publish", "own_experience")
        except (MessageChanged, Invalid) as refusal:
            return refusal
        finally:
            connection.close()

    def withdraw(_):
        start.wait()
        try:
            return take_back(message, now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(decide, 0), pool.submit(withdraw, 0)
        first.result(), second.result()
    assert Message.objects.get().state == Message.State.WITHDRAWN
    assert not Edit.objects.filter(state=Edit.State.HELD).exists()
    assert [state["state"] for state in history.page_before(room, None)[0]] == ["withdrawn"]
