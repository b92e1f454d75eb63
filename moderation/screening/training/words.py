"""Words for an encoder that was made for English at large: Spanish, the names of medicines, the talk of the trade.

The publisher's vocabulary cuts them into pieces that mean nothing ("in ##yec ##cion", "lan ##tus"), so that the corpus
alone would have to teach each of them. Here each becomes a token, begun from what it means in plain English; training
does the rest (docs/decisions/016-words-from-their-meaning.md).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tokenizers import Tokenizer

if TYPE_CHECKING:
    from torch import Tensor

GLOSSES = Path(__file__).parent / "glosses.tsv"  # form, folded as plain() folds; what it means in a chat about diabetes


def glosses(file: Path = GLOSSES) -> dict[str, str]:
    """Form -> meaning."""
    return dict(line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())


def teach(encoder: Any, tokenizer: Any, meanings: dict[str, str]) -> None:
    """Give the tokenizer a token for each form, and the encoder's embeddings a row that says what the meaning says.

    A form that the vocabulary has already (`para` is there, from names of places) starts halfway between the two.
    """
    old = encoder.get_input_embeddings().weight.data.clone()
    rows = {form: _meant(old, tokenizer, meaning) for form, meaning in meanings.items()}
    known = tokenizer.get_vocab()
    new = [form for form in rows if form not in known]
    _widen(tokenizer, new)
    encoder.resize_token_embeddings(len(old) + len(new), mean_resizing=False)
    table = encoder.get_input_embeddings().weight.data
    for form, row in rows.items():
        at = tokenizer.convert_tokens_to_ids(form)
        table[at] = (row + old[at]) / 2 if form in known else row


def _meant(table: Tensor, tokenizer: Any, meaning: str) -> Tensor:
    """The mean of the words' embeddings, as long as they are: a mean alone is shorter than any word."""
    parts = table[tokenizer(meaning, add_special_tokens=False)["input_ids"]]
    mean = parts.mean(0)
    return mean * parts.norm(dim=1).mean() / mean.norm()


def _widen(tokenizer: Any, forms: list[str]) -> None:
    """Whole words of the word-piece vocabulary itself: "added tokens" would be looked for within words, and slowly."""
    told = json.loads(tokenizer.backend_tokenizer.to_str())
    vocabulary = told["model"]["vocab"]
    vocabulary |= {form: len(vocabulary) + place for place, form in enumerate(forms)}
    tokenizer._tokenizer = Tokenizer.from_str(json.dumps(told))
