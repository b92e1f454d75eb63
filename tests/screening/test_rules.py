"""Each rule flags what its examples say that it must, and stays silent where they say so."""

import dataclasses
import hashlib

import pytest

from moderation.screening import LABELS, Screener, screen
from moderation.screening.index import RuleIndex
from moderation.screening.pattern import pattern_of
from moderation.screening.reading import named, read
from moderation.screening.rules import RULES
from moderation.screening.rules.base import Rule
from moderation.screening.writing import faults
from tests.screening.conftest import DATA

VERSIONS = DATA / "rule_versions.txt"
MUST = [pytest.param(rule, text, id=f"{rule.id}:{text[:40]}") for rule in RULES for text in rule.match]
MUST_NOT = [pytest.param(rule, text, id=f"{rule.id}:{text[:40]}") for rule in RULES for text in rule.clean]


def fired(text: str) -> set[str]:
    return {finding.source for finding in screen(text).findings}


@pytest.mark.parametrize(("rule", "text"), MUST)
def test_a_rule_flags_its_examples(rule, text):
    assert f"rule:{rule.id}" in fired(text)


@pytest.mark.parametrize(("rule", "text"), MUST_NOT)
def test_a_rule_leaves_its_counter_examples_alone(rule, text):
    assert f"rule:{rule.id}" not in fired(text)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_word_of_a_rule_is_one_that_the_reader_gives(rule):
    """A word that the reader takes apart, or spells another way, could never match."""
    told = {fault.code for fault in faults(dataclasses.asdict(rule))}
    assert not told & {"unknown", "unreadable", "case", "empty_choice"}


def test_rule_ids_are_unique():
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_every_label_has_rules():
    assert {rule.label for rule in RULES} == set(LABELS)


def content(rule: Rule) -> str:
    """A short digest of what decides when the rule fires and how grave it is."""
    said = (rule.label, rule.severity, rule.score, rule.scope, rule.patterns, rule.unless, rule.also)
    return hashlib.sha256(repr((said, sorted(rule.unless_meant))).encode()).hexdigest()[:12]


def test_a_rule_that_changed_has_a_new_version():
    """A case keeps the version of what found it. After raising one, write the line that this test asks for."""
    known = dict(line.rsplit(" ", 1) for line in VERSIONS.read_text().splitlines())
    assert known == {f"{rule.id} {rule.version}": content(rule) for rule in RULES}


GOOD = {
    "id": "trial",
    "label": "dosing",
    "severity": "high",
    "score": 0.9,
    "reason": "Says so.",
    "patterns": ("DO RAISE ..3 INSULIN",),
    "match": ("a", "b", "c"),
    "clean": ("d", "e", "f"),
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("label", "rudeness"),
        ("severity", "dire"),
        ("score", 1.5),
        ("reason", ""),
        ("match", ("a",)),
        ("scope", "room"),
        ("patterns", ("DO ..99 RAISE",)),
        ("patterns", ("..3",)),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(field, value):
    assert Rule(**GOOD).id == "trial"
    with pytest.raises(ValueError):
        Rule(**{**GOOD, field: value})


def test_a_rule_that_fails_at_work_fails_the_screening():
    broken = Rule(**GOOD)
    own = Screener(rules=[broken]).screen
    assert own("just double your lantus").flagged
    object.__setattr__(broken, "none_of", (None,))
    with pytest.raises(AttributeError):
        own("just double your lantus")


def test_the_index_gives_exactly_the_rules_of_which_a_pattern_is_possible():
    index = RuleIndex(RULES)
    for text in (text for rule in RULES for text in rule.match):
        present = read(named(text)[0]).whole.present
        every = {rule.id for rule in RULES if any(pattern.possible(present) for pattern in rule.any_of)}
        assert {rule.id for rule, _ in index.possible(present)} == every != set()


def fits(pattern: str, text: str) -> bool:
    message = read(named(text)[0])
    return any(reading.holds((pattern_of(pattern),)) for reading in message.sentences)


@pytest.mark.parametrize("text", ["chest pain", "Chest pain!!", "¡chest pain!", "Sat down. Chest pain. Alone."])
def test_a_pattern_with_both_ends_fits_what_is_all_that_is_said(text):
    assert fits("^ CHESTPAIN $", text)


@pytest.mark.parametrize("text", ["no chest pain", "chest pain, once", "the chest pain chart"])
def test_a_pattern_with_both_ends_fits_nothing_more(text):
    assert fits("CHESTPAIN", text)
    assert not fits("^ CHESTPAIN $", text)


def test_what_is_told_to_do_may_be_the_first_word():
    assert fits("^ STOP ..1 INSULIN $", "stop your insulin")
    assert fits("^ DO STOP ..1 INSULIN $", "stop your insulin")


@pytest.mark.parametrize("pattern", ["STOP ^ INSULIN", "STOP $ INSULIN", "$ STOP ^", "^ $"])
def test_an_end_in_the_middle_is_refused(pattern):
    with pytest.raises(ValueError):
        pattern_of(pattern)
