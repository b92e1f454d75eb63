"""What members say: ordinary words, words that the rules hold, cries for help that are published with a case."""

import random
from collections.abc import Iterator
from itertools import count

LETTERS = "bcdfghjklmnpqrstvwxz"
ORDINARY = (
    "I walked by the river this morning and felt better",
    "Lentil soup tonight, with a slice of rye",
    "My sensor came off in the shower again",
    "Thank you all, that was a kind thing to read",
)
HELD = "just double your lantus tonight, works for me"
URGENT = "I passed out an hour ago and I am still shaking, my sugar is 38"
SHARE_HELD, SHARE_URGENT = 0.10, 0.04


def tags() -> Iterator[str]:
    """Words that stand in no other text and mean nothing to the rules."""
    for number in count():
        letters = []
        for _ in range(4):
            number, place = divmod(number, len(LETTERS))
            letters.append(LETTERS[place])
        yield "zq" + "".join(letters)


def said(rng: random.Random, tag: str) -> tuple[str, bool]:
    """A text with the tag, and whether the rules hold it."""
    dice = rng.random()
    if dice < SHARE_HELD:
        return f"{HELD} {tag}", True
    return f"{URGENT if dice < SHARE_HELD + SHARE_URGENT else rng.choice(ORDINARY)} {tag}", False
