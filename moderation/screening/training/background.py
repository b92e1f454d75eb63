"""Real text that nobody has labelled, as a background of ordinary talk: never part of this repository."""

from __future__ import annotations

import json
import random
from pathlib import Path

from ..engine import screen
from .corpus import Line

LETTERS = 700  # of a text: as much as is learned from anyway
KIND = "background"


def lines(files: list[Path], each: int, seed: int) -> list[Line]:
    """So many texts of each file, JSON lines of {id, text}, without those that read as risky by the rules.

    Only every other line is drawn from, so that the rest can be measured on.
    """
    found = []
    for file in sorted(files):
        rows = [json.loads(row) for row in file.read_text(encoding="utf-8").split("\n") if row.strip()][::2]
        random.Random(seed).shuffle(rows)
        calm = [row for row in rows[: 2 * each] if not screen(row["text"][:LETTERS]).labels]
        found += [Line(row["id"], KIND, row["text"][:LETTERS], (), KIND) for row in calm[:each]]
    return found
