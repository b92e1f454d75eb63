"""Lines amid others' ordinary talk: what is risky is to be found by its own words, not by the air of the whole."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .corpus import Line

SHARE = 0.5  # of the lines
MOST_PIECES = 4
LONGEST = 480  # letters


def buried(lines: Sequence[Line], seed: int) -> list[Line]:
    """Some of the lines once more, each amid pieces of ordinary ones in its language. Their labels stay."""
    chance = random.Random(seed)
    ordinary = by_language(lines)
    able = [line for line in lines if line.language in ordinary]
    return [amid(line, ordinary, chance) for line in chance.sample(able, round(len(able) * SHARE))]


def by_language(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """The ordinary ones among them."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.group == "ordinary":
            found.setdefault(line.language, []).append(line)
    return found


def amid(line: Line, ordinary: Mapping[str, Sequence[Line]], chance: random.Random) -> Line:
    """The line between pieces of ordinary ones; `ordinary` is by language, and must have the line's."""
    room, parts = LONGEST - len(line.text), [line.text]
    for _ in range(chance.randint(1, MOST_PIECES)):
        piece = _piece(chance.choice(ordinary[line.language]).text)
        if len(piece) >= room:
            break
        room -= len(piece) + 1
        parts.insert(0 if chance.random() < 0.6 else len(parts), piece)
    return replace(line, text=" ".join(parts))


def _piece(text: str) -> str:
    """A sentence or two of it."""
    end = text.find(". ", 60)
    return text[: end + 1] if 0 < end < 200 else text[:160]
