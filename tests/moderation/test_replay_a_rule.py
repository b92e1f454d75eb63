"""A replay shows what a version would change: on decided messages, unflagged ones and the test voices."""

from collections import Counter
from dataclasses import replace
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.core.cache import cache, caches

from chat.models import Mention
from chat.services.gate import Screened
from moderation import judged, replaying, services
from moderation.errors import NoSuchStep
from moderation.judged import Text, decided, unflagged
from moderation.models import Case, RuleVersion
from moderation.policy import DEFAULT
from moderation.replaying import Change, Judge, Outcome, Replayed, measured, replayed
from moderation.screening import Context
from moderation.screening.slips import SLIP
from moderation.screening.training import corpus
from tests.moderation.conftest import HOLD, PRAISE, PUBLISH, RISKY, TEA, verdict

pytestmark = pytest.mark.django_db
DOUBLE = "just double your lantus tonight, works for me"
LINES = (
    Text("test", "You could try zorbatea, it cured me", Context(), True, "", ("unproven_remedy",)),
    Text("test", "try zorbatea with honey, tastes of home", Context(), False),
    Text("test", "cinnamon cures diabetes for good", Context(), True, "", ("unproven_remedy",)),
    Text("test", "a walk after supper", Context(), False),
)


@pytest.fixture(autouse=True)
def few_lines(monkeypatch):
    monkeypatch.setattr(replaying, "labelled", lambda: LINES)


def texts(changes):
    return {change.text.text for change in changes}


def test_it_shows_what_would_newly_be_flagged_in_all_three(draft, say, amara, judge, now):
    say(amara, PRAISE)
    say(amara, "A walk to the lake.")
    judge(
        Case.objects.get(message=say(amara, f"{PRAISE} Truly.", Screened("hold", 3, True, verdict=verdict()))), "remove"
    )
    done = replayed(draft, None, DEFAULT, now)
    assert texts(done.of("new", "unflagged")) == {PRAISE}
    assert texts(done.of("new", "decided")) == {f"{PRAISE} Truly."}
    assert texts(done.of("new", "test")) == {LINES[0].text, LINES[1].text}
    assert done.texts == Counter(decided=1, unflagged=2, test=4)
    (change,) = done.of("new", "decided")
    assert change.text.risky is True
    assert change.after == Outcome("hold", ("unproven_remedy",), 2, None)


def test_it_measures_the_label_before_and_after(draft, now):
    done = replayed(draft, None, DEFAULT, now)
    assert (done.before.recall, done.before.precision) == ((1, 2), (1, 1))
    assert (done.after.recall, done.after.precision) == ((2, 2), (2, 3))


def test_it_shows_what_would_no_longer_be_flagged(put_live, say, amara, diaz, now, shipped_content):
    version = put_live("site.tea", TEA)
    say(amara, PRAISE)
    RuleVersion.objects.filter(pk=version.pk).update(state="retired")
    second = put_live("site.tea", TEA)
    quiet = RuleVersion(**TEA | {"rule_id": "site.tea", "number": 9, "patterns": ["DO TAKE|TRY ..3 elsewhere"]})
    assert texts(replayed(quiet, None, DEFAULT, now).of("gone", "unflagged")) == {PRAISE}
    assert second.state == "live"


NOTHING = Outcome("publish", (), 0, None)
QUIET = {"patterns": ["DO TAKE|TRY ..3 elsewhere"]}


def test_it_shows_what_is_held_and_would_be_published_though_still_flagged(live, say, amara, judge, now):
    text = f"{PRAISE} My sensor reads low and I'm shaking."
    judge(Case.objects.get(message=say(amara, text, Screened("hold", 4, True, verdict=verdict()))), "remove")
    done = replayed(RuleVersion(**TEA | {"rule_id": "site.tea", "number": 2} | QUIET), None, DEFAULT, now)
    (change,) = done.of("other", "decided")
    assert (change.before.action, change.after.action, change.after.labels) == ("hold", "publish", ("emergency",))
    counts = done.figures(live, now)["sources"]["decided"]
    assert (counts["other"], counts["freed"], counts["freed_risky"], counts["gone"]) == (1, 1, 1, 0)


def test_of_each_kind_what_would_be_held_no_longer_comes_first(draft, now):
    held, marked, shown = Outcome("hold", ("dosing",), 3, None), Outcome("caution", ("dosing",), 3, None), NOTHING
    changes = [Change(LINES[0], before, after) for before, after in ((marked, shown), (held, shown), (held, marked))]
    none = measured("dosing", ())
    done = Replayed(0, Counter(), changes, 0, none, none)
    assert [change.frees for change in done.of("gone", "test")] == [True, False]
    assert done.figures(draft, now)["sources"]["test"]["freed"] == 2


def test_another_urgency_is_a_change_too(live, say, amara, now):
    say(amara, PRAISE)
    graver = RuleVersion(**TEA | {"rule_id": "site.tea", "number": 2, "severity": "high"})
    (change,) = replayed(graver, None, DEFAULT, now).of("other", "unflagged")
    assert (change.before.urgency, change.after.urgency) == (2, 3)


def test_another_card_is_a_change_too(say, amara, now):
    say(amara, "My sensor reads low and I'm shaking.")
    off = RuleVersion(**TEA | {"rule_id": "emergency.low-off-scale", "number": 1, "switched_off": True})
    (change,) = replayed(off, None, DEFAULT, now).of("other", "unflagged")
    assert (change.before.card, change.after.card) == ("low_glucose", "emergency")


def test_switching_a_shipped_rule_off_is_replayed_too(say, amara, now):
    say(amara, DOUBLE)
    rule_id = next(change.source for change in _findings(DOUBLE)).removeprefix("rule:")
    off = RuleVersion(**TEA | {"rule_id": rule_id, "number": 1, "switched_off": True})
    assert texts(replayed(off, None, DEFAULT, now).of("gone", "unflagged")) == {DOUBLE}


def _findings(text):
    from moderation.screening import screen

    return screen(text).findings


def test_a_version_that_changes_nothing_shows_nothing(live, say, amara, now):
    say(amara, PRAISE)
    same = RuleVersion(**TEA | {"rule_id": "site.tea", "number": 2})
    assert replayed(same, None, DEFAULT, now).changes == []


def test_a_word_that_is_now_read_where_it_was_hidden_counts(draft, say, amara, now):
    say(amara, "you should try z o r b a t e a")
    assert replayed(draft, None, DEFAULT, now).of("new", "unflagged")


def test_the_figures_hold_numbers_and_no_text(draft, say, amara, now):
    say(amara, PRAISE)
    figures = replayed(draft, None, DEFAULT, now).figures(draft, now)
    assert "zorbatea" not in str(figures)
    assert figures["sources"]["unflagged"] == {
        "texts": 1, "new": 1, "new_risky": 0, "gone": 0, "gone_risky": 0, "other": 0, "other_risky": 0,
        "freed": 0, "freed_risky": 0,
    }  # fmt: skip
    assert figures["sources"]["test"]["new_risky"] == 1
    assert (figures["digest"], figures["live"]) == (draft.digest(), 0)


def test_the_figures_name_what_was_live(live, diaz, now):
    second = services.draft_rule("site.tea", TEA, "Better.", by=diaz, now=now)
    assert replayed(second, None, DEFAULT, now).figures(second, now)["live"] == live.number


def test_what_is_signed_while_the_rules_are_read_was_not_replayed(draft, put_live, now, monkeypatch):
    read = replaying.rule_book.read
    monkeypatch.setattr(replaying.rule_book, "read", lambda: (put_live("site.tea", TEA), read())[1])
    assert replayed(draft, None, DEFAULT, now).live == 0


def test_too_many_texts_are_counted_and_not_read(draft, say, amara, now, monkeypatch):
    monkeypatch.setattr(replaying, "MOST_READ", 2)
    for _ in range(5):
        say(amara, PRAISE)
    done = replayed(draft, None, DEFAULT, now)
    assert (len(done.of("new", "unflagged")), done.unread) == (2, 3)


class Counting:
    """The model, and what it was asked."""

    def __init__(self, real):
        self.real, self.asked = real, []
        self.name, self.version = real.name, uuid4().hex
        self.languages, self.weighing = real.languages, real.weighing

    def logits(self, texts):
        self.asked.extend(texts)
        return self.real.logits(texts)

    def reads_whole(self, text):
        return self.real.reads_whole(text)


@pytest.fixture
def counting():
    from moderation.screening.model import Model

    return Counting(Model())


def test_the_model_reads_a_text_once_for_both_and_the_test_set_once_for_all(draft, now, say, amara, counting):
    say(amara, PRAISE)
    replayed(draft, counting, DEFAULT, now)
    assert sorted(counting.asked) == sorted({(PRAISE, ""), *((line.text, "") for line in LINES)})
    counting.asked.clear()
    cache.clear()  # as at a new start of the server
    replayed(draft, counting, DEFAULT, now)
    assert counting.asked == [(PRAISE, "")]


def test_of_another_test_set_the_model_reads_what_is_new(draft, now, counting, monkeypatch):
    replayed(draft, counting, DEFAULT, now)
    more = Text("test", "a walk before breakfast", Context(), False)
    monkeypatch.setattr(replaying, "labelled", lambda: (*LINES[1:], more))
    for asked in ([(more.text, "")], []):
        counting.asked.clear()
        replayed(draft, counting, DEFAULT, now)
        assert counting.asked == asked


def test_what_members_wrote_is_not_kept(draft, now, say, amara, counting):
    say(amara, PRAISE)
    replayed(draft, counting, DEFAULT, now)
    kept = caches["kept"].get(f"replay:{counting.name}:{counting.version}")
    assert set(kept) == {(line.text, "") for line in LINES}


def test_decided_texts_know_what_was_decided(say, amara, judge):
    for action, reason in (("remove", "dosing"), ("publish", "safe_advice"), ("publish", "unclear")):
        judge(Case.objects.get(message=say(amara, RISKY, Screened("hold", 3, True, verdict=verdict()))), action, reason)
    assert [text.risky for text in decided()] == [None, False, True]
    assert "safe, ordinary advice" in list(decided())[1].told


def test_only_published_messages_of_the_month_without_a_case_are_unflagged(say, amara, held, now):
    from datetime import timedelta

    from chat.models import Message

    kept, old = say(amara, "New."), say(amara, "Old.")
    Message.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=31))
    assert [text.text for text in unflagged(now)] == [kept.text]


def test_screening_reads_them_as_it_read_the_message(say, amara, ben, judge, now):
    text = f"@{ben.pseudonym} {PRAISE}"
    for screened in (HOLD, PUBLISH):
        Mention.objects.create(message=say(amara, text, screened), user=ben)
    judge(Case.objects.get())
    for found in (decided(), unflagged(now)):
        (one,) = found
        assert (one.text, one.words) == (text, text.replace(f"@{ben.pseudonym}", " " * (len(ben.pseudonym) + 1)))


def test_the_test_set_is_of_the_test_voices_alone():
    lines = judged.labelled()
    assert [line.text for line in lines] == [line.text for line in corpus.lines("test")]
    assert {line.risky for line in lines} == {True, False}


def test_measuring_nothing_is_no_error():
    assert measured("dosing", ()).recall == (0, 0)


def test_it_tells_how_far_it_is_and_ends_where_that_is_refused(draft, say, amara, now):
    say(amara, "A walk to the lake.")
    told = []
    replayed(draft, None, DEFAULT, now, lambda *far: told.append(far))
    assert told == [(0, 0), *((place, 5) for place in range(5))]
    with pytest.raises(NoSuchStep):
        replayed(draft, None, DEFAULT, now, Mock(side_effect=NoSuchStep))


def test_a_replay_chooses_the_card_that_the_author_gets():
    """Where only a site's own rule saw the danger, the words tell which card."""
    own = replace(SLIP, id="site.slip")
    assert Judge([own], None, DEFAULT).of(Text("test", SLIP.match[0], Context())).card == "overdose"
