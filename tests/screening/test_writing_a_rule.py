"""Whoever writes a rule is told what is wrong with it, beside the field."""

from time import perf_counter

import pytest

from moderation.screening import Screener
from moderation.screening.rules import RULES
from moderation.screening.writing import CONCEPTS, WAYS, faults, rule_of, sources

CONTENT = {
    "label": "dosing",
    "severity": "high",
    "score": 0.9,
    "reason": "Tells somebody to raise a dose.",
    "patterns": ("DO RAISE ..3 INSULIN|zorba",),
    "unless": (),
    "also": (),
    "unless_meant": ("doubt",),
    "scope": "sentence",
    "match": ("raise your lantus", "you should raise your insulin", "just raise the zorba"),
    "clean": ("I raised my lantus", "should I raise my insulin?", "a walk"),
}

WIDE = [f"sugar ..9 water ..9 tea ..9 {word}" for word in ("maple", "birch", "alder", "hazel", "cedar")]  # 1,000 each


def said(**changes):
    return [(fault.field, fault.code, fault.words, fault.near) for fault in faults(CONTENT | changes)]


def test_a_rule_that_is_whole_has_no_fault_and_can_be_built():
    assert said() == []
    assert rule_of(CONTENT, id="site.trial", version="site-1").version == "site-1"


@pytest.mark.parametrize(
    ("field", "value", "code", "words"),
    [
        ("label", "rudeness", "choose", ""),
        ("severity", "dire", "choose", ""),
        ("scope", "room", "choose", ""),
        ("score", 1.5, "score", ""),
        ("score", "much", "score", ""),
        ("reason", "  ", "empty", ""),
        ("unless_meant", ("angry",), "choose", ""),
        ("patterns", (), "empty", ""),
        ("patterns", ("DO ..99 RAISE",), "gap", "..99"),
        ("patterns", ("DO ..x RAISE",), "gap", "..x"),
        ("patterns", ("sugar ^ low",), "ends", "sugar ^ low"),
        ("patterns", ("sugar $ low",), "ends", "sugar $ low"),
        ("patterns", ("^ $",), "no_word", "^ $"),
        ("patterns", ("..3 please?",), "no_word", "..3 please?"),
        ("patterns", ("a||b",), "empty_choice", "a||b"),
        ("patterns", ("?",), "empty_choice", ""),
        ("patterns", ("DO Raise",), "case", "Raise"),
        ("patterns", ("..16 sugar ..16 water ..16 tea",), "too_wide", "..16 sugar ..16 water ..16 tea"),
        ("unless", WIDE, "too_wide_together", WIDE[4]),
        ("also", ("word " * 100,), "too_long", f"{('word ' * 100)[:40]} …"),
        ("unless", ("no",) * 61, "too_many", "60"),
        ("match", ("one", "one", "one"), "too_few", "3"),
        ("clean", ("a" * 1_001, "b", "c"), "too_long", f"{'a' * 40} …"),
    ],
)
def test_each_fault_is_told_beside_its_field(field, value, code, words):
    assert (field, code, words) in [fault[:3] for fault in said(**{field: value})]


def test_choices_that_the_same_word_fits_do_not_double_the_work_with_each_item():
    overlapping = rule_of(CONTENT | {"patterns": ("mumba|mumba " * 20 + "kumba",)})
    screener, begun = Screener(rules=[overlapping]), perf_counter()
    assert not screener.screen("kumba " + "mumba " * 40).flagged
    assert screener.screen("mumba " * 20 + "kumba").flagged
    assert perf_counter() - begun < 1


def test_a_concept_that_there_is_not_is_named_with_what_may_have_been_meant():
    assert said(patterns=("DO RAISE ..3 INSULINE",)) == [("patterns", "unknown", "INSULINE", "INSULIN")]


@pytest.mark.parametrize(("word", "read"), [("don't", "dont"), ("rápida", "rapida"), ("gonna", "going to")])
def test_a_word_that_is_never_read_so_is_refused_with_how_it_is_read(word, read):
    assert said(patterns=(f"DO RAISE {word}",))[0] == ("patterns", "unreadable", word, read)


@pytest.mark.parametrize(
    ("word", "apart"),
    [("^weekend", "^ weekend"), ("off$", "off $"), ("^ketones$", "^ ketones $"), ("^INSULIN", "^ INSULIN")],
)
def test_an_anchor_without_a_space_beside_it_is_told_apart_and_not_away(word, apart):
    assert said(patterns=(word,)) == [("patterns", "joined", word, apart)]
    assert said(patterns=(*CONTENT["patterns"], apart)) == []


def test_patterns_of_the_shipped_rule_are_taken_as_they_are():
    for rule in RULES:
        content = {name: getattr(rule, name) for name in CONTENT}
        assert faults(content, sources(rule)) == []
    unreadable = ("cannot RAISE INSULIN",)
    assert said(patterns=unreadable)
    assert faults(CONTENT | {"patterns": (*CONTENT["patterns"], *unreadable)}, frozenset(unreadable)) == []


def test_an_example_that_is_missed_says_what_stood_in_the_way():
    (fault,) = faults(CONTENT | {"match": (*CONTENT["match"], "raise your lantus, if that is not a myth")})
    assert (fault.code, fault.words) == ("missed", "raise your lantus, if that is not a myth")
    assert fault.trial.meant == {"doubt"}


def test_an_example_that_is_caught_says_by_which_words():
    (fault,) = faults(CONTENT | {"clean": (*CONTENT["clean"], "just raise your lantus a bit")})
    assert (fault.field, fault.code, fault.near) == ("clean", "caught", "raise your lantus")


def test_the_ways_that_a_rule_may_name_are_those_that_the_reader_knows():
    assert {way for rule in RULES for way in rule.unless_meant} <= set(WAYS)
    assert {"DO", "INSULIN", "DOSED", "RAISE_PAST", "GLOW"} <= CONCEPTS
