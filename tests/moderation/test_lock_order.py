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
from moderation.gate import ModerationGate
from moderation.models import AuditEntry, CareThread, Case
from moderation.services import cases, decisions
from peersupport.notices.models import Notice
from tests.moderation.conftest import HOLD, PUBLISH, verdict
from tests.support import cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SOON = 0.5  # seconds to wait for somebody who, when all goes well, is not coming
FLAGGED = Screened("caution", 2, True, verdict=verdict())


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
