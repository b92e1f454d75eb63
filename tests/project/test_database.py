"""A database that ended its connections costs nobody an answer, and a page at most."""

import pytest
from django.db import OperationalError, connection

from chat.delivery.threads import in_thread
from peersupport import database


@pytest.mark.django_db(transaction=True)
async def test_what_was_asked_of_a_dead_connection_is_asked_of_another(monkeypatch):
    renewed, answers = [], iter([OperationalError("the connection is dead"), "an answer"])
    monkeypatch.setattr(database, "renew", lambda: renewed.append(True))

    def ask(what):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return what, answer

    assert await in_thread(ask)("a question") == ("a question", "an answer")
    assert renewed == [True]


@pytest.mark.django_db(transaction=True)
async def test_what_fails_twice_fails(monkeypatch):
    monkeypatch.setattr(database, "renew", lambda: None)

    def ask():
        raise OperationalError("the database is away")

    with pytest.raises(OperationalError):
        await in_thread(ask)()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_dead_connections_are_thrown_out_of_the_pool_when_one_is_met():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [before] = cursor.fetchone()
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database()"
        )
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    database.renew()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != before


@pytest.mark.parametrize(("error", "times"), [(OperationalError("dead"), 1), (ValueError("a fault of ours"), 0)])
def test_a_page_that_met_a_dead_connection_has_the_others_thrown_out(client, monkeypatch, error, times):
    def broken(*_args, **_kwargs):
        raise error

    renewed = []
    monkeypatch.setattr(database, "renew", lambda: renewed.append(True))
    monkeypatch.setattr("peersupport.views.render", broken)
    client.raise_request_exception = False
    assert client.get("/rules/").status_code == 500
    assert len(renewed) == times
