"""The answers to "do you live?" and "can you serve?", whatever the stores do."""

import os
import signal
import time
from contextlib import contextmanager
from threading import Event, Thread

import httpx
import psycopg
import pytest
from django.db import DatabaseError
from django.test import override_settings

from peersupport.watching import stores
from peersupport.watching.probes import Probe
from tests.support.processes import free_port


@pytest.fixture(autouse=True)
def _ask_anew(monkeypatch):
    """No answer of another test counts."""
    monkeypatch.setattr(stores, "_database", Probe(stores._ask_database, keep=0))
    monkeypatch.setattr(stores, "_redis", Probe(stores._ask_redis, keep=0))
    monkeypatch.setattr(stores, "_migrated", False)


def asking(monkeypatch, ask) -> None:
    """Have the database asked so."""
    monkeypatch.setattr(stores, "_database", Probe(ask, keep=0))


def gone():
    raise DatabaseError


def test_who_gets_no_thread_to_ask_with_asks_again(monkeypatch):
    def refuse(_thread):
        raise RuntimeError("can't start new thread")

    probe = Probe(lambda: "ok", keep=0)
    with monkeypatch.context() as full:
        full.setattr(Thread, "start", refuse)
        with pytest.raises(RuntimeError):
            probe.within(1)
    assert probe.within(1) == "ok"


def test_who_lives_says_so_without_the_database(client):
    answer = client.get("/healthz")  # no database for this test: asking it would raise
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_signed_in_visitor_costs_no_query_either(client_of, amara, django_assert_num_queries):
    client = client_of(amara)
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_any_host_and_plain_http_will_do(client, monkeypatch, path):
    asking(monkeypatch, lambda: ("ok", 0.0))
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert client.get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_ready_is_who_reaches_a_database_with_its_tables(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "redis": "none"}


@pytest.mark.django_db(transaction=True)
def test_not_ready_is_who_lacks_a_migration(client, monkeypatch):
    monkeypatch.setattr(stores.MigrationExecutor, "migration_plan", lambda *_: ["one more"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "migrations missing")


def test_not_ready_is_who_reaches_no_database(client, monkeypatch):
    asking(monkeypatch, gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "away")


def test_without_redis_the_site_serves_on(client, monkeypatch):
    asking(monkeypatch, lambda: ("ok", 0.0))
    with override_settings(REDIS_URLS=[f"redis://127.0.0.1:{free_port()}/0"]):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["redis"]) == (200, "degraded")


def test_redis_that_answers_is_ok(client, monkeypatch, redis_url):
    asking(monkeypatch, lambda: ("ok", 0.0))
    with override_settings(REDIS_URLS=[redis_url]):
        assert client.get("/readyz").json()["redis"] == "ok"


def test_stores_that_hang_are_told_within_two_seconds_and_cost_one_thread(client, monkeypatch):
    stuck, asked = Event(), []

    def hang():
        asked.append(1)
        stuck.wait(30)

    asking(monkeypatch, hang)
    monkeypatch.setattr(stores, "_redis", Probe(hang, keep=0))
    try:
        with override_settings(REDIS_URLS=["redis://127.0.0.1:1/0"]):
            for _ in range(2):
                begun = time.monotonic()
                answer = client.get("/readyz")
                assert time.monotonic() - begun < 2
                assert answer.json()["database"] == "away"
                assert answer.json()["redis"] == "degraded"
        assert len(asked) == 2  # the database once, Redis once
    finally:
        stuck.set()


def test_a_real_site_tells_of_a_paused_redis_and_a_paused_database_in_time(sites):
    site = sites.start(layer="redis", database="postgres")
    assert ready(site) == (200, "ok", "ok")
    site.redis.pause()
    time.sleep(2 * stores.FRESH)
    assert ready(site) == (200, "ok", "degraded")
    site.redis.go_on()
    with paused_backends(site):
        time.sleep(2 * stores.FRESH)
        assert ready(site) == (503, "away", "ok")
    time.sleep(2 * stores.FRESH)
    assert ready(site) == (200, "ok", "ok")


def ready(site) -> tuple[int, str, str]:
    answer = httpx.get(f"{site.url}/readyz", timeout=2)
    return answer.status_code, answer.json()["database"], answer.json()["redis"]


@contextmanager
def paused_backends(site):
    """The server's own ends of the site's database connections, stopped as they would be by a disk that hangs."""
    with psycopg.connect(site.environment["DATABASE_URL"]) as line:
        found = line.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()").fetchall()
        pids = [pid for (pid,) in found if pid != line.info.backend_pid]
    assert pids
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
