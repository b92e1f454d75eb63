"""Once a week a simple random sample of what nobody flagged is drawn, so that anybody can draw it again."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from itertools import combinations
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from chat import services as chat
from chat.models import Message
from moderation import services
from moderation.models import AuditEntry, Sample, Sampled
from moderation.sampling import drawn
from moderation.services.samples import monday, unflagged
from peersupport.background import JOBS, draw_sample
from tests.moderation.conftest import HOLD

A_DAY = timedelta(days=1)


def texts(sample: Sample) -> list[str]:
    return list(sample.messages.values_list("text", flat=True))


def test_what_was_flagged_reported_removed_or_is_old_is_not_drawn_from(say, amara, ben, diaz, judge, now):
    say(amara, "fine")
    say(amara, "held", HOLD)
    services.report(say(amara, "reported").pk, by=ben, category="abuse", now=now)
    chat.remove(say(amara, "removed").pk, by=diaz, now=now)
    chat.hide(say(amara, "hidden").pk, by=diaz, now=now)
    old = say(amara, "old")
    Message.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=8))
    say(diaz, "by a clinician")
    sample = services.draw(now=now)
    assert texts(sample) == ["fine"]
    assert (sample.population, sample.size, sample.week) == (1, 100, monday(now))


def test_all_are_drawn_when_there_are_fewer_and_the_size_when_there_are_more(say, amara, now):
    for count in range(6):
        say(amara, f"message {count}")
    small = services.draw(now=now, size=4, week=monday(now) - timedelta(days=7))
    assert (len(texts(small)), small.population) == (4, 6)
    say(amara, "later")
    Message.objects.filter(text="later").update(created_at=now + A_DAY)
    assert texts(services.draw(now=now + A_DAY)) == ["later"]


def test_the_row_tells_how_to_draw_it_again(say, amara, now):
    for count in range(9):
        say(amara, f"message {count}")
    sample = services.draw(now=now, size=5)
    again = drawn(unflagged(sample.since, sample.drawn_at).values_list("pk", flat=True), sample.size, sample.seed)
    assert again == list(sample.messages.order_by("order").values_list("message_id", flat=True))


def test_each_message_is_drawn_as_often_as_any_other():
    """20 messages, 5 of them, 4,000 times: each 1,000 times; the standard deviation is 27."""
    counts = Counter(one for seed in range(4_000) for one in drawn(range(20), 5, seed))
    assert len(counts) == 20
    assert all(abs(count - 1_000) < 5 * 27.4 for count in counts.values())


def test_pairs_are_drawn_as_often_too():
    """5 of 10: a given pair comes in 2 of 9 samples; were ranks tied to each other, some pairs never would."""
    samples = (sorted(drawn(range(10), 5, seed)) for seed in range(3_000))
    pairs = Counter(pair for sample in samples for pair in combinations(sample, 2))
    assert len(pairs) == 45
    assert all(abs(count - 3_000 * 2 / 9) < 5 * 23 for count in pairs.values())


def test_a_text_is_kept_as_it_was_with_what_it_answers(say, amara, ben, now):
    first = say(amara, "does walking help?")
    answer = say(ben, "it does me", reply_to=first.pk)
    services.draw(now=now)
    Message.objects.filter(pk__in=[first.pk, answer.pk]).update(text="changed")
    assert set(Sampled.objects.values_list("text", "reply_to")) == {
        ("does walking help?", ""),
        ("it does me", "does walking help?"),
    }


def test_a_week_is_drawn_once_and_the_next_one_from_what_came_since(say, amara, now):
    say(amara, "this week")
    assert services.draw(now=now)
    assert services.draw(now=now) is None
    later = say(amara, "next week")
    Message.objects.filter(pk=later.pk).update(created_at=now + A_DAY)
    following = services.draw(now=now + timedelta(days=7))
    assert (texts(following), following.since) == (["next week"], now)
    assert AuditEntry.objects.filter(action="sample.drawn").count() == 2


def test_where_nothing_was_said_the_week_stays_to_be_drawn(say, amara, now):
    assert services.draw(now=now) is None
    say(amara, "hello")
    assert services.draw(now=now)


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_draw_in_the_same_instant_draw_one_sample(say, amara, now):
    for count in range(5):
        say(amara, f"message {count}")
    start = Barrier(2)

    def draw(_):
        start.wait()
        try:
            return services.draw(now=now, size=3)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = [sample for sample in pool.map(draw, range(2)) if sample]
    assert len(made) == Sample.objects.count() == 1
    assert Sampled.objects.count() == 3


def test_the_sites_own_work_draws_it(say, amara):
    say(amara, "hello")
    assert draw_sample in {job.run for job in JOBS}
    draw_sample()
    assert Sampled.objects.get().text == "hello"


def test_the_command_says_what_it_did(say, amara, db):
    def said(**options) -> str:
        call_command("draw_sample", stdout=(out := StringIO()), **options)
        return out.getvalue()

    assert "no unflagged message" in said()
    say(amara, "hello")
    assert "1 drawn from 1 message." in said(size=3)
    assert "was drawn at" in said()
    with pytest.raises(CommandError, match="from 1 to 10000"):
        said(size=0)
