"""Fold a text to plain lower-case letters, so that disguises fall away, and remember where each letter came from."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Letters of other scripts that pass for Latin ones (Unicode TR 39 confusables, the lower-case ones people use).
LOOKALIKES = dict(
    zip(
        "абвеёкмнорстухіјѕԁԛԝһցոսօɡɩαβεηικνορτυχωγ",
        "abbeekmhopctyxijsdqwhgnuogiabenikvoptuxwy",
        strict=True,
    )
)
PUNCTUATION = {
    "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "′": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "‑": "-", "−": "-",
    "¿": "\n", "¡": "\n", "。": ".", "，": ",", "؟": "?", "\t": " ", "\r": "\n", "/": "/",
}  # fmt: skip


@dataclass(frozen=True)
class Folded:
    """The folded text; ``origins[i]`` is the offset in the original text of the folded text's letter ``i``."""

    text: str
    origins: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets that the folded text's ``start:end`` (not empty) came from."""
        return self.origins[start], self.origins[end - 1] + 1


@lru_cache(maxsize=8192)
def fold_letter(letter: str) -> str:
    """One character's plain form: nothing for invisible ones and stacked accents, a space for broken ones."""
    if letter in PUNCTUATION:
        return PUNCTUATION[letter]
    if letter == "\n" or " " <= letter <= "~":
        return letter.lower()
    if unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn"):
        return " "
    plain = []
    for part in unicodedata.normalize("NFKD", letter).lower():
        if unicodedata.category(part) in ("Mn", "Me", "Cf"):
            continue
        plain.append(LOOKALIKES.get(part, part))
    return "".join(plain)


# ASCII folds letter by letter, each to one.
ASCII = {code: fold_letter(chr(code)) for code in range(128)}


def fold(text: str) -> Folded:
    """Fold ``text``, whatever it holds."""
    if text.isascii():
        return Folded(text.translate(ASCII), range(len(text)))
    letters: list[str] = []
    origins: list[int] = []
    for offset, letter in enumerate(text):
        plain = fold_letter(letter)
        if len(plain) == 1:
            letters.append(plain)
            origins.append(offset)
        else:
            letters.extend(plain)
            origins.extend([offset] * len(plain))
    return Folded("".join(letters), tuple(origins))
