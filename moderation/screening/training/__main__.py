"""Train, weigh and write the model: `make train`; see docs/screening.md. Prints the figures that the card keeps."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from .. import card
from ..model import Model
from ..ngrams import Ngrams
from ..verdict import LABELS
from . import background, corpus, encoder, export, learn_ngrams, weighing
from .buried import buried
from .corpus import Line
from .encoder import Trained

NAME = "minilm"
LICENCE = "Apache-2.0 (weights of sentence-transformers/all-MiniLM-L6-v2); corpus: this project's licence"


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    recipe = replace(encoder.Recipe(), **{name: getattr(options, name) for name in ("seed", "epochs", "rate")})
    train, validation, test = (corpus.lines(split) for split in ("train", "validation", "test"))
    train += corpus.examples() + corpus.more(options.more)
    beside = background.lines(options.background, options.each, recipe.seed)
    print(
        f"{len(train)} lines to learn from, {len(validation)} to weigh on, {len(test)} to test on; {len(beside)} beside"
    )
    begun = time.monotonic()
    ngrams = learn_ngrams.learn(train + beside + buried(train, recipe.seed))
    trained = encoder.train(train + beside, recipe)
    minutes = (time.monotonic() - begun) / 60
    with tempfile.TemporaryDirectory() as scratch:
        told = made(Path(scratch), trained, ngrams, validation, test)
        told["training"] |= {
            "recipe": asdict(recipe),
            "minutes": round(minutes, 1),
            "lines": {"train": len(train), "validation": len(validation), "test": len(test), "background": len(beside)},
            "background": [file.name for file in options.background],
            "more": [file.name for file in options.more],
        }
        export.card(Path(scratch), told)
        options.out.mkdir(parents=True, exist_ok=True)
        # One by one, since the scratch folder's own mode would shut out the user that the site runs as; the card, which
        # vouches for the others, last: till then a site that starts refuses what it finds.
        for name in (*card.FILES, "card.json"):
            shutil.copy(Path(scratch) / name, options.out)
    print(json.dumps(told["training"]["figures"], indent=2))


def made(
    folder: Path, trained: Trained, ngrams: Ngrams, validation: Sequence[Line], test: Sequence[Line]
) -> dict[str, Any]:
    """Write the model; give what its card is to tell: weighed, and measured as it will run, int8 and all."""
    export.files(trained, ngrams, folder)
    made_of = hashlib.sha256((folder / card.NETWORK).read_bytes()).hexdigest()[:8]
    weights = {label: asdict(card.Weighing(1, 0, 0, 0, 0.5)) for label in LABELS}
    told: dict[str, Any] = {
        "name": NAME,
        "version": f"{datetime.now(UTC):%Y-%m-%d}-{made_of}",
        "licence": LICENCE,
        "labels": LABELS,
        "languages": sorted({line.language for line in [*validation, *test]}),
        "weighing": weights,
    }
    export.card(folder, told)  # a model is read with its card
    model = Model(folder)
    told["weighing"] = weighing.weigh(read_by_all(model, validation), validation)
    told["training"] = {"figures": figures(model, validation, test)}
    return told


def read_by_all(model: Model, lines: Sequence[Line]) -> dict[str, np.ndarray]:
    """Reader -> (lines, labels)."""
    logits = model.logits([(line.text, line.reply_to) for line in lines])
    return {"network": logits[:, 0], "ngrams": logits[:, 1], "rules": weighing.by_rules(lines)}


def figures(model: Model, validation: Sequence[Line], test: Sequence[Line]) -> dict[str, dict[str, float]]:
    """The ablation: for each choice of readers, how well it tells the flagged lines of the test voices from the rest.

    `auc` over all lines; `recall` at the thresholds that keep to what is allowed (weighing.ALLOWED) on the validation
    voices, and the shares of the test voices' hard and ordinary lines that are flagged then.
    """
    readers = {"validation": read_by_all(model, validation), "test": read_by_all(model, test)}
    found = {}
    for used in (
        ("rules",),
        ("ngrams",),
        ("network",),
        ("ngrams", "rules"),
        ("network", "rules"),
        ("network", "ngrams"),
        ("network", "ngrams", "rules"),
    ):
        chosen = {split: {name: told[name] for name in used} for split, told in readers.items()}
        weights = weighing.weigh(chosen["validation"], validation)
        probable = weighing.probabilities(weights, chosen["test"])
        flagged = weighing.flagged(weights, probable)
        found[" + ".join(used)] = {
            "auc": round(float(roc_auc_score(_are(test, "flagged"), probable.max(axis=1))), 4),
            "recall": round(float(flagged[_are(test, "flagged")].mean()), 3),
            "hard": round(float(flagged[_are(test, "hard")].mean()), 3),
            "ordinary": round(float(flagged[_are(test, "ordinary")].mean()), 3),
        }
    return found


def _are(lines: Sequence[Line], group: str) -> np.ndarray:
    return np.array([line.group == group for line in lines])


def _options() -> argparse.Namespace:
    default = encoder.Recipe()
    parser = argparse.ArgumentParser(prog="python -m moderation.screening.training", description=__doc__)
    parser.add_argument("--out", type=Path, default=card.FOLDER, help="the folder to write (the project's own)")
    parser.add_argument("--background", type=Path, nargs="*", default=[], metavar="FILE", help=background.__doc__)
    parser.add_argument(
        "--more", type=Path, nargs="*", default=[], metavar="FILE", help="a site's own lines, to learn from"
    )
    parser.add_argument("--each", type=int, default=400, help="texts to take of each such file (400)")
    parser.add_argument("--seed", type=int, default=default.seed)
    parser.add_argument("--epochs", type=int, default=default.epochs)
    parser.add_argument("--rate", type=float, default=default.rate)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
