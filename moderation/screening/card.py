"""A model's folder and its card, read and checked; nothing of the model itself is loaded.

The folder holds `model.onnx`, `tokenizer.json`, `ngrams.npz`, and `card.json`, which says what the model is, how its
readers are weighed beside the rules, and the files' hashes. docs/screening.md tells of the project's own.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .verdict import LABELS

FOLDER = Path(__file__).parent / "weights"  # the project's own
NETWORK, WORDS, NGRAMS = FILES = "model.onnx", "tokenizer.json", "ngrams.npz"

LONGEST_NAME = 40  # of a model and of its version: a case keeps both for each finding


class BrokenModel(Exception):
    """The folder holds no model that can be used; says what is wrong with which file."""


@dataclass(frozen=True)
class Weighing:
    """Of one label: its probability is sigmoid(network x a logit + ngrams x a logit + rules x a score + bias).

    Below `threshold` the message does not bear it, whatever a shipped rule found: there they would be wrong too often.
    """

    network: float
    ngrams: float
    rules: float
    bias: float
    threshold: float


@dataclass(frozen=True)
class Card:
    name: str
    version: str
    languages: tuple[str, ...]
    weighing: tuple[Weighing, ...]  # in the order of LABELS
    files: Mapping[str, bytes]


def read(folder: Path) -> Card:
    """The card, with the contents of the files that it vouches for. Raises BrokenModel."""
    try:
        told = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        files = {name: (folder / name).read_bytes() for name in FILES}
        for name, content in files.items():
            if hashlib.sha256(content).hexdigest() != told["sha256"][name]:
                raise BrokenModel(f"{folder / name} is not the file that card.json names")
        if tuple(told["labels"]) != LABELS:
            raise BrokenModel(f"{folder / 'card.json'}: its labels are not those of this program")
        weighing = tuple(_weighing(told["weighing"][label]) for label in LABELS)
        if not isinstance(told["languages"], list):
            raise BrokenModel(f"{folder / 'card.json'}: languages must be a list")
        for name in ("name", "version"):
            if not isinstance(told[name], str) or not 0 < len(told[name]) <= LONGEST_NAME:
                raise BrokenModel(f"{folder / 'card.json'}: {name} must be a text of 1 to {LONGEST_NAME} characters")
        return Card(told["name"], told["version"], tuple(told["languages"]), weighing, files)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenModel(f"{folder}: {type(error).__name__}: {error}") from error


def _weighing(told: Mapping[str, float]) -> Weighing:
    weights = {name: float(weight) for name, weight in told.items()}
    if not all(map(math.isfinite, weights.values())):
        raise ValueError(f"no weights: {weights}")
    return Weighing(**weights)
