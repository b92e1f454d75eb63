"""What was said in a room of a million messages: words by Zipf's law, as in any talk. Pure, and the same each time.

The most frequent words are those of `bench.talk`; after them come invented ones, which make the long tail of names,
foods and slips of the finger that a real room has.
"""

import re
from collections import Counter
from itertools import accumulate
from random import Random

from bench import talk

VOCABULARY = 40_000
STEEP = 1.07  # of Zipf's law
SHORTEST, LONGEST = 4, 32  # words of a message
OLD = "bramblewick"  # said often in the first fifth of the room, and never since
OLD_UNTIL, OLD_ONE_IN = 0.2, 40
ONSETS, VOWELS = ("b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "br", "dr", "gr", "sn", "th"), "aeiou"


def vocabulary() -> list[str]:
    """The most frequent word first."""
    said = Counter(re.findall(r"[a-z]+", " ".join(talk.SENTENCES).lower()))
    words = dict.fromkeys(word for word, _ in said.most_common())
    random = Random(1)
    while len(words) < VOCABULARY:
        syllables = random.randint(2, 5)
        onsets, vowels = (random.choices(which, k=syllables) for which in (ONSETS, VOWELS))
        words["".join(onset + vowel for onset, vowel in zip(onsets, vowels, strict=True))] = None
    return list(words)


class Talk:
    """Texts, one after another."""

    def __init__(self, seed: int = 2):
        self.words = vocabulary()
        self._random = Random(seed)
        self._weights = list(accumulate(1 / (rank + 2.7) ** STEEP for rank in range(len(self.words))))

    def text(self, age: float) -> str:
        """`age`: 0 for the first message of the room, 1 for the last."""
        length = self._random.randint(SHORTEST, LONGEST)
        words = self._random.choices(self.words, cum_weights=self._weights, k=length)
        if age < OLD_UNTIL and self._random.randrange(OLD_ONE_IN) == 0:
            words[0] = OLD
        return " ".join(words)
