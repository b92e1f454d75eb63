"""Find known words and phrases in a token list, the longest first, forgiving one slip in a long medicine name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ..function_words import COMMON_WORDS
from ..normalise import fold
from ..spelling import SPELLED
from ..tokens import Token

# A name this long differs from every other word that people use by more than one letter.
FORGIVEN_LENGTH = 7
LONGEST_PHRASE = 6


def slips(word: str) -> set[str]:
    """The word with each one letter left out: two words one slip apart share one of these."""
    return {word[:at] + word[at + 1 :] for at in range(len(word))} | {word}


def spelled(phrase: str) -> tuple[str, ...]:
    """A lexicon entry as the tokeniser gives it: accents folded, underscores as spaces, short forms spelled."""
    words = fold(phrase).text.replace("'", "").split("_")
    return tuple(part for word in words for part in SPELLED.get(word, word).split(" "))


class Lexicon:
    """Phrases by first word; each with its concept and, for verbs, its form."""

    def __init__(self, *tables: Mapping[str, str], actions: Mapping[str, Mapping[str, str]]):
        self.phrases: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        for concept, forms in actions.items():
            for form, entries in forms.items():
                self._add(concept, form, entries)
        for table in tables:
            for concept, entries in table.items():
                self._add(concept, "", entries)
        for choices in self.phrases.values():
            choices.sort(key=lambda choice: -len(choice[0]))
        self.words = {word for choices in self.phrases.values() for words, _, _ in choices for word in words}
        self.concepts = {concept for choices in self.phrases.values() for _, concept, _ in choices}
        self._names = self._forgiven(*tables)
        self.misspelt = lru_cache(maxsize=8192)(self._misspelt)

    def _add(self, concept: str, form: str, entries: str) -> None:
        for entry in entries.split():
            words = spelled(entry)
            self.phrases.setdefault(words[0], []).append((words, concept, form))

    def _forgiven(self, *tables: Mapping[str, str]) -> dict[str, str]:
        names: dict[str, str] = {}
        for concept in ("INSULIN", "MED"):
            for entry in next(table for table in tables if concept in table)[concept].split():
                if len(entry) >= FORGIVEN_LENGTH and "_" not in entry and entry not in COMMON_WORDS:
                    names |= dict.fromkeys(slips(spelled(entry)[0]), concept)
        return names

    def _misspelt(self, word: str) -> str:
        """The concept of a medicine's name that ``word`` is one slip away from, or nothing."""
        if len(word) < FORGIVEN_LENGTH - 1 or word in self.words or word in COMMON_WORDS:
            return ""
        return next((self._names[near] for near in slips(word) if near in self._names), "")

    def name(self, tokens: list[Token]) -> list[Token]:
        """Give each token its concept; a phrase becomes one token."""
        named: list[Token] = []
        spoken = tuple(token.word for token in tokens)
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.kind != "word":
                named.append(token)
                at += 1
                continue
            for words, concept, form in self.phrases.get(token.word, ()):
                length = len(words)
                if length == 1 or spoken[at : at + length] == words:
                    end = tokens[at + length - 1].end
                    named.append(Token("_".join(words), "word", token.start, end, concept, form, token.value))
                    at += length
                    break
            else:
                concept = self.misspelt(token.word)
                named.append(token._replace(concept=concept) if concept else token)
                at += 1
        return named
