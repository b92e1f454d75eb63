"""How each rule and label does, by what clinicians decided, against numbers made by hand."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from chat.services.gate import Screened
from moderation.models import Case, RuleHit
from moderation.precision import Record, confirms, dismisses, in_shadow, of_labels, of_model, of_rules, together
from moderation.services import forget_hits, shadow
from peersupport import background
from tests.moderation.conftest import verdict

pytestmark = pytest.mark.django_db

ENDS = [
    ("remove", "dosing", "confirmed"),
    ("warn", "abuse", "confirmed"),
    ("publish", "care_given", "confirmed"),
    ("publish", "dosing", "confirmed"),
    ("publish", "own_experience", "dismissed"),
    ("publish", "safe_advice", "dismissed"),
    ("publish", "unclear", "undecided"),
]


@pytest.fixture
def decided(say, amara, judge):
    """Seven cases of one rule that ended in all ways, and one that is open."""
    for action, reason, _ in [*ENDS, ("", "", "")]:
        message = say(amara, screened=Screened("hold", 3, True, verdict=verdict()))
        if action:
            judge(Case.objects.get(message=message), action, reason)


def test_each_rule_has_its_flags_by_how_they_ended(decided):
    (record,) = of_rules().values()
    assert (record.flags, record.confirmed, record.dismissed, record.undecided) == (8, 4, 2, 2)
    assert list(of_rules()) == [("dosing.plain", "3")]
    assert str(record.precision) == "0.667 (0.300-0.903) of 6"


def test_what_a_second_look_put_back_confirms_nothing(decided, say, amara, judge, overturn):
    message = say(amara, screened=Screened("hold", 3, True, verdict=verdict()))
    judge(Case.objects.get(message=message))
    for records in (of_rules, of_labels):
        assert [(one.flags, one.confirmed) for one in records().values()] == [(9, 5)]
    overturn(message)
    for records in (of_rules, of_labels):
        assert [(one.flags, one.confirmed, one.dismissed) for one in records().values()] == [(9, 4, 2)]


def test_labels_count_what_rules_and_model_found_and_no_report(decided, say, amara, ben, now):
    from moderation.services import report

    spoken = verdict("abuse")
    spoken["findings"][0]["source"] = "model:small"
    say(amara, screened=Screened("hold", 3, True, verdict=spoken))
    report(say(amara, "A quiet one.").pk, by=ben, category="spam", now=now)
    assert {label: record.flags for label, record in of_labels().items()} == {"dosing": 8, "abuse": 1}
    assert {label: record.flags for label, record in of_model().items()} == {"abuse": 1}
    assert ("small", "3") not in of_rules()


def test_a_message_with_three_findings_of_a_rule_one_by_a_yes_counts_once(say, amara):
    twice = verdict()
    again = twice["findings"][0] | {"start": 0, "end": 5}
    twice["findings"] += [again, again | {"source": f"{again['source']}+assent"}]
    say(amara, screened=Screened("hold", 3, True, verdict=twice))
    assert {key: record.flags for key, record in of_rules().items()} == {("dosing.plain", "3"): 1}


def test_versions_are_told_apart_and_a_yes_or_an_authors_insulin_belong_to_its_rule(say, amara):
    for source, version in (
        ("rule:dosing.plain", "3"),
        ("rule:dosing.plain+assent", "3"),
        ("rule:dosing.plain+insulin", "3"),
        ("rule:dosing.plain", "site-1"),
    ):
        said = verdict()
        said["findings"][0] |= {"source": f"rule:{source}", "version": version}
        say(amara, screened=Screened("hold", 3, True, verdict=said))
    counted = {key: record.flags for key, record in of_rules().items()}
    assert counted == {("dosing.plain", "3"): 3, ("dosing.plain", "site-1"): 1}
    assert together(of_rules().values()).flags == 4


@pytest.mark.parametrize(("action", "reason", "ends"), ENDS)
def test_every_ending_is_one_thing(action, reason, ends):
    assert confirms(action, reason) == (ends == "confirmed")
    assert dismisses(action, reason) == (ends == "dismissed")


def test_all_rules_cost_one_query(decided, django_assert_num_queries):
    with django_assert_num_queries(1):
        of_rules()
    with django_assert_num_queries(1):
        of_labels()
    with django_assert_num_queries(1):
        of_model()


def test_nothing_decided_has_no_precision():
    assert Record(flags=3).precision.all == 0


def test_a_shadow_is_counted_by_what_would_have_been_done(draft, say, amara, now):
    for action, flagged in (("hold", False), ("hold", False), ("caution", False), ("publish", True), ("hold", True)):
        message = say(amara, "Tea.")
        RuleHit.objects.create(version=draft, message=message, at=now, action=action, flagged=flagged)
    counted = in_shadow(draft)
    assert (counted.hits, counted.flagged, counted.held, counted.cautioned, counted.called) == (5, 2, 2, 1, 0)


def test_what_a_shadow_would_call_a_clinician_for_is_counted_though_it_holds_nothing(draft, say, amara, now):
    draft.label = "emergency"
    for flagged in (False, False, True):
        message = say(amara, "Tea.")
        RuleHit.objects.create(version=draft, message=message, at=now, action="publish", flagged=flagged)
    counted = in_shadow(draft)
    assert (counted.hits, counted.flagged, counted.held, counted.called) == (3, 1, 0, 2)


@pytest.fixture
def hits(draft, say, amara, now):
    """hits(days, …) makes a hit so many days old for each pair of an action and whether it was flagged anyway."""

    def made(days, *pairs):
        at = now - timedelta(days=days)
        for action, flagged in pairs:
            RuleHit.objects.create(version=draft, message=say(amara, "Tea."), at=at, action=action, flagged=flagged)

    return made


def test_old_hits_go_and_their_numbers_stay(hits, draft, now):
    hits(91, ("hold", False), ("hold", False), ("caution", False), ("publish", True))
    hits(89, ("hold", False), ("hold", True))
    before = in_shadow(draft)
    assert (before.hits, before.flagged, before.held, before.cautioned) == (6, 2, 3, 1)
    assert forget_hits(now=now) == 4
    assert (RuleHit.objects.count(), in_shadow(draft)) == (2, before)
    assert forget_hits(now=now + timedelta(days=2)) == 2
    assert (RuleHit.objects.count(), in_shadow(draft)) == (0, before)
    assert forget_hits(now=now + timedelta(days=9)) == 0


def test_old_hits_go_a_few_at_a_time(hits, draft, now, monkeypatch):
    monkeypatch.setattr(shadow, "AT_ONCE", 2)
    hits(91, *[("hold", False)] * 5)
    assert (forget_hits(now=now), in_shadow(draft).held) == (5, 5)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_that_forget_at_once_no_hit_counts_twice(hits, draft, now):
    hits(91, *[("hold", False)] * 6)

    def forget(_):
        try:
            return forget_hits(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(forget, range(2))) == 6
    assert (RuleHit.objects.count(), in_shadow(draft).held) == (0, 6)


def test_it_is_done_in_the_background():
    assert background.forget_hits in {job.run for job in background.JOBS}
