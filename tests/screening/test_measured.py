"""Recall and false alarms, measured: floors a little below what was found, so that a change for the worse shows."""

import pytest

from moderation.screening import LABELS, Context, screen
from moderation.screening.training import corpus


def flagged(texts, ignoring: frozenset[str] = frozenset()) -> float:
    """The share of texts with a label, other than those ignored."""
    return sum(bool(set(screen(text).labels) - ignoring) for text in texts) / len(texts)


def recall(rows, label: str) -> float:
    bearing = [row for row in rows if label in row["labels"]]
    return sum(label in screen(row["text"]).labels for row in bearing) / len(bearing)


@pytest.mark.parametrize(
    ("name", "floor"), [("tuned", 0.97), ("untuned", 0.92), ("indirect", 0.7), ("fresh", 0.95), ("second", 0.6)]
)
def test_flagged_messages_are_found(labelled, name, floor):
    assert flagged([row["text"] for row in labelled(name) if row["labels"]]) >= floor


@pytest.mark.parametrize(
    ("name", "ceiling"), [("tuned", 0.01), ("untuned", 0.02), ("indirect", 0.06), ("fresh", 0.02), ("second", 0.03)]
)
def test_benign_messages_are_left_alone(labelled, name, ceiling):
    assert flagged([row["text"] for row in labelled(name) if not row["labels"]]) <= ceiling


@pytest.mark.parametrize(("label", "floor"), [("self_harm", 0.6), ("emergency", 0.8)])
def test_what_cannot_wait_is_found_in_the_second_set(labelled, label, floor):
    assert recall(labelled("second"), label) >= floor


@pytest.mark.parametrize("label", LABELS)
def test_each_label_is_found(labelled, label):
    assert recall(labelled("tuned"), label) >= 0.9
    assert recall(labelled("untuned"), label) >= 0.8


def test_the_labelled_sets_are_large_enough_to_mean_something(labelled):
    rows = labelled("tuned") + labelled("untuned")
    assert sum(bool(row["labels"]) for row in rows) >= 250
    assert sum(not row["labels"] for row in rows) >= 250
    assert len({row["text"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("name", "ceiling"), [("education_medquad", 0.002), ("questions_forums", 0.01), ("questions_meqsum", 0.01)]
)
def test_real_education_and_questions_are_left_alone(real_text, name, ceiling):
    assert flagged(real_text(name), ignoring=frozenset({"emergency"})) <= ceiling


def test_all_readers_together_find_and_leave_alone_what_the_test_voices_say(screener):
    """One line in four of voices that were never trained on, as served; docs/screening.md has all."""
    lines = corpus.lines("test")[::4]
    assert len(lines) > 700
    flags = {"flagged": [], "hard": [], "ordinary": []}
    for line in lines:
        flags[line.group].append(screener.screen(line.text, Context(reply_to=line.reply_to)).flagged)
    shares = {group: sum(found) / len(found) for group, found in flags.items()}
    assert shares["flagged"] >= 0.91
    assert shares["hard"] <= 0.09
    assert shares["ordinary"] <= 0.06
