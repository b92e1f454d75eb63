"""What each reader of the rules is worth: the test voices as they are served, with one reader off at a time.

`python -m moderation.screening.training.layers`; some minutes. The readers that are trained: `make train` (figures).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from unittest.mock import patch

from .. import plain, reading, speech, tokens
from ..engine import Screener
from ..model import Model
from ..normalise import Folded
from ..tokens import Token
from ..verdict import Context
from . import corpus
from .corpus import Line

GROUPS = ("flagged", "obfuscated", "hard", "ordinary")


class Nameless:
    """In place of the lexicon: no word is a drug, a person or a dose."""

    @staticmethod
    def name(words: list[Token]) -> list[Token]:
        return words


def lowered(text: str) -> Folded:
    """In place of fold: letters as they were typed, in small ones where that keeps their number."""
    small = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return Folded(small, range(len(text)))


# What is off -> the names to put others in the place of, by module.
OFF = {
    "nothing": (),
    "normalising": ((tokens, "fold", lowered), (plain, "fold", lowered)),
    "names": ((reading, "LEXICON", Nameless),),
    "quantities": ((reading, "read_quantities", lambda words, meter="": words),),
    "how it is meant": ((speech, "ways", lambda words, question: frozenset()),),
}


def main() -> None:
    lines = corpus.lines("test")
    print(f"{'off':<18}{'read by':<10}" + "".join(f"{group:<12}" for group in GROUPS))
    for off, changes in OFF.items():
        with ExitStack() as stack:
            for module, name, instead in changes:
                stack.enter_context(patch.object(module, name, instead))
            for readers, screener in (("rules", Screener()), ("all", Screener(Model()))):
                found = shares(screener, lines)
                print(f"{off:<18}{readers:<10}" + "".join(f"{found[group]:<12.3f}" for group in GROUPS), flush=True)


def shares(screener: Screener, lines: Sequence[Line]) -> dict[str, float]:
    """Of each group the share that is flagged."""
    flags: dict[str, list[bool]] = {group: [] for group in GROUPS}
    for line in lines:
        flag = screener.screen(line.text, Context(reply_to=line.reply_to)).flagged
        flags[line.group].append(flag)
        if line.kind == "obfuscated":
            flags["obfuscated"].append(flag)
    return {group: sum(some) / max(1, len(some)) for group, some in flags.items()}


if __name__ == "__main__":
    main()
