"""The pipeline: cut a text into named sentences, read them, match the rules, ask the model, gather a verdict."""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from .assent import AGREES, assented, tells_of_own_dose
from .insulin import graver, narrowed, takes_insulin
from .language import language_of
from .matching import MOST_FINDINGS, SHIPPED, RuleSet
from .plain import with_sweets, without_symbols
from .reading import named, names_medicine, read
from .reasons import _
from .rules import RULES, Rule
from .rules.no_insulin import NO_INSULIN
from .units import SOURCE as UNIT_IN_DOUBT
from .units import unit_in_doubt
from .verdict import LABELS, UNREAD_SOURCE, Context, Finding, Verdict, verdict_of

if TYPE_CHECKING:
    from .card import Weighing
    from .model import Model

log = logging.getLogger(__name__)

ENGINE_VERSION = "rules-12"
NOTHING_KNOWN = Context()
TRIED = "Good morning, all. How was your night?"
UNREAD = _("Broken into so many pieces that its end was not read by the rules: please read it whole.")
# A verdict's notes: the rules alone have read it; or the model has not read its end.
UNKNOWN_LANGUAGE, UNREAD_BY_MODEL = "unknown-language", "unread-by-model"
# Where the rule stands whatever the model says: of who has no insulin left it has met few, and where a doctor is named,
# whose word is handed on to all or who is to be told nothing, it has learned that what doctors ordered is harmless.
UNLEARNED = frozenset(
    (
        *(rule.id for rule in NO_INSULIN),
        *(f"{label}.{told}" for label in ("stop", "dosing") for told in ("doctor-for-all", "behind-the-doctor")),
    )
)
NO_INSULIN_SOURCE = "rule:emergency.no-insulin"  # how the sources of what they find begin
WEIGHED = frozenset((f"rule:{rule.id}", rule.version) for rule in RULES if rule.id not in UNLEARNED)
# What a shipped rule finds of these stands unless there is talk around it of which the model, as of the sentence by
# itself, is all but certain that it is nothing: a cry for help that is passed over is the worst that screening can do.
STANDING = frozenset(("self_harm", "emergency"))
UNLIKELY = 0.05
SHORT = 20  # words; of a message with no more the rules' reading is as good as the model's
# So few words have no room for what would explain advice away: of the corpus' lines in which a shipped rule finds any,
# 71 of 75 are risky, and the model, which has met few so bare, lets "stop taking insulin" pass.
FEWEST = 6
BARE = frozenset(("dosing", "stop_treatment", "unsafe_practice"))
# Words by which the model may judge; of fewer it has met some fifty that are harmless, and must be surer.
ENOUGH_WORDS, CERTAIN = 3, 0.6
# Of the sentences that are read by themselves; so much, that no text keeps the others waiting.
MOST_SENTENCES, LONGEST_SENTENCE = 20, 240  # letters
CLAUSE_ENDS = ",;:.!?\n"
QUOTES = frozenset('"“”„«»')
MODEL_SEVERITY = {
    "dosing": "high",
    "stop_treatment": "high",
    "unproven_remedy": "medium",
    "unsafe_practice": "high",
    "emergency": "urgent",
    "self_harm": "urgent",
    "abuse": "medium",
    "privacy": "medium",
    "spam": "low",
}
MODEL_REASON = {
    "dosing": _("Reads as if it told somebody what dose to take."),
    "stop_treatment": _("Reads as if it urged somebody to leave off treatment, tests or their care team."),
    "unproven_remedy": _("Reads as if it claimed that a remedy cures diabetes or stands in for medicine."),
    "unsafe_practice": _("Reads as if it urged or offered something dangerous."),
    "emergency": _("Reads as if somebody were in danger now."),
    "self_harm": _("Reads as if somebody might harm themselves."),
    "abuse": _("Reads as an attack on a person or a group."),
    "privacy": _("Reads as if it gave away who or where somebody is."),
    "spam": _("Reads as advertising or a scam."),
}

Asked = tuple[str, Context]
Logits = Any  # a NumPy array, (2, labels); this module does without NumPy where there is no model


class Screener:
    """The rules and, where there is one, a trained model beside them. May be used by several threads at once.

    ``shadow`` rules are on trial: what they find is told apart and changes nothing. ``book`` names the set of rules, if
    it is not the shipped one, in the version of each verdict.
    """

    def __init__(
        self, model: Model | None = None, rules: Sequence[Rule] = RULES, shadow: Sequence[Rule] = (), book: str = ""
    ):
        self.model = model
        self.rules = SHIPPED if rules is RULES else RuleSet(rules)
        self.shadow = RuleSet(shadow) if shadow else None
        self._ruled = f"{ENGINE_VERSION}.{book}" if book else ENGINE_VERSION
        self.version = f"{self._ruled}+{model.version}" if model else self._ruled

    def warm_up(self) -> None:
        """Make ready what a message would have to wait for."""
        for rule in self.rules.rules:
            rule.compile()
        self.screen(TRIED)

    def screen(self, text: str, context: Context = NOTHING_KNOWN) -> Verdict:
        """Judge one message. Any string gets a verdict; the same input always gets the same one."""
        return self.screen_all([(text, context)])[0]

    def screen_all(self, asked: Sequence[Asked]) -> list[Verdict]:
        """Judge many, in order: what the model is asked together costs it less."""
        verdicts = [self.by_rules(text, context) for text, context in asked]
        model = self.model
        if model is None:
            return verdicts
        languages = [language_of(text) for text, _ in asked]
        readable = [at for at, found in enumerate(languages) if found == "?" or found in model.languages]
        logits = model.logits([(asked[at][0], asked[at][1].reply_to) for at in readable])
        for at, rows in zip(readable, logits, strict=True):
            verdicts[at] = self._weighed(model, asked[at], verdicts[at], rows)
        meant = _meant(model, [(asked[at][0], _seen(verdicts[at])) for at in readable])
        for at, found in zip(readable, meant, strict=True):
            verdicts[at] = verdicts[at].with_findings(found)
        for at in set(range(len(asked))).difference(readable):
            verdicts[at] = verdicts[at].noted(UNKNOWN_LANGUAGE)
        return verdicts

    def _weighed(self, model: Model, message: Asked, ruled: Verdict, logits: Logits) -> Verdict:
        """The rules' verdict and the model's logits, (2, labels), as one; yet without findings of the model.

        What a shipped rule finds is evidence, weighed beside the model's: alone, these rules call a clinician for
        nothing one time in twenty where talk is near to the risky. But much harmless talk around it must not outweigh
        it, so its sentence is weighed by itself too, and for STANDING little likelihood is enough. It stands for a yes
        to a question, which says nothing by itself, where there is more of it than was counted, where the model has not
        read to the end, where a site's own people have signed it, and where the model never learned of it (UNLEARNED).
        """
        text = message[0]
        whole = model.reads_whole(text)
        counted = Counter(found.source for found in ruled.findings)
        standing = {
            found.label
            for found in ruled.findings
            if not (whole and _is_weighed(found)) or counted[found.source] >= MOST_FINDINGS
        }
        words = len(text.split())
        alone = words < ENOUGH_WORDS and not message[1].reply_to
        unlikely = 0.0 if words <= SHORT else UNLIKELY
        labels: dict[str, float] = {}
        for label, weighing, network, ngrams in zip(LABELS, model.weighing, *logits.tolist(), strict=True):
            by_rules = ruled.labels.get(label, 0.0)
            probability = round(probable(weighing, network, ngrams, by_rules), 3)
            stands = (label in STANDING and probability >= unlikely) or (label in BARE and words <= FEWEST)
            if label in standing or (by_rules and stands):
                labels[label] = max(by_rules, probability)
            elif probability >= (max(CERTAIN, weighing.threshold) if alone and not by_rules else weighing.threshold):
                labels[label] = probability
        labels |= _by_themselves(model, message, ruled, ruled.labels.keys() - labels.keys(), bool(labels))
        if "self_harm" in labels and "self_harm" not in ruled.labels and not _despairs(model, message, ruled):
            del labels["self_harm"]
        if (
            "dosing" in labels
            and "dosing" not in ruled.labels
            and (tells_of_own_dose(text, message[1].reply_to) or not _is_told_a_dose(model, message))
        ):
            del labels["dosing"]
        labels = {label: labels[label] for label in LABELS if label in labels}
        told = [finding for finding in ruled.findings if finding.label in labels]
        weighed = replace(verdict_of(told, self.version, labels), shadow=ruled.shadow)
        return weighed if whole else weighed.noted(UNREAD_BY_MODEL)

    def by_rules(self, text: str, context: Context) -> Verdict:
        """What the rules alone make of it."""
        done = Read(text, context, self.rules.vocabulary)
        findings = done.by(self.rules)
        findings += unit_in_doubt(findings, done.message, text, context.glucose_unit, ENGINE_VERSION)
        if not done.all:
            findings.append(Finding("spam", 0, len(text), UNREAD_SOURCE, ENGINE_VERSION, 0.9, "medium", UNREAD))
        verdict = verdict_of(findings, self._ruled)
        return replace(verdict, shadow=self._aside(self.shadow, done, text, context)) if self.shadow else verdict

    def _aside(self, shadow: RuleSet, done: Read, text: str, context: Context) -> tuple[Finding, ...]:
        """What rules on trial find; nothing when one of them fails, for that may hold no message."""
        try:
            # Its own words must not change how the rules in force read the text.
            same = shadow.vocabulary is self.rules.vocabulary
            return tuple((done if same else Read(text, context, shadow.vocabulary)).by(shadow))
        except Exception:
            log.exception("a rule in shadow failed")
            return ()


class Read:
    """A text and the one it replies to, read with a vocabulary."""

    def __init__(self, text: str, context: Context, vocabulary: frozenset[str]):
        self._text, self._reply_to = text, context.reply_to
        self._replied, _all = named(context.reply_to, vocabulary=vocabulary)
        self._cut, self.all = named(text, context.glucose_unit, vocabulary)
        self.message = read(self._cut, names_medicine(self._replied))
        self._narrower = narrowed(self.message) if takes_insulin(context) else None

    def by(self, rules: RuleSet) -> list[Finding]:
        found = rules.findings_in(self.message) + assented(self._text, self._cut, self._reply_to, self._replied, rules)
        return found + (graver(self._narrower, rules, found) if self._narrower else [])


def _is_weighed(finding: Finding) -> bool:
    """Whether a rule found it that the model may outweigh: one as it was shipped, and by more than a bare yes."""
    return finding.source == UNIT_IN_DOUBT or (finding.source.removesuffix(AGREES), finding.version) in WEIGHED


def _by_themselves(
    model: Model, message: Asked, ruled: Verdict, labels: Collection[str], flagged: bool
) -> dict[str, float]:
    """Of the labels that rules found, those borne by the words of a finding's sentence when they are read alone.

    And those of sentences that are too many to be read so. Each finding's clause is read alone too where it is one of
    BARE ("hello all, stop your insulin") or where the message is ``flagged`` for something else: "stop your insulin,
    cinnamon cures it" is more than a claim. One of BARE stands in a few words that end a message without quotes: what
    would explain it away comes after it, or says whose words they are.
    """
    if not labels:
        return {}
    text, context = message
    sentences: dict[str, set[str]] = {}  # what is to be read -> for which labels
    found = {}
    for start, end in _sentences(text):
        for one in ruled.findings:
            if one.label in labels and start < one.end and one.start < end:
                alone = without_symbols(_cut(text, max(start, one.start - LONGEST_SENTENCE // 2), end))
                sentences.setdefault(alone.strip(), set()).add(one.label)
                if flagged or one.label in BARE:
                    clause = without_symbols(_clause(text, max(start, one.start), min(end, one.end))).strip()
                    sentences.setdefault(clause, set()).add(one.label)
                    if one.label in BARE and len(clause.split()) <= FEWEST and _ends_plainly(text, clause):
                        found[one.label] = ruled.labels[one.label]
    if not context.reply_to:
        sentences.pop(text.strip(), None)  # the model has read that
    unread = islice(sentences.values(), MOST_SENTENCES, None)
    found |= {label: ruled.labels[label] for told in unread for label in told}
    for sentence, told in islice(sentences.items(), MOST_SENTENCES):
        # One at a time, as a message is read: the network's int8 sums are scaled by what is read together.
        [(network, ngrams)] = model.logits([(sentence, "")])
        for label in told:
            at = LABELS.index(label)
            weighing = model.weighing[at]
            probability = round(probable(weighing, network[at], ngrams[at], ruled.labels[label]), 3)
            if label in STANDING and probability >= UNLIKELY:
                found[label] = max(probability, ruled.labels[label])
            elif probability >= weighing.threshold:
                found[label] = max(probability, found.get(label, 0.0))
    return found


def _ends_plainly(text: str, clause: str) -> bool:
    """Whether the text ends with the clause, and nothing in it is quoted."""
    return QUOTES.isdisjoint(text) and without_symbols(text).rstrip(" .!\n").endswith(clause.rstrip(" .!"))


def _despairs(model: Model, message: Asked, ruled: Verdict) -> bool:
    """Whether the model sees self-harm in more than the words of who has no insulin, which it takes for despair.

    What is said beside them is read by itself: who has none and does not want to live needs both.
    """
    text, context = message
    rest = text
    for found in ruled.findings:
        if found.source.startswith(NO_INSULIN_SOURCE):
            rest = rest[: found.start] + " " * (found.end - found.start) + rest[found.end :]
    if rest == text:
        return True
    return _is_seen(model, "self_harm", " ".join(rest.split()), context)


def _is_told_a_dose(model: Model, message: Asked) -> bool:
    """Whether the model sees dosing in more than how many sugar tablets lift a low, which it takes for a dose.

    Where a medicine is named too, they may stand in its place: then what the model saw holds.
    """
    text, context = message
    plainly = with_sweets(text)
    return plainly == text or names_medicine(named(plainly)[0]) or _is_seen(model, "dosing", plainly, context)


def _is_seen(model: Model, label: str, text: str, context: Context) -> bool:
    """Whether the model sees a label in this text, without a rule's word for it."""
    words = len(text.split())
    if not words:
        return False
    at = LABELS.index(label)
    weighing = model.weighing[at]
    [(network, ngrams)] = model.logits([(text, context.reply_to)])
    # Of a word or two it must be as sure as of a message of no more.
    bar = weighing.threshold if words >= ENOUGH_WORDS else max(CERTAIN, weighing.threshold)
    return probable(weighing, network[at], ngrams[at], 0) >= bar


def _seen(verdict: Verdict) -> dict[str, float]:
    """Of the labels those that no rule told of."""
    told = {finding.label for finding in verdict.findings}
    return {label: probability for label, probability in verdict.labels.items() if label not in told}


def _meant(model: Model, seen: Sequence[tuple[str, Mapping[str, float]]]) -> list[list[Finding]]:
    """For each text, and each label that the model alone saw in it, the sentence that says it most."""
    spans = [_sentences(text)[:MOST_SENTENCES] if labels else [] for text, labels in seen]
    cut = [
        (_cut(text, *span), "") for (text, _), some in zip(seen, spans, strict=True) if len(some) > 1 for span in some
    ]
    logits = iter(model.logits(cut))
    found = []
    for (_text, labels), some in zip(seen, spans, strict=True):
        said = [next(logits) for _span in some] if len(some) > 1 else []
        found.append([_finding(model, label, score, some, said) for label, score in labels.items()])
    return found


def _sentences(text: str) -> list[tuple[int, int]]:
    """Where each begins and ends; at least one."""
    cut, _all = named(text)
    return [(sentence[0].start, sentence[-1].end) for sentence in cut] or [(0, len(text))]


def _cut(text: str, start: int, end: int) -> str:
    return text[start : min(end, start + LONGEST_SENTENCE)]


def _clause(text: str, start: int, end: int) -> str:
    """The words from the comma before ``start`` to the one after ``end``."""
    begin = max(text.rfind(mark, max(0, start - LONGEST_SENTENCE), start) for mark in CLAUSE_ENDS) + 1
    ends = [at for at in (text.find(mark, end, end + LONGEST_SENTENCE) for mark in CLAUSE_ENDS) if at >= 0]
    return _cut(text, begin if begin else max(0, start - LONGEST_SENTENCE // 2), min(ends, default=len(text)))


def _finding(
    model: Model, label: str, score: float, spans: Sequence[tuple[int, int]], said: Sequence[Logits]
) -> Finding:
    """What the model saw, at the one of the spans that says it most."""
    at = LABELS.index(label)
    weighing = model.weighing[at]
    sums = [weighing.network * network[at] + weighing.ngrams * ngrams[at] for network, ngrams in said]
    start, end = spans[sums.index(max(sums)) if sums else 0]
    severity, reason = MODEL_SEVERITY[label], MODEL_REASON[label]
    return Finding(label, start, end, f"model:{model.name}", model.version, score, severity, reason)


def probable(weighing: Weighing, network: float, ngrams: float, by_rules: float) -> float:
    """What they make of a label together, from 0 to 1."""
    sum_ = weighing.network * network + weighing.ngrams * ngrams + weighing.rules * by_rules + weighing.bias
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, sum_))))


screen = Screener().screen  # by the rules alone
