"""Cut folded text into words, numbers, contacts and stops; undo leetspeak, stretched and spaced-out words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from .normalise import Folded, fold
from .spelling import SPELLED

LONGEST_WORD = 40
LONGEST_SPACED = 14
# More than a full message of ordinary words holds three times over; only text made to be unreadable has more.
MOST_TOKENS = 3000


class Token(NamedTuple):
    """A word or mark: its plain form, what it is (``kind``, then a ``concept`` from the lexicon), where it stood."""

    word: str
    kind: str
    start: int
    end: int
    concept: str = ""
    form: str = ""
    value: float | None = None


DOMAINS = "com|net|org|shop|store|example|info|io|ly|co|uk|es|mx|biz|me|app|site|online|club|xyz"
# Every part is bounded or eats a run that no other branch tries again: matching stays proportional to the text.
# A word that ends at a space, or at a mark before one, can be nothing else that is in SHAPES: most words go this way.
PLAIN_WORD = r"(?P<plain>[a-z]++(?=[ \n,;?)\"]|[.!:](?:[ \n]|\Z)|\Z))"
SHAPES = re.compile(
    rf"""
    {PLAIN_WORD}
  | (?P<email>[a-z0-9][a-z0-9._%+-]{{0,63}}@[a-z0-9-]{{1,63}}(?:\.[a-z0-9-]{{2,63}}){{0,2}}\.[a-z]{{2,24}}\b)
  | (?P<url>https?://[^\s<>"]{{1,300}}|www\.[^\s<>"]{{1,300}}
      |(?<![a-z0-9.-])[a-z0-9-]{{2,40}}\.(?:{DOMAINS})\b(?:\.[a-z]{{2}}\b)?(?:/[^\s]{{0,200}})?)
  | (?P<handle>(?<![a-z0-9])@[a-z0-9_.]{{2,30}}|\b[a-z_.]{{2,30}}\#\d{{4}}\b)
  | (?P<date>\b\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:19|20)?\d\d\b)
  | (?P<phone>\+\d[\d\s().-]{{7,17}}\d|\(\d{{2,5}}\)\s?\d[\d\s-]{{4,10}}\d|\b\d{{3}}[-.\s]\d{{3}}[-.\s]\d{{4}}\b
      |\b0\d{{3,4}}[-\s]?\d{{3}}[-\s]?\d{{3,4}}\b|\b\d{{2,3}}\s\d{{4}}\s\d{{4}}\b)
  | (?P<digits>\b\d{{10,11}}\b)
  | (?P<ssn>\b\d{{3}}-\d{{2}}-\d{{4}}\b)
  | (?P<ratio>\b1\s?:\s?\d{{1,3}}(?:\.\d)?\b)
  | (?P<money>[$£€]\s?\d[\d,.]{{0,9}})
  | (?P<known>\b(?:t[12]d?|type[12]|g[67]|glp1|sglt2|hba1c)\b)
  | (?P<mixed>\b(?=[a-z]{{0,20}}[0-9@$!][a-z])[a-z0-9@$!]{{2,30}})
  | (?P<number>\d{{1,12}}(?:[.,]\d{{1,4}})?)
  | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)
  | (?P<stop>[.!?;\n]+)
  | (?P<comma>[,:()]|-{{1,2}}(?=\s))
  | (?P<quote>")
  | (?P<sign>[%/+])
    """,
    re.VERBOSE,
)
PIECES = re.compile(r"(?P<number>\d{1,12})|(?P<word>[a-z]+)|(?P<stop>!+)")
LEET = str.maketrans("013457@$!", "oieastasi")
STRETCH = re.compile(r"(.)\1{2,}")


def unstretch(word: str, vocabulary: Collection[str]) -> str:
    """``stooop`` is stop, ``neeeed`` is need: the known word if there is one, else two of each stretched letter."""
    if not STRETCH.search(word):
        return word
    single, double = STRETCH.sub(r"\1", word), STRETCH.sub(r"\1\1", word)
    return single if single in vocabulary or single in SPELLED else double


def pieces(match: re.Match[str], vocabulary: Collection[str]) -> Iterator[tuple[str, str, int, int]]:
    """The (kind, word, start, end) parts of one match, in folded offsets."""
    kind = match.lastgroup or ""
    text, start, end = match.group(), match.start(), match.end()
    if kind != "mixed":
        yield "word" if kind in ("plain", "known") else kind, text, start, end
        return
    plain = unstretch(text.translate(LEET), vocabulary)
    letters = sum(letter.isalpha() for letter in text)
    if text in SPELLED or text in vocabulary or (letters > 1 and plain in vocabulary):
        yield "word", plain if text not in SPELLED and text not in vocabulary else text, start, end
        return
    for part in PIECES.finditer(text):
        yield part.lastgroup or "", part.group(), start + part.start(), start + part.end()


def spaced_letters(tokens: list[Token], at: int) -> str:
    """The single letters that stand apart from ``at`` on, as in ``s t o p``, put together."""
    letters, end = "", 0
    for token in tokens[at : at + LONGEST_SPACED]:
        if token.kind != "word" or len(token.word) != 1 or (letters and token.start - end > 2):
            break
        letters, end = letters + token.word, token.end
    return letters


def joined(tokens: list[Token], vocabulary: Collection[str]) -> list[Token]:
    """Put ``s t o p`` together again, where the letters make a word that we know."""
    done: list[Token] = []
    at = 0
    while at < len(tokens):
        if len(tokens[at].word) != 1:
            done.append(tokens[at])
            at += 1
            continue
        letters = spaced_letters(tokens, at)
        length = next((size for size in range(len(letters), 2, -1) if letters[:size] in vocabulary), 1)
        last = tokens[at + length - 1]
        done.append(last if length == 1 else tokens[at]._replace(word=letters[:length], end=last.end))
        at += length
    return done


@lru_cache(maxsize=8192)
def spelled_out(word: str, vocabulary: frozenset[str]) -> tuple[str, ...]:
    """The words that are meant by one, its stretching and its short form undone."""
    plain = unstretch(word, vocabulary)[:LONGEST_WORD]
    if plain not in SPELLED and plain.endswith("'s"):
        plain = plain[:-2]
    return tuple(SPELLED.get(plain, plain).replace("'", "").split(" "))


def spelled(tokens: list[Token], vocabulary: frozenset[str]) -> list[Token]:
    done: list[Token] = []
    for token in tokens:
        parts = spelled_out(token.word, vocabulary) if token.kind == "word" else (token.word,)
        if len(parts) == 1 and parts[0] == token.word:
            done.append(token)
        else:
            done += (token._replace(word=part) for part in parts)
    return done


def found(folded: Folded, vocabulary: Collection[str]) -> Iterator[Token]:
    origins = folded.origins
    for match in SHAPES.finditer(folded.text):
        if match.lastgroup == "plain":
            start, end = match.span()
            yield Token(match.group()[:300], "word", origins[start], origins[end - 1] + 1)
            continue
        for kind, word, start, end in pieces(match, vocabulary):
            yield Token(word[:300], kind, *folded.span(start, end))


def tokenise(text: str, vocabulary: frozenset[str]) -> tuple[list[Token], bool]:
    """The tokens of ``text``, with offsets into it as it was written, and whether they are all that it has."""
    some = list(islice(found(fold(text), vocabulary), MOST_TOKENS + 1))
    words = joined(some[:MOST_TOKENS], vocabulary)
    return spelled(words, vocabulary), len(some) <= MOST_TOKENS


def sentences(tokens: list[Token]) -> list[list[Token]]:
    """Cut at stops; a sentence keeps its closing stop, which tells a question."""
    cut: list[list[Token]] = [[]]
    for token in tokens:
        cut[-1].append(token)
        if token.kind == "stop":
            cut.append([])
    return [sentence for sentence in cut if any(token.kind != "stop" for token in sentence)]
