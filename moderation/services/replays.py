"""The replay of a version: begun, carried on in the background, ended or given up. One runs at a time.

Each keeps a core busy for many seconds, which screening needs too. Which process does it is not kept: one that has said
nothing for a while is taken for dead, and another one may begin. Should it wake, it stops.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from moderation.errors import NoSuchStep, ReplayRuns
from moderation.models import Replay, RuleVersion
from moderation.rule_book import check_usable
from moderation.services.rules import WRITE, keep_replay, locked
from peersupport.accounts.models import User


@transaction.atomic
def begin_replay(version_id: int, *, by: User, now: datetime) -> Replay:
    """Raises ReplayRuns, NoSuchStep, UnusableRule, PermissionDenied."""
    version = locked(version_id, by, WRITE, "replay")
    check_usable(version)
    if running := Replay.objects.running(now).select_related("version").first():
        raise ReplayRuns(running.version)
    Replay.objects.filter(version=version).delete()
    return Replay.objects.create(version=version, begun_at=now, beat_at=now)


def carry_on(replay_id: int, done: int, total: int, *, now: datetime) -> None:
    """Say that it still runs, and how far it is. Raises NoSuchStep where it was silent, or another took its place."""
    if not _running(replay_id, now).update(done=done, total=total, beat_at=now):
        raise NoSuchStep


@transaction.atomic
def end_replay(
    replay_id: int,
    version: RuleVersion,
    figures: Mapping[str, Any],
    changes: Sequence[dict[str, Any]],
    *,
    by: User,
    now: datetime,
) -> None:
    """Keep what it found. Raises NoSuchStep where the version has gone on meanwhile, or the replay was silent."""
    keep_replay(version.pk, figures, by=by, now=now)
    if not _running(replay_id, now).update(ended_at=now, changes=changes):
        raise NoSuchStep


def give_up_replay(replay_id: int, failure: Replay.Failure, *, now: datetime) -> None:
    _running(replay_id, now).update(ended_at=now, failure=failure)


def _running(replay_id: int, now: datetime) -> QuerySet[Replay]:
    return Replay.objects.running(now).filter(pk=replay_id)
