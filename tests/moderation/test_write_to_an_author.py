"""A clinician writes to a person in danger, in private and at once, while the case goes on waiting."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from chat import services as chat
from chat.models import Room
from chat.services.gate import Draft
from moderation.care import rows
from moderation.gate import ModerationGate
from moderation.models import AuditEntry, CareThread, Case, Outreach, Urgency
from moderation.services.cases import due_at
from peersupport.help_numbers import numbers
from peersupport.notices.models import Notice
from tests.moderation.conftest import HOLD, PUBLISH


@pytest.fixture
def write(client_of, case):
    """Presses the button on the case's page."""
    return lambda user: client_of(user).post(reverse("moderation:write", args=[case.pk]))


@pytest.fixture
def say_in(now):
    def said(room, author, screened=PUBLISH):
        draft = Draft(room=room.slug, author_id=author.pk, key=uuid4(), text="Are you safe now?")
        chat.post([(draft, screened)], gate=ModerationGate(), now=now)

    return said


@pytest.fixture
def urgent(case, now):
    """The case, as urgent as an overdose."""
    case.urgency, case.due_at = Urgency.URGENT, due_at(Urgency.URGENT, now)
    case.save()
    return case


def thread_of(user) -> Room:
    return Room.objects.get(care_for=user)


def noted() -> list[str]:
    return list(AuditEntry.objects.order_by("seq").values_list("action", flat=True))


def test_the_members_thread_is_made_and_opened_and_the_case_stays_open(write, case, amara, diaz, client_of):
    answer = write(diaz)
    thread = thread_of(amara)
    assert answer.url == reverse("chat:room", args=[thread.slug])
    assert client_of(diaz).get(answer.url).status_code == 200
    assert client_of(amara).get(answer.url).status_code == 200
    case.refresh_from_db()
    assert (case.closed_at, case.claimed_by) == (None, None)
    assert noted() == ["care.opened", "case.author_written_to"]
    write(diaz)
    assert (Room.objects.filter(care_for=amara).count(), Outreach.objects.count()) == (1, 1)
    assert noted() == ["care.opened", "case.author_written_to"]


def test_what_waits_there_is_taken_with_it_unless_another_clinician_is_answering(
    write, amara, diaz, other_clinician, say_in, now
):
    thread = chat.ask_care_team(by=amara, now=now)
    say_in(thread, amara)
    write(diaz)
    assert CareThread.objects.get(pk=thread.pk).holder(now) == diaz
    assert write(other_clinician).status_code == 302
    assert CareThread.objects.get(pk=thread.pk).holder(now) == diaz


def test_the_member_is_told_that_a_clinician_wrote_and_not_that_one_answered(write, amara, diaz, say_in, client_of):
    write(diaz)
    assert not Notice.objects.filter(inbox=amara.pk).exists()
    say_in(thread_of(amara), diaz)
    page = client_of(amara).get("/notices/").content.decode()
    assert "A clinician wrote to you" in page
    assert "A clinician answered you" not in page


def test_case_and_thread_lead_to_each_other_for_clinicians_alone(write, case, amara, diaz, other_clinician, client_of):
    write(diaz)
    thread, page = thread_of(amara), reverse("moderation:case", args=[case.pk])
    shown = client_of(other_clinician).get(page).content.decode()
    assert f"{diaz.pseudonym} opened the conversation with this member" in shown
    assert reverse("moderation:care_thread", args=[thread.pk]) in shown
    state = client_of(diaz).get(reverse("moderation:care_state", args=[thread.pk])).content.decode()
    assert f'{diaz.pseudonym} came here from <a href="{page}">case {case.pk}</a>' in state
    theirs = client_of(amara).get(reverse("chat:room", args=[thread.slug])).content.decode()
    assert page not in theirs


def test_only_the_care_team_may(write, case, amara, ben, guide, erin, farah, diaz, client_of):
    for user in (amara, ben, guide, erin, farah):
        assert write(user).status_code == 404
    farah.is_superuser = True  # with every permission, and no clinician by that
    farah.save()
    page = client_of(farah).get(reverse("moderation:case", args=[case.pk]))
    assert page.status_code == 200
    assert "Write to this member now" not in page.content.decode()
    assert write(farah).status_code == 404
    assert not Room.objects.filter(care_for=amara).exists()
    assert write(diaz).status_code == 302


def test_it_is_not_offered_where_it_leads_nowhere(say, write, case, diaz, other_clinician, amara, client_of):
    button = "Write to this member now"

    def page(user, which) -> str:
        return client_of(user).get(reverse("moderation:case", args=[which.pk])).content.decode()

    assert button in page(diaz, case)
    clinicians = Case.objects.get(message=say(diaz, screened=HOLD))
    for user in (diaz, other_clinician):
        assert button not in page(user, clinicians)
        assert client_of(user).post(reverse("moderation:write", args=[clinicians.pk])).status_code == 404
    amara.is_active = False
    amara.save()
    assert button not in page(diaz, case)
    assert write(diaz).status_code == 404


def test_a_case_of_the_thread_itself_is_answered_there(amara, diaz, client_of, say_in, now):
    thread = chat.ask_care_team(by=amara, now=now)
    say_in(thread, amara, HOLD)
    page = reverse("moderation:case", args=[Case.objects.get(room=thread).pk])
    shown = client_of(diaz).get(page).content.decode()
    assert "Answer in the conversation" in shown
    assert "Write to this member now" not in shown
    assert client_of(diaz).post(f"{page}write/").status_code == 404


def test_what_the_member_answers_is_as_urgent_as_the_case_and_stands_first(
    write, urgent, amara, ben, diaz, say_in, now
):
    say_in(chat.ask_care_team(by=ben, now=now), ben)
    CareThread.objects.update(due_at=now - timedelta(hours=1))  # a routine question, and late
    write(diaz)
    say_in(thread_of(amara), diaz)
    say_in(thread_of(amara), amara)
    assert [row.member for row in rows(diaz, now)] == [amara, ben]
    assert CareThread.objects.get(room__care_for=amara).due_at == urgent.due_at


def test_it_stays_urgent_for_hours_after_the_case_is_decided(write, urgent, judge, amara, diaz, say_in, now):
    write(diaz)
    judge(urgent)
    say_in(thread_of(amara), diaz)
    say_in(thread_of(amara), amara)
    assert CareThread.objects.get().due_at == due_at(Urgency.URGENT, now)
    Outreach.objects.update(at=now - timedelta(hours=7))
    assert not CareThread.objects.waiting(now).get().urgent


def test_who_wrote_from_an_urgent_case_hears_of_the_answer_once_a_wait(
    write, urgent, amara, diaz, other_clinician, say_in
):
    def told(user) -> int:
        return Notice.objects.filter(inbox=user.pk, kind="message_reply").count()

    write(diaz)
    thread = thread_of(amara)
    say_in(thread, diaz)
    say_in(thread, amara)
    say_in(thread, amara)
    assert (told(diaz), told(other_clinician), told(amara)) == (1, 0, 0)
    say_in(thread, diaz)
    say_in(thread, amara)
    assert told(diaz) == 2


def test_after_a_case_that_is_not_urgent_the_clock_is_as_ever(write, amara, diaz, say_in, now):
    write(diaz)
    say_in(thread_of(amara), diaz)
    say_in(thread_of(amara), amara)
    assert CareThread.objects.get().due_at > now + timedelta(hours=1)
    assert not Notice.objects.filter(inbox=diaz.pk, kind="message_reply").exists()


def test_the_member_reads_that_a_clinician_is_writing_and_whom_to_call_first(
    write, urgent, amara, diaz, say_in, client_of
):
    def page() -> str:
        return client_of(amara).get(reverse("chat:room", args=[thread_of(amara).slug])).content.decode()

    write(diaz)
    assert "A clinician is writing with you" not in page()
    say_in(thread_of(amara), diaz)
    shown = page()
    assert "A clinician is writing with you about what happened." in shown
    number = numbers(amara.country)[0]
    assert f'call <a href="{number["href"]}">{number["number"]}</a> first' in shown
    assert "This is not for emergencies" not in shown
    assert 'data-part="duty"' not in shown


def test_in_an_urgent_case_the_button_comes_right_under_the_message(case, diaz, client_of, now):
    def page() -> str:
        return client_of(diaz).get(reverse("moderation:case", args=[case.pk])).content.decode()

    button, author = "Write to this member now", 'id="the-author"'
    shown = page()
    assert shown.count(button) == 1
    assert shown.index(author) < shown.index(button)
    case.urgency = Urgency.URGENT
    case.save()
    shown = page()
    assert shown.count(button) == 1
    assert shown.index(button) < shown.index(author)
