"""The stretch of a text in which searched words stand, cut into runs, so that they can be marked. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

LENGTH, LEAD = 160, 40  # characters of an excerpt, and of them before the first word that fits

_WORD = re.compile(r"[^\W_]+")


class Run(NamedTuple):
    text: str
    is_marked: bool


def begins(word: str) -> bool:
    """Whether the searched word may also be the beginning of a longer one."""
    return len(word) >= 3


def marked(text: str, words: Sequence[str]) -> list[Run]:
    """An excerpt around the first of the words, with each of them marked. They are folded (education.text.fold)."""
    line = " ".join(text.split())
    spans = list(_spans(line, words))
    start = _start(line, spans[0][0]) if spans else 0
    end = min(len(line), start + LENGTH)
    runs, at = [Run("… ", False)] if start else [], start
    for first, last in spans:
        if last > end:
            break
        runs += [Run(line[at:first], False), Run(line[first:last], True)]
        at = last
    runs.append(Run(line[at:end] + (" …" if end < len(line) else ""), False))
    return [run for run in runs if run.text]


def _start(line: str, first: int) -> int:
    """Where the excerpt begins: at a word."""
    if first <= LEAD:
        return 0
    return line.find(" ", first - LEAD, first) + 1 or first


def _spans(line: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    folded, origin = _folded(line)
    for match in _WORD.finditer(folded):
        said = match.group()
        if any(said == word or (begins(word) and said.startswith(word)) for word in words):
            yield origin[match.start()], origin[match.end() - 1] + 1


def _folded(line: str) -> tuple[str, list[int]]:
    """The line as the search sees it, and for each of its characters the place in the line that it came from."""
    folded, origin = [], []
    for at, character in enumerate(line):
        for part in unicodedata.normalize("NFKD", character):
            if not unicodedata.combining(part):
                small = part.casefold()
                folded.append(small)
                origin += [at] * len(small)
    return "".join(folded), origin
