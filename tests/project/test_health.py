"""The answer to "can you serve?"."""

import pytest
from django.db import DatabaseError, connection


@pytest.mark.django_db
def test_health_is_ok_while_the_database_answers(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "sessionid" not in answer.cookies


@pytest.mark.django_db
def test_health_is_503_when_the_database_is_gone(client, monkeypatch):
    def gone():
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", gone)
    assert client.get("/healthz").status_code == 503


@pytest.mark.django_db
def test_health_is_only_read(client):
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_health_is_cheap(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/healthz")
