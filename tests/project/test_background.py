"""Background work: each job comes when it is due, one that fails stops nothing."""

from datetime import timedelta
from threading import Event

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction

from peersupport.background import JOBS, Job, forget_expired_sessions, work


def done_by(count: int, jobs_of) -> list[str]:
    """Work until `count` things were done, and say which."""
    done: list[str] = []
    stop = Event()

    def note(name: str) -> None:
        done.append(name)
        if len(done) >= count:
            stop.set()

    work(stop, lambda *_: None, jobs_of(note))
    return done


@pytest.fixture(autouse=True)
def _keep_the_test_connection(monkeypatch):
    monkeypatch.setattr("peersupport.background.connections.close_all", lambda: None)


def test_a_job_comes_at_the_start_and_again_when_it_is_due():
    def jobs(note):
        often = Job("often", timedelta(milliseconds=5), lambda: note("often"))
        return [often, Job("rarely", timedelta(days=1), lambda: note("rarely"))]

    assert done_by(4, jobs) == ["often", "rarely", "often", "often"]


def test_a_job_that_fails_is_logged_and_stops_nothing(caplog):
    def jobs(note):
        return [Job("bad", timedelta(days=1), lambda: 1 / 0), Job("good", timedelta(days=1), lambda: note("good"))]

    assert done_by(1, jobs) == ["good"]
    assert "'bad' failed" in caplog.text


def test_of_each_run_is_told_how_long_it_took_and_whether_it_failed():
    told, stop = [], Event()
    jobs = [Job("bad", timedelta(days=1), lambda: 1 / 0), Job("good", timedelta(days=1), stop.set)]
    work(stop, lambda *run: told.append(run), jobs)
    assert [(name, failed) for name, _, failed in told] == [("bad", True), ("good", False)]
    assert all(0 <= seconds < 5 for _, seconds, _ in told)


@pytest.mark.django_db
def test_expired_sessions_are_forgotten_and_others_kept():
    kept, expired = SessionStore(), SessionStore()
    expired.set_expiry(-60)
    kept.create()
    expired.create()
    forget_expired_sessions()
    assert set(Session.objects.values_list("session_key", flat=True)) == {kept.session_key}
    assert forget_expired_sessions in {job.run for job in JOBS}


@pytest.mark.django_db(transaction=True)
def test_each_expired_session_goes_in_a_transaction_of_its_own(monkeypatch):
    for _ in range(2):
        expired = SessionStore()
        expired.set_expiry(-60)
        expired.create()
    monkeypatch.setattr("peersupport.notices.devices.forget_session", lambda key: transaction.on_commit(left))
    seen = []

    def left():
        seen.append(Session.objects.count())

    forget_expired_sessions()
    assert seen == [1, 0]
