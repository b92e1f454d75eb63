"""From the trained encoder to the folder that moderation.screening.model reads: int8 weights, tokenizer, card."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from ..card import FILES, NETWORK, NGRAMS, WORDS
from ..ngrams import Ngrams
from .encoder import Trained

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def files(trained: Trained, ngrams: Ngrams, folder: Path) -> None:
    """Write all but the card."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NGRAMS).write_bytes(ngrams.to_bytes())
    with tempfile.TemporaryDirectory() as scratch:
        whole, ready = Path(scratch) / "whole.onnx", Path(scratch) / "ready.onnx"
        trained.reader.eval()
        example = tuple(torch.ones((2, 16), dtype=torch.int64) for _ in INPUTS)
        # The older exporter's graph runs a fifth faster, and onnxruntime's own fused operators gain nothing.
        torch.onnx.export(
            trained.reader,
            example,
            str(whole),
            input_names=list(INPUTS),
            output_names=["logits"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in INPUTS} | {"logits": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
        # Seven bits of eight: a processor without VNNI would overflow, and the others are as fast.
        quantize_dynamic(ready, folder / NETWORK, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    (folder / WORDS).write_text(trained.tokenizer.backend_tokenizer.to_str(), encoding="utf-8")


def card(folder: Path, told: Mapping[str, Any]) -> None:
    """Write `card.json`: what is told, and the files' hashes."""
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    text = json.dumps({**told, "sha256": hashes}, indent=2, ensure_ascii=False)
    (folder / "card.json").write_text(text + "\n", encoding="utf-8")
