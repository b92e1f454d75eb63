"""What the status page makes of figures: well, worth a look, or not well, with what to do."""

from datetime import timedelta

import pytest
from django.utils import translation
from prometheus_client import CollectorRegistry, Histogram

from moderation.reading import Backlog
from peersupport.background import Job
from peersupport.watching import lights
from peersupport.watching.counts import Counts
from peersupport.watching.lights import State
from peersupport.watching.models import JobRun

DAILY = Job("tidy", timedelta(days=1), lambda: None)


def run(ended_at, failed: bool = False) -> JobRun:
    return JobRun(name="tidy", ended_at=ended_at, seconds=1, failed=failed, host="worker-1")


@pytest.mark.parametrize(
    ("light", "state"),
    [
        (lambda: lights.database("ok", 0.002), State.WELL),
        (lambda: lights.database("ok", 0.4), State.LOOK),
        (lambda: lights.database("migrations missing", 0.002), State.BAD),
        (lambda: lights.database("away", None), State.BAD),
        (lambda: lights.redis("none"), State.NONE),
        (lambda: lights.redis("ok"), State.WELL),
        (lambda: lights.redis("degraded"), State.LOOK),
        (lambda: lights.commits(None, None), State.NONE),
        (lambda: lights.commits(0.005, 0.1), State.WELL),
        (lambda: lights.commits(0.005, 0.25), State.LOOK),
        (lambda: lights.commits(0.005, float("inf")), State.BAD),
        (lambda: lights.screening(0.001, 0.05), State.WELL),
        (lambda: lights.screening(0.001, 0.5), State.BAD),
        (lambda: lights.failures(0), State.WELL),
        (lambda: lights.failures(1), State.LOOK),
        (lambda: lights.rules([]), State.WELL),
        (lambda: lights.rules(["site.tea 3"]), State.BAD),
        (lambda: lights.gaps(59, 1), State.WELL),
        (lambda: lights.gaps(60, 1), State.LOOK),
        (lambda: lights.gaps(60, 24), State.WELL),
        (lambda: lights.dropped(30, 0.1), State.LOOK),
        (lambda: lights.dropped(30, 24), State.WELL),
        (lambda: lights.space(50, 100), State.WELL),
        (lambda: lights.space(14, 100), State.LOOK),
        (lambda: lights.space(4, 100), State.BAD),
    ],
)
def test_a_figure_has_its_light_and_what_is_not_well_says_what_to_do(light, state):
    found = light()
    assert found.state is state
    assert found.sentence
    assert bool(found.advice) is (state in {State.LOOK, State.BAD})


@pytest.mark.parametrize(
    ("language", "half", "most", "sentence"),
    [
        ("en", 0.005, 0.1, "Half take at most 5 ms, 99 of 100 at most 100 ms."),
        ("en", 0.0025, 2.5, "Half take at most 2.5 ms, 99 of 100 at most 2500 ms."),
        ("es", 0.0025, 0.01, "La mitad tarda como mucho 2,5 ms; 99 de cada 100, como mucho 10 ms."),
    ],
)
def test_the_times_are_said_in_milliseconds(language, half, most, sentence):
    with translation.override(language):
        assert lights.commits(half, most).sentence == sentence


def test_a_job_is_well_until_it_is_missed_twice(now):
    def state(*runs: JobRun) -> State:
        [light] = lights.work([DAILY], runs, now)
        return light.state

    assert state(run(now - timedelta(days=2))) is State.WELL
    assert state(run(now - timedelta(days=2, seconds=1))) is State.BAD
    assert state(run(now, failed=True)) is State.BAD
    assert state() is State.LOOK


def test_the_queue_is_not_well_once_a_case_is_past_its_time(now):
    waiting = Backlog(2, 3, 0, now - timedelta(minutes=7))
    assert lights.queue([waiting], now).state is State.WELL
    late = lights.queue([waiting, Backlog(4, 1, 1, now - timedelta(minutes=2))], now)
    assert late.state is State.BAD
    assert late.sentence == "Cases that wait: 4; past their time: 1. The oldest waits 7 minutes."
    assert lights.queue([Backlog(1, 0, 0, None)], now).sentence == "No case waits."


def test_a_light_is_told_by_its_word_and_symbol_too():
    assert len({state.symbol for state in State}) == len({state.word for state in State}) == len(State)


def test_a_share_of_a_histogram_is_read_from_its_buckets():
    registry = CollectorRegistry()
    took = Histogram("took_seconds", "Seconds.", buckets=(0.01, 0.1, 1), registry=registry)
    assert Counts(registry.collect()).within("took_seconds", 0.5) is None
    for seconds in [0.005] * 98 + [0.05, 7]:
        took.observe(seconds)
    count = Counts(registry.collect())
    assert [count.within("took_seconds", share) for share in (0.5, 0.99, 1)] == [0.01, 0.1, float("inf")]
