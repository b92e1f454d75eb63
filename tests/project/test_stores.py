"""The private stores answer while they are wanted and are gone afterwards."""

import signal

import psycopg
import pytest
import redis as redis_client

from tests.support import stores
from tests.support.fixtures import or_skip


def test_a_private_postgresql_answers(postgres_url):
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_postgresql_that_crashed_starts_again_with_what_was_committed():
    def crash_and_recover():
        with stores.postgres(options=()) as place:
            with psycopg.connect(place.url(), autocommit=True) as connection:
                connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
            place.stop(signal.SIGQUIT)
            assert not place.answers()
            place.start()
            with psycopg.connect(place.url()) as connection:
                assert connection.execute("SELECT number FROM kept").fetchone() == (7,)

    or_skip(crash_and_recover)


def test_a_private_redis_answers(redis_url):
    assert redis_client.from_url(redis_url).ping()


def test_a_redis_can_be_stopped_and_started_again():
    def away_and_back():
        with stores.redis() as place:
            client = redis_client.from_url(place.url)
            assert client.ping()
            place.stop()
            with pytest.raises(redis_client.ConnectionError):
                client.ping()
            place.start()
            assert client.ping()

    or_skip(away_and_back)
