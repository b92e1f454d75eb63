"""Writers that meet take their locks in one order: none waits for another for ever (on PostgreSQL)."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Event
from uuid import uuid4

import pytest
from django.db import connection

from chat import services as chat
from chat.services import editing
from chat.services.gate import Draft, Screened
from chat.services.mentions import in_text
from moderation import audit, services
from moderation.errors import Clash
from moderation.gate import ModerationGate
from moderation.models import AuditEntry, CareThread, Case, Outreach
from moderation.services import alerts, care, cases, decisions
from peersupport.accounts.models import User
from peersupport.notices.models import Notice
from peersupport.privacy import closing
from tests.moderation.conftest import HOLD, PUBLISH, verdict
from tests.support import cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SOON = 0.5  # seconds to wait for somebody who, when all goes well, is not coming
FLAGGED = Screened("caution", 2, True, verdict=verdict())
URGENT = Screened("hold", 4, True, verdict=verdict("self_harm", 0, 12))


def at_once(*jobs):
    def run(job):
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [done.result() for done in [pool.submit(run, job) for job in jobs]]


@pytest.fixture
def elsewhere(amara, ben, now):
    """Another room, so that no lock of a room holds the two apart."""
    return cast.open_room(amara, ben, now=now, slug="elsewhere")


@pytest.fixture
def meet():
    """meet() waits a moment for the other one to come as far."""
    barrier = Barrier(2)

    def met():
        with suppress(BrokenBarrierError):
            barrier.wait(SOON)

    return met


@pytest.fixture
def gate(meet):
    """Those whom it lets in meet while a post has the queue's lock, and an edit is about to take it."""

    class Meeting(ModerationGate):
        def record(self, stored, now):
            said = super().record(stored, now)
            meet()
            return said

        def record_edit(self, edit, screened, now):
            meet()
            super().record_edit(edit, screened, now)

    return Meeting()


@pytest.fixture
def draft(amara):
    """draft(room) is what Amara is about to say there, to Ben."""

    def of(room):
        text = "Thank you @ben-in-the-hills."
        names = in_text(text, room.slug, by=amara.pk)
        return Draft(room=room.slug, author_id=amara.pk, key=uuid4(), text=text, mentions=names)

    return of


def mentions_of(user):
    return Notice.objects.filter(inbox_id=user.pk, kind="mentioned").count()


def test_a_decision_and_a_flagged_post_that_mention_one_person(
    elsewhere, room, ben, draft, gate, meet, judge, monkeypatch, now
):
    [held] = chat.post([(draft(room), HOLD)], gate=ModerationGate(), now=now)
    case = Case.objects.get(message=held.message)
    monkeypatch.setattr(decisions, "queue_changed", lambda: (meet(), cases.queue_changed()))
    at_once(
        lambda: judge(case, "publish", "own_experience"),
        lambda: chat.post([(draft(elsewhere), FLAGGED)], gate=gate, now=now),
    )
    assert mentions_of(ben) == 2


def test_new_words_and_a_flagged_post_that_mention_one_person(elsewhere, room, amara, ben, say, draft, gate, now):
    message = say(amara, "Thank you.")
    at_once(
        lambda: editing.edit(message.pk, draft(room), FLAGGED, gate=gate, now=now),
        lambda: chat.post([(draft(elsewhere), FLAGGED)], gate=gate, now=now),
    )
    assert mentions_of(ben) == 2


def test_a_clinician_who_opens_a_thread_and_takes_it_at_once(amara, diaz, now, monkeypatch):
    thread = chat.ask_care_team(by=amara, now=now)
    first = Draft(room=thread.slug, author_id=amara.pk, key=uuid4(), text="May I run?")
    chat.post([(first, PUBLISH)], gate=ModerationGate(), now=now)
    opened, recorded, real = Event(), Event(), audit.append

    def append(action, *args, **fields):
        """Opening is recorded last, taking as soon as the thread was opened elsewhere."""
        if action == "care.opened":
            opened.set()
            recorded.wait(SOON)
        entry = real(action, *args, **fields)
        recorded.set()
        return entry

    monkeypatch.setattr(audit, "append", append)

    def take():
        opened.wait(SOON)
        services.take_care(thread, by=diaz, now=now)

    at_once(lambda: services.open_care(thread, by=diaz, now=now), take)
    assert CareThread.objects.get(pk=thread.pk).claimed_by == diaz
    assert sorted(AuditEntry.objects.values_list("action", flat=True)) == ["care.claimed", "care.opened"]


@pytest.fixture
def case_in_both(case, diaz, meet, monkeypatch):
    """Who writes to the author of the case has the end of the audit, who decides it has the case, when they meet."""
    real = audit.append

    def append(action, *args, **fields):
        entry = real(action, *args, **fields)
        if action.startswith("care."):
            meet()
        return entry

    monkeypatch.setattr(audit, "append", append)
    monkeypatch.setattr(decisions, "queue_changed", lambda: (meet(), cases.queue_changed()))
    return case


def test_a_clinician_who_writes_to_the_author_of_a_case_and_one_who_decides_it(
    case_in_both, diaz, other_clinician, judge, now
):
    at_once(
        lambda: services.write_to_author(case_in_both, by=other_clinician, now=now),
        lambda: judge(case_in_both),
    )
    case_in_both.refresh_from_db()
    assert case_in_both.closed_at
    assert Outreach.objects.get().by == other_clinician


def test_a_clinician_who_writes_to_an_author_who_waits_and_one_who_is_about_to_answer_them(
    case, diaz, other_clinician, now, monkeypatch
):
    thread = chat.ask_care_team(by=case.message.author, now=now)
    first = Draft(room=thread.slug, author_id=case.message.author_id, key=uuid4(), text="May I run?")
    chat.post([(first, PUBLISH)], gate=ModerationGate(), now=now)
    looked, taken, real = Event(), Event(), care.take_care

    def take(room, *, by, now):
        """The one who looked first takes it last."""
        looked.set()
        taken.wait(SOON)
        real(room, by=by, now=now)

    monkeypatch.setattr(care, "take_care", take)

    def answer():
        looked.wait(SOON)
        with pytest.raises(Clash):
            real(thread, by=other_clinician, now=now)
        taken.set()

    at_once(lambda: services.write_to_author(case, by=diaz, now=now), answer)
    assert CareThread.objects.get(pk=thread.pk).claimed_by == diaz
    assert Outreach.objects.get().by == diaz


def test_an_alarm_for_a_clinician_who_closes_the_account(amara, diaz, say, meet, now, monkeypatch):
    say(amara, "I don't want to wake up tomorrow.", URGENT)
    services.go_on_duty(4, by=diaz, now=now)
    tell, let_go = alerts.tell, closing.leaving.let_go
    monkeypatch.setattr(alerts, "tell", lambda *args, **fields: (tell(*args, **fields), meet()))
    monkeypatch.setattr(closing.leaving, "let_go", lambda *args, **fields: (meet(), let_go(*args, **fields)))
    at_once(
        lambda: services.alert(now=now),
        lambda: closing.close(diaz, takes_back=False, by=diaz, now=now),
    )
    assert not User.objects.get(pk=diaz.pk).is_active
    assert not Notice.objects.filter(inbox=diaz.pk).exists()
