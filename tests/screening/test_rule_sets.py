"""A site's own rules stand beside the shipped ones or in their place; rules in shadow change nothing."""

from dataclasses import replace

import pytest

from moderation.screening import ENGINE_VERSION, Context, Screener, Verdict, screen
from moderation.screening.matching import SHIPPED
from moderation.screening.reading import VOCABULARY
from moderation.screening.rules import RULES, Rule
from moderation.screening.trial import answers, tried

FENUGREEK = Rule(
    id="site.zorbatea",
    version="site-2",
    label="unproven_remedy",
    severity="medium",
    score=0.9,
    reason="Praises a tea that a patient was harmed by.",
    patterns=("DO TAKE|TRY ..3 zorbatea",),
    match=("try zorbatea", "drink zorbatea", "take zorbatea"),
    clean=("a", "b", "c"),
    unless_meant=frozenset({"question", "doubt"}),
    unless=("never",),
)
TEA = "You should try zorbatea every morning."
PLAIN = "Walked to the lake today."
DOUBLE = "just double your lantus tonight"


def sources(verdict):
    return {found.source for found in verdict.findings}


def test_a_sites_rule_finds_what_the_shipped_ones_do_not():
    own = Screener(rules=(*RULES, FENUGREEK), book="7")
    (found,) = own.screen(TEA).findings
    assert (found.source, found.version) == ("rule:site.zorbatea", "site-2")
    assert not screen(TEA).flagged
    assert sources(own.screen(DOUBLE)) == sources(screen(DOUBLE)) != set()


def test_a_verdict_says_which_book_of_rules_it_was_made_by():
    assert Screener(rules=(FENUGREEK,), book="7").screen(PLAIN).version == f"{ENGINE_VERSION}.7"
    assert screen(PLAIN).version == ENGINE_VERSION


@pytest.mark.parametrize("text", ["try z0rb4tea", "try zooorbatea", "try z o r b a t e a"])
def test_a_word_of_its_own_is_known_in_every_disguise(text):
    assert "zorbatea" not in VOCABULARY
    assert Screener(rules=(FENUGREEK,)).screen(text).flagged


def test_a_rule_in_shadow_is_told_apart_and_changes_nothing():
    shadowing = Screener(shadow=(FENUGREEK,)).screen(TEA)
    assert [found.source for found in shadowing.shadow] == ["rule:site.zorbatea"]
    assert replace(shadowing, shadow=()) == screen(TEA)
    assert screen(TEA).shadow == ()


def test_the_words_of_a_rule_in_shadow_do_not_change_how_a_text_is_read():
    joining = replace(FENUGREEK, patterns=("double",), unless=("stopit",))
    text = "s t o p i t, double your lantus"
    assert Screener(shadow=(joining,)).screen(text).findings == screen(text).findings
    assert Screener(shadow=(joining,)).screen(text).shadow == ()  # while it reads them for itself
    assert Screener(shadow=(joining,)).screen("double your lantus").shadow


def test_a_verdict_keeps_its_shadow_as_data_and_reads_one_that_has_none():
    verdict = Screener(shadow=(FENUGREEK,)).screen(TEA)
    assert Verdict.from_dict(verdict.to_dict()) == verdict
    old = verdict.to_dict()
    del old["shadow"]
    assert Verdict.from_dict(old).shadow == ()


def test_a_bare_yes_is_heard_by_a_sites_rule_too():
    asked = replace(FENUGREEK, label="dosing")
    context = Context(reply_to="Should I try zorbatea?")
    assert Screener(rules=(asked,)).screen("yes do it", context).flagged
    assert answers(asked, "yes do it", context.reply_to)
    assert not answers(asked, "ask your nurse", context.reply_to)


def test_sets_that_add_no_word_share_the_vocabulary():
    assert SHIPPED.vocabulary is VOCABULARY


@pytest.mark.parametrize(
    ("text", "fires", "said"),
    [
        (TEA, True, {"meant": frozenset(), "excused": "", "lacking": False}),
        ("Should I try zorbatea?", False, {"pattern": ""}),
        ("I doubt it but you could try zorbatea, it is a myth", False, {"meant": frozenset({"doubt"})}),
        ("You should try zorbatea and never stop", False, {"excused": "never"}),
        ("I like zorbatea", False, {"pattern": ""}),
    ],
)
def test_a_trial_says_what_keeps_a_rule_silent(text, fires, said):
    (trial,) = tried(FENUGREEK, text)
    assert trial.fires is fires
    assert {name: getattr(trial, name) for name in said} == said


def test_a_trial_shows_the_reading_and_the_words_that_fit():
    (trial,) = tried(FENUGREEK, TEA)
    assert "TRY:try" in trial.read
    assert ":zorbatea" in trial.read
    assert TEA[slice(*trial.span)] == "try zorbatea"


def test_a_trial_agrees_with_the_screening_on_every_shipped_example():
    for rule in RULES:
        for text in (*rule.match, *rule.clean):
            assert any(trial.fires for trial in tried(rule, text)) == (f"rule:{rule.id}" in sources(screen(text)))


def test_what_is_to_be_anywhere_in_the_message_is_missed_when_it_is_not():
    (trial,) = tried(replace(FENUGREEK, also=("diabetes",)), TEA)
    assert trial.lacking
    assert not trial.fires
