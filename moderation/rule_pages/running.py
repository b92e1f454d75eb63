"""A replay in a thread of this process, which writes down how far it is; what it found is read again for the page."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from threading import Thread
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone

from moderation import judged, services
from moderation.errors import ModerationError
from moderation.gate import model
from moderation.models import Replay, RuleVersion
from moderation.policy import policy_from
from moderation.replaying import KINDS, Change, Outcome, Replayed, replayed
from peersupport.accounts.models import User

SHOWN = 100  # changed texts of each kind on the page of a replay
EVERY = 1.0  # seconds between two words of how far it is
log = logging.getLogger(__name__)


def start(replay: Replay, by: User) -> None:
    Thread(target=away, args=(replay.pk, replay.version, by), name=f"replay {replay.pk}", daemon=True).start()


def away(replay_id: int, version: RuleVersion, by: User) -> None:
    """Outside a request: whatever happens is written down, and the connection is closed."""
    try:
        run(replay_id, version, by)
    finally:
        connections.close_all()


def run(replay_id: int, version: RuleVersion, by: User) -> None:
    begun = timezone.now()
    try:
        done = replayed(version, model(), policy_from(settings.MODERATION["policy"]), begun, _teller(replay_id))
        found = done.figures(version, begun), list(_named(done))
        services.end_replay(replay_id, version, *found, by=by, now=timezone.now())
    except ModerationError:
        services.give_up_replay(replay_id, Replay.Failure.OVERTAKEN, now=timezone.now())
    except Exception:
        log.exception("the replay of %s failed", version)
        services.give_up_replay(replay_id, Replay.Failure.FAILED, now=timezone.now())


def groups(replay: Replay) -> list[tuple[str, str, list[Change]]]:
    """What it found, by kind and source: of each the first ones, with the words that may be read now.

    Not where they are others by now: a message was changed, or the test lines of a release are not those of the last.
    """
    texts = {source: judged.of_rows(source, ids) for source, ids in _rows(replay.changes).items()}
    found: dict[tuple[str, str], list[Change]] = {(kind, source): [] for kind in KINDS for source in judged.SOURCES}
    for one in replay.changes:
        if (text := texts[one["source"]].get(one["row"])) and text.mark == one["mark"]:
            found[one["kind"], one["source"]].append(Change(text, _outcome(one["before"]), _outcome(one["after"])))
    return [(kind, source, changes) for (kind, source), changes in found.items() if changes]


def _teller(replay_id: int) -> Callable[[int, int], None]:
    """Writes down how far it is, now and then. Raises NoSuchStep where another replay has taken its place."""
    latest = float("-inf")

    def tell(done: int, total: int) -> None:
        nonlocal latest
        if monotonic() - latest >= EVERY:
            latest = monotonic()
            services.carry_on(replay_id, done, total, now=timezone.now())

    return tell


def _named(done: Replayed) -> Any:
    for kind in KINDS:
        for source in judged.SOURCES:
            for change in done.of(kind, source)[:SHOWN]:
                outcomes = {"before": asdict(change.before), "after": asdict(change.after)}
                yield {"kind": kind, "source": source, "row": change.text.row, "mark": change.text.mark} | outcomes


def _rows(changes: list[dict[str, Any]]) -> dict[judged.Source, set[int]]:
    return {source: {one["row"] for one in changes if one["source"] == source} for source in judged.SOURCES}


def _outcome(kept: dict[str, Any]) -> Outcome:
    return Outcome(**{**kept, "labels": tuple(kept["labels"])})
