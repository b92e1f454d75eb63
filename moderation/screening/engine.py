"""The pipeline: normalise, read names and quantities, read speech, apply the rules, gather a verdict."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

from .contacts import read_contacts
from .function_words import words
from .index import RuleIndex
from .lexicon import LEXICON
from .pattern import Pattern, item
from .quantities import read_quantities
from .rules import RULES, Rule
from .speech import Sentence, asks, read_speech
from .tokens import Token, sentences, tokenise
from .verdict import Context, Finding, Verdict, verdict_of

ENGINE_VERSION = "rules-2"
NOTHING_KNOWN = Context()
VOCABULARY = frozenset(LEXICON.words).union(*(rule.words for rule in RULES))
UNREAD = "Broken into so many pieces that its end was not read by the rules: please read it whole."
# A rule that fits ten sentences has said what there is to say; one message must not fill a case with findings.
MOST_FINDINGS = 10
BY_SENTENCE = RuleIndex(rule for rule in RULES if rule.scope == "sentence")
BY_MESSAGE = RuleIndex(rule for rule in RULES if rule.scope == "message")
POINTERS = words("it that them those these this half one")
MEDICINES = frozenset(("INSULIN", "MED", "DOSE", "UNITS", "MG"))
ASSENTS = words(
    "yes yeah yep yup sure definitely absolutely totally do go works i of si claro dale hazlo 100 thats ok okay exactly"
)
ASSENTED_LABELS = frozenset(("dosing", "stop_treatment", "unsafe_practice"))
LONGEST_ASSENT = 80
DENIALS = words("doesnt isnt wont cant wrong false")


@dataclass(frozen=True)
class Reading:
    """A stretch of read tokens in the form that patterns match, with the way back to the original offsets."""

    tokens: tuple[Token, ...]
    ways: frozenset[str]

    @cached_property
    def items(self) -> list[str]:
        return [item(token) for token in self.tokens]

    @cached_property
    def text(self) -> str:
        return "".join(self.items) + " "

    @cached_property
    def present(self) -> frozenset[str]:
        concepts = (entry[1:].partition(":") for entry in self.items)
        return frozenset(part for concept, _, word in concepts for part in (concept, word))

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for entry in self.items:
            starts.append(at)
            at += len(entry)
        return starts

    def find(self, pattern: Pattern) -> tuple[int, int] | None:
        """The original start and end of the pattern's first match."""
        if not pattern.possible(self.present):
            return None
        match = pattern.regex.search(self.text)
        if match is None:
            return None
        first = bisect_right(self._starts, match.start()) - 1
        last = bisect_right(self._starts, match.end() - 1) - 1
        spanned = self.tokens[first : last + 1]
        return min(token.start for token in spanned), max(token.end for token in spanned)

    def holds(self, patterns: tuple[Pattern, ...]) -> bool:
        return any(self.find(pattern) for pattern in patterns)


@dataclass(frozen=True)
class Message:
    """A message as read: its sentences one by one, and all together."""

    sentences: tuple[Reading, ...]
    whole: Reading
    all_read: bool


def named(text: str) -> tuple[list[list[Token]], bool]:
    """The sentences of ``text``, names and quantities read, and whether they are all of it."""
    tokens, all_read = tokenise(text, VOCABULARY)
    return [read_quantities(LEXICON.name(read_contacts(sentence))) for sentence in sentences(tokens)], all_read


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


def read(text: str, context: Context = NOTHING_KNOWN, assume_advice: bool = False) -> Message:
    """Read a message as far as the rules need."""
    names_medicine = bool(context.reply_to) and any(
        token.concept in MEDICINES for sentence in named(context.reply_to)[0] for token in sentence
    )
    cut, all_read = named(text)
    spoken = [read_speech(sentence, assume_advice) for sentence in pointed(cut, names_medicine)]
    ways = meant_together(spoken)
    readings = tuple(Reading(sentence.tokens, meant) for sentence, meant in zip(spoken, ways, strict=True))
    every = tuple(token for reading in readings for token in reading.tokens)
    return Message(readings, Reading(every, frozenset().union(*ways)), all_read)


def findings_in(message: Message) -> list[Finding]:
    """What the rules find: each at most once a sentence, and in the first few of the sentences that it fits."""
    found: dict[str, list[Finding]] = {}
    accompanied: dict[str, bool] = {}
    for index, readings in ((BY_SENTENCE, message.sentences), (BY_MESSAGE, (message.whole,))):
        for reading in readings:
            for rule, patterns in index.possible(reading.present):
                before = found.setdefault(rule.id, [])
                if reading.ways & rule.unless_meant or len(before) == MOST_FINDINGS:
                    continue
                if rule.id not in accompanied:
                    accompanied[rule.id] = not rule.also_any_of or message.whole.holds(rule.also_any_of)
                if accompanied[rule.id] and (span := fit(rule, patterns, reading)):
                    before.append(finding(rule, span))
    return [one for findings in found.values() for one in findings]


def fit(rule: Rule, patterns: list[Pattern], reading: Reading) -> tuple[int, int] | None:
    """Where the first of the rule's ``patterns`` fits, unless the rule excuses what is said there."""
    spans = (reading.find(pattern) for pattern in patterns)
    span = next((span for span in spans if span), None)
    return None if span and reading.holds(rule.none_of) else span


def finding(rule: Rule, span: tuple[int, int]) -> Finding:
    return Finding(rule.label, *span, f"rule:{rule.id}", rule.version, rule.score, rule.severity, rule.reason)


def assent(text: str, context: Context) -> list[Finding]:
    """A short "yes, do it" to "should I double it?" is the advice itself."""
    if not context.reply_to or len(text) > LONGEST_ASSENT:
        return []
    tokens = [token for sentence in named(text)[0] for token in sentence if token.kind == "word"]
    words = [token.word for token in tokens]
    if not words or words[0] not in ASSENTS:
        return []
    if words[0] in ("i", "do", "go", "works", "of") and not {"would", "it", "ahead", "for", "course"} & set(words[1:4]):
        return []
    if {"ask", "dont", "not", "but", "call", "doctor", "no", "team", "nurse", "never"} & set(words):
        return []
    questions = [sentence for sentence in named(context.reply_to)[0] if asks(sentence)]
    if not questions:
        return []
    asked = read(context.reply_to, assume_advice=True)
    start, end = tokens[0].start, tokens[-1].end
    advised = {one.label: one for one in findings_in(asked) if one.label in ASSENTED_LABELS}
    return [
        replace(one, start=start, end=end, score=0.8, source=f"{one.source}+assent",
                reason=f"Says yes to a question. {one.reason}")
        for one in advised.values()
    ]  # fmt: skip


def screen(text: str, context: Context = NOTHING_KNOWN) -> Verdict:
    """Judge one message. Any string gets a verdict; the same input always gets the same one."""
    message = read(text, context)
    findings = findings_in(message) + assent(text, context)
    if not message.all_read:
        findings.append(Finding("spam", 0, len(text), "engine:unread", ENGINE_VERSION, 0.6, "medium", UNREAD))
    return verdict_of(findings, ENGINE_VERSION)
