"""Tell advice from a story: walk a sentence and mark each verb that the writer tells another to do, or not to do."""

from __future__ import annotations

from .function_words import (
    ADVERBS,
    CLAUSE_ENDS,
    FRAMES,
    LINKS,
    MODALS,
    NEGATIONS,
    OPENERS,
    OTHERS,
    PLAIN_COMMANDS,
    SOFT_FRAMES,
    SPANISH_COMMANDS,
    SPEAKERS,
    TO_VERBS,
    YOU,
    words,
)
from .lexicon.actions import ACTIONS
from .tokens import Token

FRAMES_BY_LAST: dict[str, list[tuple[str, ...]]] = {}
for _frame in FRAMES + SOFT_FRAMES:
    FRAMES_BY_LAST.setdefault(_frame[-1], []).append(_frame)
COMMAND_CONCEPTS = frozenset(ACTIONS)
# The only words at which a frame can end (Reader._frame_at).
FRAME_ENDS = frozenset((*FRAMES_BY_LAST, *MODALS, *words("would wouldnt need neednt have necesitas to"))) | words(
    "shouldnt mustnt cant"
)
SUBJECTS = (
    dict.fromkeys(OTHERS - words("him her it"), "other")
    | dict.fromkeys(words("you tu usted"), "you")
    | dict.fromkeys(SPEAKERS - words("me my"), "me")
)
ORDERS = words("wants ordered")
FORBIDDING = words("dont never nunca")


def is_base(token: Token) -> bool:
    return token.concept in COMMAND_CONCEPTS and token.form == "base"


def opens_command(token: Token) -> bool:
    return is_base(token) or token.word in PLAIN_COMMANDS or token.word in NEGATIONS


class Reader:
    """Walks one sentence from left to right and decides, for each verb, whether the writer tells another to do it."""

    def __init__(self, tokens: list[Token], question: bool):
        self.tokens = tokens
        self.question = question
        self.words = [token.word for token in tokens]
        self.subject = ""
        self.last_mark = ""
        self.marks: dict[int, str] = {}
        self.doctor_ordered = False
        self.first_you = self.words.index("you") if "you" in self.words else len(self.words)
        # What stands right before the word being read: only openers since this index, and a linking word among them.
        self.opened_at = 0
        self.linked = False

    def read(self) -> dict[int, str]:
        """Mark by index of the governed verb: DO, DONT or NONEED."""
        for at, token in enumerate(self.tokens):
            self._note_subject(token)
            if token.word in FRAME_ENDS:
                self._framed(at)
            if at not in self.marks and opens_command(token) and self._starts_clause(at):
                self._command(at)
            elif at not in self.marks and (self._conditional(at, token) or self._unmistakable(at)):
                self.marks[at] = self.last_mark = "DO"
            elif self._forbids_after_if(at):
                self._command(at)
            self._pass_opener(at, token)
        return self.marks

    def _pass_opener(self, at: int, token: Token) -> None:
        if token.word in OPENERS or token.kind in ("handle", "sign"):
            self.linked = self.linked or token.word in LINKS
        else:
            self.opened_at, self.linked = at + 1, False

    def _note_subject(self, token: Token) -> None:
        self.subject = SUBJECTS.get(token.word, self.subject)
        if token.concept == "REPORT" or token.word in ORDERS:
            self.doctor_ordered = True

    def _framed(self, at: int) -> None:
        """A frame ending at this word governs the verb after it (adverbs between)."""
        frame = self._frame_at(at)
        if not frame:
            return
        verb, polarity = self._verb_after(at + 1, frame)
        if verb is not None and verb not in self.marks:
            self.marks[verb] = self.last_mark = polarity

    def _frame_at(self, at: int) -> str:
        word = self.words[at]
        before = self.words[at - 1] if at else ""
        before2 = self.words[at - 2] if at > 1 else ""
        if word == "would" and before == "i":
            return "" if self.question else "DO"
        if word in ("wouldnt",) and before == "i":
            return "DONT"
        if word in ("need", "have", "necesitas") and self._denied_to_you(at):
            return "NONEED" if not self.question else ""
        if (word == "need" and before == "no") or word == "neednt":
            return "NONEED"
        if self._soft(at):
            return "DO"
        if self.question:
            return ""
        if word in MODALS and (
            before in YOU or (before2 in YOU and before in ADVERBS | {"with", "diabetes"}) or self._plural_you(at)
        ):
            return "DO"
        if word in MODALS and word.startswith(("pued", "deb", "pod", "tend")):
            return "DONT" if before == "no" else "DO"
        if word in ("shouldnt", "mustnt", "cant") and before in YOU:
            return "DONT"
        if word == "to" and before in TO_VERBS and "you" in self.words[max(0, at - 4) : at]:
            return "DO"
        if any(
            tuple(self.words[max(0, at - len(f) + 1) : at + 1]) == f
            for f in FRAMES_BY_LAST.get(word, ())
            if f not in SOFT_FRAMES
        ):
            return self._free_of_me(at)
        return ""

    def _denied_to_you(self, at: int) -> bool:
        """ "You don't need", "you don't really have to", "don't need"."""
        reach = self.words[max(0, at - 3) : at]
        while reach and reach[-1] in ADVERBS:
            reach.pop()
        if not reach or reach[-1] not in ("dont", "no", "doesnt"):
            return False
        return len(reach) < 2 or reach[-2] in YOU or reach[-2] in (",", "and")

    def _plural_you(self, at: int) -> bool:
        """ "Type 1s should", "your mum can", "people with type 2 should"."""
        reach = self.words[max(0, at - 5) : at]
        return "i" not in reach and ("people" in reach or "your" in reach or "type" in reach)

    def _soft(self, at: int) -> bool:
        word = self.words[at]
        for frame in FRAMES_BY_LAST.get(word, ()):
            if frame in SOFT_FRAMES and tuple(self.words[max(0, at - len(frame) + 1) : at + 1]) == frame:
                return len(frame) > 1 or (at == 0 and self.question)
        return False

    def _free_of_me(self, at: int) -> str:
        """Frames such as "try to" and "safe to" count unless the writer, the doctor or a report is their subject."""
        reach = self.words[max(0, at - 4) : at + 1]
        if "told" in reach or "wants" in reach or "asked" in reach or "want" in reach:
            return ""
        speaks = any(word in ("i", "we", "he", "she", "they") for word in reach)
        advises = any(word in ("suggest", "recommend", "recomiendo", "advise", "que", "lugar") for word in reach)
        if speaks and not advises:
            return ""
        return (
            "DONT"
            if any(word in ("not", "dont", "never", "isnt") for word in reach[:-1]) and "forget" not in reach
            else "DO"
        )

    def _verb_after(self, at: int, polarity: str) -> tuple[int | None, str]:
        for step in range(at, min(at + 5, len(self.tokens))):
            token = self.tokens[step]
            if token.concept in COMMAND_CONCEPTS and token.form in ("base", "ing"):
                return step, polarity
            if token.word in ("not", "never", "dont") and polarity == "DO":
                polarity = "DONT"
            elif token.word in PLAIN_COMMANDS or token.word in (
                "be",
                "to",
                "i",
                "for",
                "the",
                "your",
                "you",
                "bother",
                "want",
            ):
                if polarity == "NONEED" and token.word in ("the", "your", "for", "to"):
                    return step, polarity
                if token.word not in ("to", "just", "go", "never", "dont", "bother", "you", "want"):
                    return (step, polarity) if step == at or polarity == "NONEED" else (None, "")
            elif token.word not in ADVERBS:
                return (step, polarity) if polarity == "NONEED" or step == at else (None, "")
        return None, ""

    def _starts_clause(self, at: int) -> bool:
        """Whether a command could begin here: after a stop, a comma, a quote or a linking word, openers skipped."""
        if self.question:
            return False
        if self.opened_at == 0:
            return True
        if self.tokens[self.opened_at - 1].kind in ("comma", "quote"):
            return self._boundary_free(at, comma=True)
        return self.linked and self._boundary_free(at, comma=False)

    def _boundary_free(self, at: int, comma: bool) -> bool:
        """Past the first clause, a bare verb may go on with the writer's own story rather than command."""
        if self.last_mark in ("DO", "DONT", "NONEED"):
            return True
        after = self.words[at + 1 : at + 4]
        yours = "your" in after or self.first_you < at or "tu" in after
        if self.doctor_ordered:
            return "just" in self.words[max(0, at - 1) : at] and yours
        if self.subject in ("me", "other"):
            return yours or (comma and self.words[at - 1] in ("just", "please"))
        return comma or (self.words[at - 1] in ("just", "then", "so", "but", "and", "instead") and (yours or at < 8))

    def _command(self, at: int) -> None:
        token = self.tokens[at]
        if token.word in NEGATIONS:
            if at and self.words[at - 1] == "why":
                return
            if token.word == "no" and not self._spanish_negated(at + 1):
                return
            verb, polarity = self._verb_after(at + 1, "DONT")
            if verb is not None:
                self.marks.setdefault(verb, polarity)
            self.last_mark = "DONT"
            return
        joined_by_or = at > 0 and self.words[at - 1] in ("or", "o")
        self.marks[at] = self.last_mark = "DONT" if joined_by_or and self.last_mark == "DONT" else "DO"

    def _spanish_negated(self, at: int) -> bool:
        return at < len(self.tokens) and (is_base(self.tokens[at]) or self.words[at] in ("te", "le", "lo", "la"))

    def _conditional(self, at: int, token: Token) -> bool:
        """ "If you're at 250 before bed take 6 units": the first bare strong verb after an if-clause about "you"."""
        if self.question or token.concept not in ("TAKE", "SKIP") or token.form != "base" or at < 4:
            return False
        if self.words[0] not in ("if", "when", "whenever", "si", "cuando") or "you" not in self.words[1:3]:
            return False
        return self.words[at - 1] not in YOU | MODALS | ADVERBS | NEGATIONS | SPEAKERS | {"or", "or_not"}

    def _unmistakable(self, at: int) -> bool:
        """ "Si andas alta subele": a Spanish command with its pronoun is one wherever it stands."""
        if self.question or self.words[at] not in SPANISH_COMMANDS:
            return False
        return not at or self.words[at - 1] not in NEGATIONS

    def _forbids_after_if(self, at: int) -> bool:
        """ "If your kid is newly diagnosed don't start insulin": the if-clause ended without a comma."""
        if self.question or at < 3 or self.words[at] not in FORBIDDING:
            return False
        before = self.words[at - 1]
        return self.words[0] in ("if", "when", "whenever", "si", "cuando") and (
            before.endswith("ed") or before in CLAUSE_ENDS
        )
