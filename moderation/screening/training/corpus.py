"""The corpus: one file of JSON lines a writer (corpus/README.md), split by writer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..language import OURS
from ..verdict import LABELS

FOLDER = Path(__file__).parent.parent / "corpus"
Split = Literal["train", "validation", "test", "next"]  # the last: not learned from yet
EXAMPLE = "rule_example"  # the writer and, of a benign one, the kind
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


def examples(folder: Path = FOLDER) -> list[Line]:
    """What the shipped rules' authors wrote beside them, plainly put as few voices of the corpus put it.

    As it was when examples.py last gathered it: a rule that is written since must not make another model of the same
    corpus.
    """
    return list(of(EXAMPLE, {"language": "en"}, folder))


def more(files: Iterable[Path]) -> list[Line]:
    """Lines of a site's own (manage.py export_training), in the corpus' shape; a file's name is its writer.

    Raises ValueError, which names the file and the line, for one that is no such line or has an id a second time.
    """
    found: dict[str, Line] = {}
    for file in files:
        for number, row in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
            if not row.strip():
                continue
            try:
                line = _checked(json.loads(row), file.stem)
                if line.id in found:
                    raise ValueError(f"{line.id} is there twice")
            except ValueError as error:
                raise ValueError(f"{file}, line {number}: {error}") from None
            found[line.id] = line
    return list(found.values())


def _checked(row: Any, writer: str) -> Line:
    if not isinstance(row, dict) or not isinstance(row.get("labels"), list):
        raise ValueError("must be an object with id, text, labels, kind and language")
    said: dict[str, Any] = {name: row.get(name) for name in ("id", "text", "kind", "language")} | {
        "reply_to": row.get("reply_to", "")
    }
    for name, value in said.items():
        if not isinstance(value, str) or not (value.strip() or name == "reply_to"):
            raise ValueError(f"{name} must be text")
    if unknown := [label for label in row["labels"] if label not in LABELS]:
        raise ValueError(f"unknown label {unknown[0]!r}")
    if said["language"] not in OURS:
        raise ValueError(f"language must be one of {', '.join(OURS)}, not {said['language']!r}")
    return Line(writer=writer, labels=tuple(row["labels"]), **said)


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
