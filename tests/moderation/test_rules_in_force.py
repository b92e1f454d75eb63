"""The gate screens with the rules that are in force now; a rule in shadow counts and does nothing."""

from uuid import uuid4

import pytest
from django.urls import reverse

from chat.models import Message
from chat.services import editing
from chat.services.gate import Draft
from moderation import rule_book, services
from moderation.gate import CommandGate, ModerationGate
from moderation.in_force import InForce
from moderation.models import Case, RuleBook, RuleHit, RuleVersion
from moderation.screening import Screener
from moderation.screening.engine import Read
from tests.moderation.conftest import HOLD, PRAISE, PUBLISH, TEA, broken, verdict

pytestmark = pytest.mark.django_db
PLAIN = "Walked to the lake today."
DOUBLE = "just double your lantus tonight, works for me"


class Clock:
    seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def in_force(clock):
    return InForce(None, clock)


def flagged(in_force, text=PRAISE):
    return in_force.screener().screen(text).flagged


def test_a_signed_rule_is_in_force_within_two_seconds_and_one_rolled_back_is_not(in_force, clock, put_live, diaz, now):
    assert not flagged(in_force)
    live = put_live("site.tea", TEA)
    assert not flagged(in_force)
    clock.seconds = 2.0
    assert flagged(in_force)
    services.roll_back_rule("site.tea", live.pk, "Enough.", by=diaz, now=now)
    clock.seconds = 4.0
    assert not flagged(in_force)


def test_a_verdict_names_the_book_and_a_finding_the_version(in_force, live):
    said = in_force.screener().screen(PRAISE)
    assert ".book-1" in said.version
    assert said.findings[0].version == "site-1"


def test_while_nothing_changes_one_query_in_two_seconds_is_all(in_force, clock, django_assert_num_queries):
    flagged(in_force)
    with django_assert_num_queries(0):
        flagged(in_force)
    clock.seconds = 2.0
    with django_assert_num_queries(1):
        flagged(in_force)


@pytest.mark.parametrize(
    "changes", [{"patterns": ["..3"]}, {"patterns": ["TAKE("]}, {"label": "gone"}, {"match": []}, {"patterns": [7]}]
)
def test_a_rule_that_cannot_be_built_stops_nothing(in_force, live, now, changes):
    broken("site.other", live, now, **changes)
    assert flagged(in_force)
    assert flagged(in_force, DOUBLE)
    assert rule_book.broken() == ["site.other 9"]


def test_a_version_that_cannot_be_built_leaves_its_rule_as_it_was(in_force, clock, live, now):
    assert flagged(in_force)
    RuleVersion.objects.filter(pk=live.pk).update(state="retired")
    broken("site.tea", live, now, patterns=["..3"])
    RuleBook.objects.update(revision=2)
    clock.seconds = 2.0
    assert flagged(in_force)
    assert ".book-2" in in_force.screener().version
    assert not flagged(InForce(None, Clock()))  # who starts now never saw the one before


def test_a_shipped_rule_stands_in_for_a_version_that_cannot_be_built(in_force, live, now, shipped_content):
    broken(shipped_content[0], live, now, label="gone")
    assert shipped_content[0] in {rule.id for rule in in_force.screener().rules.rules}


def test_the_last_good_set_stays_while_the_database_is_away_or_a_rule_fails_at_work(in_force, clock, live, monkeypatch):
    assert flagged(in_force)
    RuleBook.objects.update(revision=2)
    for place, name in ((rule_book, "revision"), (Screener, "__init__")):
        with monkeypatch.context() as patch:
            patch.setattr(place, name, lambda *_: 1 / 0)
            clock.seconds += 2.0
            assert flagged(in_force)
    clock.seconds += 2.0
    assert ".book-2" in in_force.screener().version


def test_before_the_first_look_succeeds_the_shipped_rules_screen(in_force, clock, live, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(rule_book, "revision", lambda: 1 / 0)
        assert flagged(in_force, DOUBLE)
        assert not flagged(in_force)
    clock.seconds = 2.0
    assert flagged(in_force)


def test_a_command_reads_with_the_rules_of_the_site_that_it_runs_on(live):
    screener = CommandGate().screener
    assert screener.screen(PRAISE).flagged
    assert screener.version.endswith(f".book-{RuleBook.objects.get().revision}")


# --- Shadow -----------------------------------------------------------------------------------------------------------
KEY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def shadowed(draft, diaz, now):
    return services.shadow_rule(draft.pk, by=diaz, now=now)


def screened(room, author, text):
    return ModerationGate().screen(Draft(room.slug, author.pk, KEY, text))


def test_a_rule_in_shadow_changes_nothing_and_is_counted(shadowed, room, amara, say):
    said = screened(room, amara, PRAISE)
    assert (said.action, said.opens_case, said.card) == ("publish", False, None)
    assert said.verdict["labels"] == {}
    message = say(amara, PRAISE, screened=said)
    assert message.state == Message.State.PUBLISHED
    assert not Case.objects.exists()
    hit = RuleHit.objects.get()
    assert (hit.version, hit.message, hit.action, hit.flagged) == (shadowed, message, "hold", False)


def test_what_was_flagged_anyway_is_told_apart(shadowed, room, amara, say):
    say(amara, PRAISE, screened=screened(room, amara, f"{PRAISE} {DOUBLE}"))
    assert RuleHit.objects.get().flagged


def test_a_message_that_no_shadow_fits_has_no_hit(shadowed, say, amara):
    say(amara, PLAIN, screened=PUBLISH)
    say(amara, screened=HOLD)
    assert not RuleHit.objects.exists()


@pytest.fixture
def change(room, amara, now):
    """change(message, text) has its author change it, screened as it is on the site."""

    def changed(message, text):
        draft = Draft(room.slug, amara.pk, uuid4(), text)
        return editing.edit(message.pk, draft, ModerationGate().screen(draft), gate=ModerationGate(), now=now).edit

    return changed


def test_new_words_for_a_message_are_counted_as_a_post_is(shadowed, say, change, amara):
    message = say(amara, PLAIN, screened=PUBLISH)
    edit = change(message, PRAISE)
    hit = RuleHit.objects.get()
    assert (hit.version, hit.message, hit.edit, hit.action, hit.flagged) == (shadowed, message, edit, "hold", False)
    change(message, PLAIN)
    assert RuleHit.objects.get().words == PRAISE


def test_a_message_counts_once_by_the_words_where_the_rule_would_change_most(shadowed, room, say, change, amara):
    message = say(amara, PRAISE, screened=screened(room, amara, PRAISE))
    change(message, f"{PRAISE} With honey.")
    hit = RuleHit.objects.get()
    assert (hit.edit, hit.words) == (None, PRAISE)
    RuleHit.objects.update(flagged=True)
    edit = change(message, f"{PRAISE} Or without.")
    hit = RuleHit.objects.get()
    assert (hit.edit, hit.flagged, hit.words) == (edit, False, f"{PRAISE} Or without.")


def test_what_fails_while_an_edit_is_counted_refuses_no_edit(shadowed, say, change, amara, monkeypatch):
    message = say(amara, PLAIN, screened=PUBLISH)
    monkeypatch.setattr(RuleHit.objects, "bulk_create", lambda hits: 1 / 0)
    assert change(message, PRAISE).state == "made"
    assert not RuleHit.objects.exists()


def test_a_rule_that_left_the_shadow_meanwhile_counts_no_more(shadowed, room, amara, say, diaz, now):
    said = screened(room, amara, PRAISE)
    services.end_shadow(shadowed.pk, by=diaz, now=now)
    say(amara, PRAISE, screened=said)
    assert not RuleHit.objects.exists()


def test_what_fails_while_shadows_are_counted_refuses_no_message(shadowed, room, amara, say, monkeypatch):
    said = screened(room, amara, f"{PRAISE} {DOUBLE}")
    with monkeypatch.context() as breaking:
        breaking.setattr(RuleHit.objects, "bulk_create", lambda hits: 1 / len(list(hits)[:0]))
        assert say(amara, PRAISE, screened=said).state == Message.State.HELD
    assert (Case.objects.count(), RuleHit.objects.count()) == (1, 0)
    say(amara, PRAISE, screened=said)
    assert RuleHit.objects.count() == 1


def test_a_rule_in_shadow_that_fails_at_work_holds_nothing(shadowed, room, amara, monkeypatch):
    by = Read.by

    def failing(self, rules):
        return 1 / 0 if [rule.id for rule in rules.rules] == ["site.tea"] else by(self, rules)

    monkeypatch.setattr(Read, "by", failing)
    said = screened(room, amara, PRAISE)
    assert (said.action, said.failed, said.verdict["shadow"]) == ("publish", False, [])


def test_a_verdict_that_was_made_before_there_were_shadows_is_no_trouble(say, amara):
    assert "shadow" not in verdict()
    assert say(amara, screened=HOLD).state == Message.State.HELD


def test_a_clinician_who_reads_spanish_gets_a_sites_reason_in_spanish(live, room, amara, say, client_of, diaz):
    say(amara, PRAISE, screened=screened(room, amara, PRAISE))
    url = reverse("moderation:case", args=[Case.objects.get().pk])
    assert TEA["reason"] in client_of(diaz).get(url).content.decode()
    diaz.language = "es"
    diaz.save()
    assert f'<span lang="es">{TEA["reason_es"]}' in client_of(diaz).get(url).content.decode()
