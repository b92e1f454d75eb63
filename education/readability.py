"""How hard a text is to read, as a school grade: measured the same way for each text, so that texts compare. Pure.

English: the Flesch–Kincaid grade level (Kincaid et al., Derivation of new readability formulas for Navy enlisted
personnel, Research Branch Report 8-75, 1975). Spanish: the perspicuity index of Szigriszt Pazos (Sistemas predictivos
de legibilidad del mensaje escrito, 1993) on the INFLESZ bands (Barrio-Cantalejo et al., An Sist Sanit Navar
2008;31:135-152), read as grades by the school years that the bands stand for. Both know only the length of words and of
sentences: an estimate, good to about one grade. Whether a text is understood, only its readers can tell.

The `textstat` package measures the same, and brings a pronouncing dictionary, a language toolkit and a hyphenator
along: much weight for two formulas.
"""

import re
from collections.abc import Callable
from itertools import pairwise

MIN_WORDS = 30  # fewer say nothing

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|\n+")
# make, makes, baked: the last e is silent; not in table, boxes, needed, nor in the word this place is about.
_SILENT = re.compile(
    r"(?:[^aeiouy]|(?<=[aeiouy])l)(?<![^aeiouy]l)e$|(?<=[^aeiouysxzcg])(?<!sh)(?<!ch)(?<!diabet)es$|(?<=[^aeiouytd])ed$"
)
# di-abetes, cre-ate, gluc-ose sci-ence, rad-ius; not in special, region, nation.
_APART = re.compile(r"(?<=[^aeioucgst])i[ao]|eate|(?<=[^aeiou])ien[ct]|ius$")

# Perspicuity at the edges of the INFLESZ bands, and the school grade there: over 80 the first school years, 65-80 the
# later primary years, 55-65 and 40-55 secondary school, below 40 upper secondary and beyond.
_INFLESZ = [(100.0, 1.0), (80.0, 3.5), (65.0, 6.5), (55.0, 8.5), (40.0, 10.5), (0.0, 16.0)]


def grade(text: str, language: str) -> float | None:
    """The school grade (0-20, one decimal) whose readers follow the text; None for too short a text or a language
    without a formula here ("en" and "es" have one)."""
    measure = _GRADES.get(language[:2])
    words = _WORD.findall(text)
    if measure is None or len(words) < MIN_WORDS:
        return None
    sentences = sum(1 for part in _SENTENCE_END.split(text) if _WORD.search(part))
    return round(min(max(measure(words, len(words) / sentences), 0.0), 20.0), 1)


def _english(words: list[str], per_sentence: float) -> float:
    return 0.39 * per_sentence + 11.8 * _per_word(words, english_syllables) - 15.59


def _spanish(words: list[str], per_sentence: float) -> float:
    score = 206.835 - 62.3 * _per_word(words, spanish_syllables) - per_sentence
    score = min(max(score, 0.0), 100.0)
    for (easier, low), (harder, high) in pairwise(_INFLESZ):
        if score >= harder:
            return low + (high - low) * (easier - score) / (easier - harder)
    raise AssertionError("a score is 0 to 100")


def _per_word(words: list[str], syllables: Callable[[str], int]) -> float:
    return sum(syllables(word) for word in words) / len(words)


def english_syllables(word: str) -> int:
    """Groups of vowels, less a silent ending, more the pairs that are said apart; at least one."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", letters)) - len(_SILENT.findall(letters)) + len(_APART.findall(letters))
    return max(count, 1)


def spanish_syllables(word: str) -> int:
    """Nuclei: strong vowels and accented weak ones each make one; a weak vowel beside a strong one joins it."""
    letters = re.sub(r"qu|gu(?=[eiéí])", "q", word.lower().replace("ü", "u"))
    letters = re.sub(r"y$", "i", letters)
    nuclei = 0
    for run in re.findall(r"[aeiouáéíóú]+", letters):
        strong = len(re.findall(r"[aeoáéóíú]", run))
        nuclei += max(strong, 1)
    return max(nuclei, 1)


_GRADES: dict[str, Callable[[list[str], float], float]] = {"en": _english, "es": _spanish}
