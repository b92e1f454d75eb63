"""What a person may no longer hear falls silent on the sockets that are open already."""

import asyncio
import time

import pytest

from chat.delivery.live import announce_feed
from moderation.feeds import QueueFeed
from peersupport.accounts import roles
from tests.support.cast import take_role


@pytest.mark.django_db(transaction=True)
def test_who_is_no_clinician_any_more_hears_no_more_of_the_queue(line_of, diaz):
    line = line_of(diaz)
    steps = [
        {"type": "watch", "feed": "queue"},
        lambda: announce_feed("queue", 1),
        lambda: time.sleep(0.1),
        lambda: take_role(diaz, roles.CLINICIAN),
        lambda: time.sleep(0.3),
        lambda: announce_feed("queue", 2),
        {"type": "ping"},
    ]
    asyncio.run(line.run(*steps, until=lambda sent: sent[-1:] and sent[-1]["type"] == "pong"))
    heard = [(frame["type"], frame.get("revision", frame.get("code"))) for frame in line.sent[1:-1]]
    assert heard == [("feed", 0), ("feed", 1), ("error", "no_feed")]


@pytest.mark.django_db(transaction=True)
def test_a_watch_that_failed_once_hears_the_queue_when_it_is_asked_for_again(line_of, diaz, monkeypatch):
    whole, failures = QueueFeed.revision, [RuntimeError("the database is away")]

    def at_first_broken(self):
        if failures:
            raise failures.pop()
        return whole(self)

    monkeypatch.setattr(QueueFeed, "revision", at_first_broken)
    line = line_of(diaz)
    steps = [
        {"type": "watch", "feed": "queue"},
        {"type": "watch", "feed": "queue"},
        lambda: announce_feed("queue", 1),
        lambda: time.sleep(0.3),
        {"type": "ping"},
    ]
    asyncio.run(line.run(*steps, until=lambda sent: sent[-1:] and sent[-1]["type"] == "pong"))
    heard = [(frame["type"], frame.get("revision", frame.get("code"))) for frame in line.sent[1:-1]]
    assert heard == [("error", "try_again"), ("feed", 0), ("feed", 1)]
