"""A clinician decides: the message, the record, the author and the reporters all learn it at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import connection
from django.urls import reverse

from chat import services as chat
from chat.models import Message, Room
from chat.services import tending
from chat.services.gate import Screened
from education.models import Resource
from moderation import services
from moderation.errors import CaseClosed, Clash, Invalid, MessageChanged, OwnMessage
from moderation.models import AuditEntry, Case, Decision, Queue
from moderation.services.decisions import Judgement
from peersupport.notices.models import Notice
from peersupport.notices.words import title_and_body
from tests.moderation.conftest import HOLD, RISKY, verdict


def told(user) -> list[Notice]:
    return list(Notice.objects.filter(inbox_id=user.pk))


def test_publish_lets_the_room_see_it(case, judge, amara):
    judge(case, "publish", "own_experience")
    case.message.refresh_from_db()
    assert case.message.state == Message.State.PUBLISHED
    assert [notice.kind for notice in told(amara)] == ["message_published"]


@pytest.mark.parametrize("bar", ["pause", "archive"])
def test_a_cry_that_a_pause_or_an_archive_kept_from_the_room_is_published_if_the_clinician_will(
    say, judge, amara, diaz, room, now, bar
):
    if bar == "pause":
        tending.pause(room.pk, amara, reason="Please rest for a while.", by=diaz, now=now)
    else:
        tending.archive(room.pk, by=diaz, now=now)
    cry = say(amara, "I want to die", Screened("publish", 4, True, verdict=verdict("emergency", 0, 13)))
    case = Case.objects.get(message=cry)
    assert (cry.state, case.urgency, case.message_revision) == ("held", 4, None)
    judge(case, "publish", "care_given")
    cry.refresh_from_db()
    assert (cry.state, cry.position) == ("published", Room.objects.get().revision)
    assert "message_published" in [notice.kind for notice in told(amara)]


@pytest.mark.parametrize(
    ("action", "leads"), [("publish", True), ("correct", True), ("remove", False), ("warn", False)]
)
def test_what_is_told_leads_to_the_message_as_long_as_the_room_sees_it(
    case, judge, amara, ben, room, now, action, leads
):
    services.report(case.message_id, by=ben, category="dosing", now=now)
    judge(case, action, correction="Ask your team first." if action == "correct" else "")
    address = reverse("chat:room", args=[room.slug], query={"at": case.message_id} if leads else None)
    assert [notice.data["url"] for user in (amara, ben) for notice in told(user)] == [address] * 2


def test_correct_publishes_with_the_words_under_it(case, judge, amara, diaz):
    judge(case, "correct", "dosing", correction="Never double a dose on your own.")
    message = Message.objects.get(pk=case.message_id)
    assert message.state == Message.State.PUBLISHED
    assert (message.correction.text, message.correction.by) == ("Never double a dose on your own.", diaz)
    assert [notice.kind for notice in told(amara)] == ["message_corrected"]


@pytest.mark.parametrize(("action", "kind"), [("remove", "message_removed"), ("warn", "message_warned")])
def test_remove_and_warn_take_it_out_and_tell_the_author_why(case, judge, amara, action, kind):
    judge(case, action, note="Please share what you do as your own experience.")
    assert Message.objects.get(pk=case.message_id).state == Message.State.REMOVED
    (notice,) = told(amara)
    assert notice.kind == kind
    assert notice.data["message"]["state"] == "removed"
    assert notice.data["message"]["reason"] == "Please share what you do as your own experience."
    body = title_and_body(notice.kind, notice.data, "en")[1]
    assert "It tells others what dose to take" in body
    assert "Please share what you do" in body


def test_without_a_note_the_author_reads_what_belongs_to_the_reason(case, judge, amara):
    judge(case, "remove", "dosing")
    (notice,) = told(amara)
    assert "share what you do yourself, as your own experience" in notice.data["message"]["reason"]


def test_the_decision_keeps_what_was_judged(case, judge, diaz, now):
    judge(case, "remove", "dosing")
    kept = Decision.objects.get(case=case)
    assert (kept.by, kept.at, kept.action, kept.reason) == (diaz, now, "remove", "dosing")
    assert (kept.text, kept.message_revision, kept.versions) == (RISKY, None, ["dosing.plain 3"])


def test_the_case_is_closed_the_queue_moves_on_and_the_trail_grows(case, judge, diaz, now):
    before = Queue.objects.get().revision
    judge(case)
    case.refresh_from_db()
    assert (case.closed_at, case.claimed_by) == (now, diaz)
    assert Queue.objects.get().revision == before + 1
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_id, entry.data["reason"]) == ("case.remove", case.pk, "dosing")


@pytest.mark.parametrize(
    ("filled_in", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "because"}, "reason"),
        ({"action": ""}, "action"),
        ({"action": "explode"}, "action"),
        ({"reason": "other"}, "note"),
        ({"action": "correct", "correction": "  "}, "correction"),
        ({"action": "correct", "correction": "Ask first.", "resource_id": 404}, "resource"),
        ({"note": "x" * 2_001}, "note"),
        ({"reason": "own_experience"}, "reason"),
        ({"action": "warn", "reason": "safe_advice"}, "reason"),
    ],
)
def test_what_is_missing_is_said_and_nothing_happens(case, judge, filled_in, field):
    with pytest.raises(Invalid) as refused:
        judge(case, **{"action": "remove", "reason": "dosing"} | filled_in)
    assert set(refused.value.fields) == {field}
    assert Case.objects.get(pk=case.pk).closed_at is None
    assert not Decision.objects.exists()
    judge(case)
    assert Decision.objects.exists()


@pytest.mark.parametrize(("zone", "stands"), [("Pacific/Auckland", False), ("America/New_York", True)])
def test_a_resource_stands_until_the_end_of_its_last_day_where_the_site_is(case, diaz, settings, zone, stands):
    settings.TIME_ZONE = zone
    evening = datetime(2030, 5, 1, 20, tzinfo=UTC)  # the 2nd in Auckland
    guide = Resource.objects.create(
        title="A low, step by step", summary="-", body="-", state="validated", next_review="2030-05-01"
    )
    judgement = Judgement("correct", "dosing", case.message.revision, correction="Ask.", resource_id=guide.pk)
    with nullcontext() if stands else pytest.raises(Invalid):
        services.decide(case.pk, judgement, by=diaz, now=evening)
    assert Decision.objects.exists() is stands


def test_a_message_that_changed_meanwhile_is_read_again_first(say, amara, ben, judge, diaz, now):
    message = say(amara)
    services.report(message.pk, by=ben, category="dosing", now=now)
    case, read = Case.objects.get(message=message), message.revision
    chat.hide(message.pk, by=diaz, now=now)
    with pytest.raises(MessageChanged):
        judge(case, revision=read)
    judge(case, revision=Message.objects.get(pk=message.pk).revision)
    assert Message.objects.get(pk=message.pk).state == Message.State.REMOVED


def test_a_case_is_decided_once(case, judge):
    judge(case)
    with pytest.raises(CaseClosed, match="Dr Diaz has decided"):
        judge(case, "publish", "own_experience")
    assert Decision.objects.count() == 1


def test_a_case_that_another_clinician_holds_is_theirs_to_decide(case, judge, diaz, other_clinician, now):
    services.claim(case.pk, by=other_clinician, now=now)
    with pytest.raises(Clash):
        judge(case, by=diaz)
    judge(case, by=other_clinician)
    assert Decision.objects.get().by == other_clinician


def test_nobody_judges_their_own_message(say, judge, diaz, other_clinician):
    own = Case.objects.get(message=say(diaz, screened=HOLD))
    with pytest.raises(OwnMessage):
        judge(own, "publish", "own_experience", by=diaz)
    judge(own, "publish", "own_experience", by=other_clinician)
    assert Decision.objects.get().by == other_clinician


def test_a_message_seen_all_along_stays_without_a_notice_but_its_reporter_hears(say, amara, ben, judge, now):
    message = say(amara)
    services.report(message.pk, by=ben, category="dosing", now=now)
    judge(Case.objects.get(message=message), "publish", "own_experience")
    assert told(amara) == []
    (notice,) = told(ben)
    assert "let it stay" in title_and_body(notice.kind, notice.data, "en")[1]


@pytest.mark.django_db(transaction=True)
def test_when_two_decide_in_the_same_instant_one_decision_stands(case, diaz, other_clinician, now):
    def remove(clinician):
        try:
            return services.decide(case.pk, Judgement("remove", "dosing", None), by=clinician, now=now)
        except (CaseClosed, Clash) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(remove, [diaz, other_clinician]))
    assert [isinstance(outcome, Decision) for outcome in outcomes].count(True) == 1
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_posting_reporting_and_deciding_at_once_never_wait_for_each_other_forever(say, amara, ben, judge, now):
    public = [say(amara, f"Public {number}.") for number in range(6)]
    cases = [Case.objects.get(message=say(amara, screened=HOLD)) for _ in range(6)]

    def run(job):
        try:
            return job()
        finally:
            connection.close()

    jobs = [partial(judge, case, "correct", correction="Ask first.") for case in cases]
    jobs += [partial(services.report, message.pk, by=ben, category="abuse", now=now) for message in public]
    jobs += [partial(say, ben, screened=HOLD) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(run, [job for row in zip(jobs[:6], jobs[6:12], jobs[12:], strict=True) for job in row]))
    assert (Decision.objects.count(), Case.objects.filter(closed_at=None).count()) == (6, 12)


def form(case, **fields):
    revision = case.message.revision
    return {"action": "remove", "reason": "dosing", "revision": "" if revision is None else revision} | fields


def test_the_form_decides_and_offers_the_next_case(case, say, amara, diaz, client_of):
    following = Case.objects.get(message=say(amara, screened=HOLD))
    answer = client_of(diaz).post(reverse("moderation:decide", args=[case.pk]), form(case), follow=True)
    assert Decision.objects.get().case == case
    assert reverse("moderation:claim", args=[following.pk]) in answer.content.decode()


def test_a_form_without_a_reason_is_refused_and_keeps_what_was_typed(case, diaz, client_of):
    sent = form(case, reason="", note="I wrote this with care.")
    answer = client_of(diaz).post(reverse("moderation:decide", args=[case.pk]), sent)
    assert answer.status_code == 400
    assert "I wrote this with care." in answer.content.decode()
    assert "Choose a reason." in answer.content.decode()


def test_a_form_that_comes_back_still_shows_the_resource_picked(case, diaz, client_of):
    low = Resource.objects.create(
        title="A low, step by step", summary="-", body="-", state="validated", next_review="2999-01-01"
    )
    sent = form(case, action="correct", resource=low.pk)
    answer = client_of(diaz).post(reverse("moderation:decide", args=[case.pk]), sent)
    assert answer.status_code == 400
    assert "A low, step by step" in answer.content.decode()


def test_a_form_that_clashes_gets_409_with_the_holder_and_keeps_what_was_typed(
    case, diaz, other_clinician, client_of, now
):
    services.claim(case.pk, by=other_clinician, now=now)
    sent = form(case, note="I wrote this with care.")
    answer = client_of(diaz).post(reverse("moderation:decide", args=[case.pk]), sent)
    assert answer.status_code == 409
    assert other_clinician.pseudonym in answer.content.decode()
    assert "I wrote this with care." in answer.content.decode()


def test_a_form_about_a_case_that_is_closed_gets_409_and_who_decided(case, judge, diaz, other_clinician, client_of):
    sent = form(case, note="I wrote this with care.")
    judge(case, by=other_clinician)
    answer = client_of(diaz).post(reverse("moderation:decide", args=[case.pk]), sent)
    assert answer.status_code == 409
    assert f"{other_clinician.pseudonym} has decided this case already." in answer.content.decode()
    assert "I wrote this with care." in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("action", ["publish", "correct", "remove", "warn"])
def test_what_people_are_told_names_the_room_and_is_plain_text(case, judge, amara, ben, now, action, language):
    services.report(case.message_id, by=ben, category="dosing", now=now)
    judge(case, action, correction="Ask <first>.", note="It's & was <kind>.")
    for notice in told(amara) + told(ben):
        title, body = title_and_body(notice.kind, notice.data, language)
        assert title
        assert case.room.title in body
        assert not [mark for mark in ("{{", "{%", "&amp;", "&#x27;") if mark in body]
    assert "It's & was <kind>." in title_and_body(told(amara)[0].kind, told(amara)[0].data, language)[1]
