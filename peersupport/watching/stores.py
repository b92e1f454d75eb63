"""Whether the database and Redis answer, told within a time that is promised."""

from contextlib import suppress
from time import monotonic, perf_counter
from typing import Literal

import redis
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from peersupport.watching.probes import Probe

ANSWER_IN = 1.5  # seconds for all stores together: whoever asks /readyz is answered within two
FRESH = 1.0  # seconds that an answer counts for everybody who asks

Database = Literal["ok", "migrations missing", "away"]
Redis = Literal["ok", "degraded", "none"]

_migrated = False  # holds from then on: the code of a running process stays as it is


def _ask_database() -> tuple[Database, float]:
    """The answer and the seconds that it took. A connection of the process's own pool: the one that requests get."""
    begun = perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        took = perf_counter() - begun
        return ("ok" if _is_migrated() else "migrations missing"), took
    finally:
        connections.close_all()


def _is_migrated() -> bool:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _ask_redis() -> Redis:
    """Every Redis is asked: with one of several gone, part of the rooms is left to the sweep."""
    for address in settings.REDIS_URLS:
        with redis.Redis.from_url(address, socket_timeout=0.7, socket_connect_timeout=0.7) as one:
            one.ping()
    return "ok"


_database = Probe(_ask_database, keep=FRESH)
_redis = Probe(_ask_redis, keep=FRESH)


def answers() -> tuple[Database, float | None, Redis]:
    """What the database says, the seconds it took (None when it is away), and what Redis says. Never raises."""
    until = monotonic() + ANSWER_IN
    database: Database = "away"
    seconds, redis_says = None, "none"
    asked = _database.begin()
    if settings.REDIS_URLS:
        redis_says = "degraded"
        with suppress(Exception):
            redis_says = _redis.within(until - monotonic())
    with suppress(Exception):
        database, seconds = asked.result(max(until - monotonic(), 0))
    return database, seconds, redis_says  # type: ignore[return-value]
