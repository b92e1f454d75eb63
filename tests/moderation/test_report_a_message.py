"""A member says that a message needs a clinician, sees what became of it, and may take it back."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from chat import services as chat
from chat.models import Message
from chat.reactions import REACTIONS
from chat.services import editing, reacting
from chat.services.gate import Draft, Screened
from moderation import allowed, seen, services
from moderation.errors import Invalid, OwnMessage, TooManyReports
from moderation.gate import ModerationGate
from moderation.models import Action, Case, Report
from peersupport.notices.models import Notice
from tests.moderation.conftest import PUBLISH, RISKY, verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def spoken(say, amara):
    """A message that the room sees."""
    return say(amara)


def test_a_report_opens_a_case_with_the_reporters_words(spoken, ben, now):
    services.report(spoken.pk, by=ben, category="dosing", words="Somebody may do this.", now=now)
    case = Case.objects.get(message=spoken)
    assert (case.opened, case.urgency) == (Case.Opened.REPORTED, 3)
    flag = case.flags.get()
    assert (flag.source, flag.label, flag.reason) == ("report", "dosing", "Somebody may do this.")


def test_a_report_joins_the_case_that_is_open_already(say, amara, ben, diaz, now):
    message = say(amara, screened=Screened("caution", 2, True, verdict=verdict("unproven_remedy")))
    services.report(message.pk, by=ben, category="dosing", now=now)
    case = Case.objects.get(message=message)
    assert [flag.source for flag in case.flags.order_by("pk")] == ["rule", "report"]


def test_an_urgent_report_makes_the_case_urgent_and_a_mild_one_does_not_calm_it(spoken, ben, diaz, now):
    services.report(spoken.pk, by=ben, category="spam", now=now)
    services.report(spoken.pk, by=diaz, category="self_harm", now=now + timedelta(minutes=1))
    case = Case.objects.get(message=spoken)
    assert (case.urgency, case.due_at) == (4, now + timedelta(minutes=6))


def test_reporting_twice_is_reporting_once(spoken, ben, now):
    first = services.report(spoken.pk, by=ben, category="dosing", now=now)
    assert services.report(spoken.pk, by=ben, category="abuse", now=now) == first
    assert Report.objects.count() == 1


def test_the_database_holds_one_standing_report_a_person(spoken, ben, now):
    first = services.report(spoken.pk, by=ben, category="dosing", now=now)
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_the_report_keeps_the_text_when_the_message_goes(spoken, ben, diaz, now):
    report = services.report(spoken.pk, by=ben, category="dosing", now=now)
    chat.remove(spoken.pk, by=diaz, now=now)
    report.refresh_from_db()
    assert report.text == RISKY == report.case.text


def test_a_report_that_is_taken_back_keeps_the_case_open(spoken, ben, now):
    report = services.report(spoken.pk, by=ben, category="dosing", now=now)
    services.withdraw_report(report.pk, by=ben, now=now)
    report.refresh_from_db()
    assert report.withdrawn_at == now
    assert Case.objects.filter(message=spoken, closed_at=None).exists()
    assert services.report(spoken.pk, by=ben, category="dosing", now=now) != report


def test_a_case_of_reports_taken_back_says_so_and_is_closed_with_one_action(spoken, ben, diaz, client_of, now):
    report = services.report(spoken.pk, by=ben, category="dosing", now=now)
    client, page = client_of(diaz), reverse("moderation:case", args=[report.case_id])
    pages = (reverse("moderation:queue"), page)
    assert not any("Report taken back" in client.get(url).content.decode() for url in pages)
    services.withdraw_report(report.pk, by=ben, now=now)
    assert all("Report taken back" in client.get(url).content.decode() for url in pages)
    closing = {"action": "publish", "reason": "report_withdrawn", "revision": spoken.revision}
    assert client.post(reverse("moderation:decide", args=[report.case_id]), closing).status_code == 302
    assert Case.objects.get().decisions.get().reason == "report_withdrawn"
    assert Message.objects.get().state == Message.State.PUBLISHED


def test_a_case_is_not_closed_as_taken_back_while_a_report_stands(spoken, ben, chen, judge, now):
    report = services.report(spoken.pk, by=ben, category="dosing", now=now)
    standing = services.report(spoken.pk, by=chen, category="dosing", now=now)
    services.withdraw_report(report.pk, by=ben, now=now)
    with pytest.raises(Invalid):
        judge(standing.case, "publish", "report_withdrawn")
    services.withdraw_report(standing.pk, by=chen, now=now)
    assert judge(standing.case, "publish", "report_withdrawn")


def test_nobody_withdraws_another_persons_report(spoken, ben, diaz, client_of, now):
    report = services.report(spoken.pk, by=ben, category="dosing", now=now)
    url = reverse("moderation:withdraw", args=[report.pk])
    assert client_of(diaz).post(url).status_code == 404
    assert Report.objects.get().withdrawn_at is None
    assert client_of(ben).post(url).status_code == 302
    assert Report.objects.get().withdrawn_at is not None


@pytest.mark.parametrize(("category", "words"), [("rude", ""), ("abuse", "x" * 1_001)])
def test_nonsense_is_refused(spoken, ben, now, category, words):
    with pytest.raises(Invalid):
        services.report(spoken.pk, by=ben, category=category, words=words, now=now)
    assert not Report.objects.exists()


def test_nobody_reports_their_own_message(spoken, amara, now):
    with pytest.raises(OwnMessage):
        services.report(spoken.pk, by=amara, category="abuse", now=now)


def test_reports_of_one_member_are_bounded(say, amara, ben, now, monkeypatch):
    monkeypatch.setattr(services.reports, "A_DAY", 1)
    first, second = say(amara, "One."), say(amara, "Two.")
    services.report(first.pk, by=ben, category="spam", now=now)
    with pytest.raises(TooManyReports):
        services.report(second.pk, by=ben, category="spam", now=now)
    assert services.report(second.pk, by=ben, category="spam", now=now + timedelta(days=1, seconds=1))


def test_the_form_shows_the_message_and_takes_the_report(spoken, ben, client_of):
    client, url = client_of(ben), reverse("moderation:report", args=[spoken.pk])
    assert RISKY in client.get(url).content.decode()
    answer = client.post(url, {"category": "dosing", "words": "Risky"})
    assert (answer.status_code, answer.url) == (302, reverse("chat:room", args=[spoken.room.slug]))
    assert Report.objects.get().by == ben


def test_a_form_without_a_category_is_refused_and_keeps_the_words(spoken, ben, client_of):
    answer = client_of(ben).post(reverse("moderation:report", args=[spoken.pk]), {"words": "It scared me."})
    assert answer.status_code == 400
    assert "It scared me." in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_message_out_of_sight_cannot_be_reported(spoken, held, ben, chen, amara, client_of, method):
    def status(user, message):
        url = reverse("moderation:report", args=[message.pk])
        return getattr(client_of(user), method)(url, {"category": "abuse"}).status_code

    assert status(ben, spoken) in {200, 302}
    assert [status(chen, spoken), status(ben, held), status(amara, spoken)] == [404, 404, 404]


# --- what its author does meanwhile -----------------------------------------------------------------------------------
@pytest.fixture
def form(client_of):
    """form(user, message, page) opens the form; gives what sends it, with what was filled in."""

    def opened(user, message, page="moderation:report"):
        client, url = client_of(user), reverse(page, args=[message.pk])
        slip = re.search(r'name="slip" value="([^"]+)"', client.get(url).content.decode())[1]
        return lambda **fields: client.post(url, {"slip": slip, "category": "abuse", "words": "I cried."} | fields)

    return opened


def changed(message, now, text="Good morning."):
    draft = Draft(message.room.slug, message.author_id, uuid4(), text)
    return editing.edit(message.pk, draft, PUBLISH, gate=ModerationGate(), now=now).message


@pytest.mark.parametrize("page", ["moderation:report", "moderation:hand_over"])
def test_who_takes_a_message_back_meanwhile_does_not_get_around_the_report(spoken, diaz, room, form, now, page):
    send = form(diaz, spoken, page)
    editing.withdraw(spoken.pk, gate=ModerationGate(), now=now)
    assert send().status_code == 302
    report = Report.objects.get()
    assert (report.text, report.words, report.case.text) == (RISKY, "I cried.", RISKY)
    assert allowed.actions(report.case, diaz, now) == (Action.PUBLISH, Action.WARN)


def test_the_report_keeps_the_words_that_were_read_though_others_took_their_place(
    spoken, ben, diaz, form, client_of, now
):
    first = form(ben, spoken)
    changed(spoken, now)
    second = form(diaz, spoken)
    changed(spoken, now, "Good night.")
    assert [send().status_code for send in (first, second)] == [302, 302]
    assert list(Report.objects.order_by("pk").values_list("text", flat=True)) == [RISKY, "Good morning."]
    case = Case.objects.get()
    assert case.text == RISKY
    page = client_of(diaz).get(reverse("moderation:case", args=[case.pk])).content.decode()
    assert all(text in page for text in (RISKY, "Good morning.", "Good night."))


def test_a_reaction_meanwhile_changes_no_words(spoken, ben, diaz, form, now):
    send = form(ben, spoken)
    wish = reacting.Wish(spoken.room.slug, spoken.pk, next(iter(REACTIONS)), True, diaz.pk)
    assert reacting.react([wish], now=now) == [None]
    changed(spoken, now)
    assert send().status_code == 302
    assert Report.objects.get().text == RISKY


def test_a_form_that_says_too_little_comes_back_with_the_words_that_were_read(spoken, ben, form, now):
    send = form(ben, spoken)
    changed(spoken, now)
    editing.withdraw(spoken.pk, gate=ModerationGate(), now=now)
    again = send(category="")
    assert again.status_code == 400
    page = again.content.decode()
    assert RISKY in page
    assert "I cried." in page
    assert "Good morning." not in page
    slip = re.search(r'name="slip" value="([^"]+)"', page)[1]
    assert send(slip=slip).status_code == 302


def test_a_slip_is_its_readers_own_for_its_message_and_as_long_as_they_are_in_the_room(
    spoken, say, amara, ben, diaz, chen, form, client_of, room, now
):
    other = say(amara, "Another one.")
    send, others = form(ben, spoken), form(ben, other)
    for message in (spoken, other):
        editing.withdraw(message.pk, gate=ModerationGate(), now=now)
    url, data = reverse("moderation:report", args=[spoken.pk]), {"category": "abuse"}
    slip, wrong = seen.slip(ben, Message.objects.get(pk=spoken.pk)), seen.slip(ben, other)
    for user, given in (
        (ben, ""),
        (ben, "1"),
        (ben, wrong),
        (diaz, slip),
        (amara, slip),
        (chen, slip),
        (ben, slip + "x"),
    ):
        assert client_of(user).post(url, data | {"slip": given}).status_code == 404
    chat.leave(room, by=ben)
    assert send().status_code == 404
    chat.join(room, by=ben, now=now)
    assert [send().status_code, others().status_code] == [302, 302]


def test_my_reports_are_mine_alone(spoken, ben, diaz, client_of, now):
    services.report(spoken.pk, by=ben, category="dosing", words="Somebody may do this.", now=now)
    url = reverse("moderation:reports")
    assert "Somebody may do this." in client_of(ben).get(url).content.decode()
    assert "Somebody may do this." not in client_of(diaz).get(url).content.decode()


@pytest.mark.parametrize("action", ["publish", "correct", "remove", "warn"])
def test_the_reporter_is_told_in_plain_words_and_the_author_never_learns_who_or_that(
    spoken, amara, ben, judge, client_of, now, action
):
    report = services.report(spoken.pk, by=ben, category="dosing", words="It is Ben who says so.", now=now)
    judge(report.case, action, correction="Ask your team first." if action == "correct" else "")
    [told] = Notice.objects.filter(inbox=ben.pk)
    assert told.kind == "report_outcome"
    assert "A clinician" in client_of(ben).get(reverse("moderation:reports")).content.decode()
    client = client_of(amara)
    read = [reverse("notices:list"), reverse("chat:room", args=[spoken.room.slug])]
    read += [reverse("chat:messages", args=[spoken.room.slug]) + since for since in ("", "?since=0")]
    seen = "".join(client.get(url).content.decode() for url in read)
    assert spoken.room.title in seen
    assert ben.pseudonym not in seen
    assert "It is Ben who says so." not in seen
    assert not any("eport" in str(notice.data) for notice in Notice.objects.filter(inbox=amara.pk))
