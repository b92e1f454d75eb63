"""The corpus: one file of JSON lines a writer (corpus/README.md), split by writer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..verdict import LABELS

FOLDER = Path(__file__).parent.parent / "corpus"
Split = Literal["train", "validation", "test"]
ORDINARY = ("directive", "story", "sympathy", "banter", "tip")


@dataclass(frozen=True)
class Line:
    """One message. ``kind`` says how a benign one is near to the risky, or how a flagged one is put."""

    id: str
    writer: str
    text: str
    labels: tuple[str, ...]
    kind: str
    reply_to: str = ""
    language: str = "en"

    @property
    def group(self) -> Literal["flagged", "hard", "ordinary"]:
        if self.labels:
            return "flagged"
        return "ordinary" if self.kind in ORDINARY else "hard"


def writers(folder: Path = FOLDER) -> dict[str, dict[str, str]]:
    """Each writer's ``split``, ``language`` and ``voice``."""
    return json.loads((folder / "writers.json").read_text(encoding="utf-8"))


def lines(split: Split, folder: Path = FOLDER) -> list[Line]:
    """All lines of the writers of one split."""
    found = writers(folder)
    return [line for name in sorted(found) if found[name]["split"] == split for line in of(name, found[name], folder)]


def of(name: str, writer: dict[str, str], folder: Path = FOLDER) -> Iterable[Line]:
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            if unknown := set(row["labels"]) - set(LABELS):
                raise ValueError(f"{row['id']}: unknown label {sorted(unknown)[0]!r}")
            yield Line(
                row["id"],
                name,
                row["text"],
                tuple(row["labels"]),
                row["kind"],
                row.get("reply_to", ""),
                row.get("language", writer["language"]),
            )
