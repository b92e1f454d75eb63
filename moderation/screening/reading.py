"""Read a text into sentences that patterns can be matched against, with the way back to the words as written."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from .contacts import read_contacts
from .function_words import words
from .lexicon import LEXICON
from .pattern import Item, Pattern, item
from .quantities import GLUCOSE_WORDS, REACH_AFTER, REACH_BEFORE, read_quantities
from .rules import RULES
from .speech import Sentence, read_speech
from .tokens import Token, sentences, tokenise

# What the shipped rules and every model are read with; a site's rules add words of their own (matching.RuleSet).
VOCABULARY = frozenset(LEXICON.words).union(*(rule.words for rule in RULES))
POINTERS = words("it that them those these this half one")
MEDICINES = frozenset(("INSULIN", "MED", "DOSE", "UNITS", "MG"))
MEASURED = (
    (frozenset(("GLOW", "GMID", "GHIGH")), frozenset(GLUCOSE_WORDS)),
    (frozenset(("KLOW", "KHIGH")), frozenset(("KETONES",))),
)
DENIALS = words("doesnt isnt wont cant wrong false")


@dataclass(frozen=True)
class Reading:
    """A stretch of read tokens in the form that patterns match, with the way back to the original offsets."""

    tokens: tuple[Token, ...]
    ways: frozenset[str]

    @cached_property
    def items(self) -> list[Item]:
        return [item(token) for token in self.tokens]

    @cached_property
    def text(self) -> str:
        return "".join([entry.text for entry in self.items]) + " "

    @cached_property
    def present(self) -> frozenset[str]:
        return frozenset([entry.concept for entry in self.items] + [entry.word for entry in self.items])

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for entry in self.items:
            starts.append(at)
            at += len(entry.text)
        return starts

    def _match(self, pattern: Pattern) -> re.Match[str] | None:
        return pattern.regex.search(self.text) if pattern.possible(self.present) else None

    def find(self, pattern: Pattern) -> tuple[int, int] | None:
        """The original start and end of the pattern's first match, a reading in it taken with what was measured."""
        match = self._match(pattern)
        if match is None:
            return None
        first = bisect_right(self._starts, match.start()) - 1
        last = bisect_right(self._starts, match.end() - 1) - 1
        spanned = [self.tokens[at] for at in range(*self._with_measured(first, last + 1))]
        return min(token.start for token in spanned), max(token.end for token in spanned)

    def _with_measured(self, first: int, end: int) -> tuple[int, int]:
        """Widen a stretch of tokens to the name of what its readings measure: "3.6" says little, "ketones 3.6" all."""
        held = {token.concept for token in self.tokens[first:end]}
        for readings, names in MEASURED:
            if held.isdisjoint(readings) or not held.isdisjoint(names):
                continue
            before = range(first - 1, max(first - 1 - REACH_BEFORE, -1), -1)
            after = range(end, min(end + REACH_AFTER, len(self.tokens)))
            name = next((at for at in (*before, *after) if self.tokens[at].concept in names), first)
            first, end = min(first, name), max(end, name + 1)
        return first, end

    def holds(self, patterns: tuple[Pattern, ...]) -> bool:
        return any(self._match(pattern) for pattern in patterns)


@dataclass(frozen=True)
class Message:
    """A message as read: its sentences one by one, and all together."""

    sentences: tuple[Reading, ...]
    whole: Reading


def named(text: str, meter: str = "", vocabulary: frozenset[str] = VOCABULARY) -> tuple[list[list[Token]], bool]:
    """The sentences of ``text``, names and quantities read, and whether they are all of it."""
    if not text:
        return [], True
    tokens, all_read = tokenise(text, vocabulary)
    return [read_quantities(LEXICON.name(read_contacts(sentence)), meter) for sentence in sentences(tokens)], all_read


def names_medicine(cut: list[list[Token]]) -> bool:
    return any(token.concept in MEDICINES for sentence in cut for token in sentence)


def pointed(cut: list[list[Token]], known: bool) -> list[list[Token]]:
    """Let "it" and "that" stand for a medicine once one has been named, in the message or the one replied to."""
    done = []
    for sentence in cut:
        row = []
        for token in sentence:
            known = known or token.concept in MEDICINES
            row.append(
                token._replace(concept="IT") if known and not token.concept and token.word in POINTERS else token
            )
        done.append(row)
    return done


def meant_together(read: list[Sentence]) -> list[frozenset[str]]:
    """Each sentence's ways, and what its neighbours add: doubt may follow a claim, an end may follow a fright."""
    everywhere = frozenset().union(*(sentence.ways for sentence in read)) & {"resolved"} if read else frozenset()
    ways = []
    for at, sentence in enumerate(read):
        follower = read[at + 1] if at + 1 < len(read) else None
        added = set(everywhere)
        if (
            follower
            and follower.tokens
            and follower.tokens[0].word in ("that", "it", "this", "which", "dont", "utter", "obviously", "")
        ):
            added |= follower.ways & {"doubt", "danger"}
            if DENIALS & {token.word for token in follower.tokens}:
                added.add("doubt")
        ways.append(sentence.ways | added)
    return ways


def read(cut: list[list[Token]], medicine_known: bool = False, assume_advice: bool = False) -> Message:
    """Read named sentences as far as the rules need; "it" is a medicine from the start where one is known."""
    spoken = [read_speech(sentence, assume_advice) for sentence in pointed(cut, medicine_known)]
    ways = meant_together(spoken)
    readings = tuple(Reading(sentence.tokens, meant) for sentence, meant in zip(spoken, ways, strict=True))
    every = tuple(token for reading in readings for token in reading.tokens)
    return Message(readings, Reading(every, frozenset().union(*ways)))
