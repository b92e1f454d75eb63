"""The trained readers at work: texts in, logits for each label out. onnxruntime and tokenizers; nothing is fetched.

The network takes int64 `input_ids`, `attention_mask` and `token_type_ids`, each (batch, tokens), and gives float32
`logits`, (batch, labels).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from . import card
from .card import BrokenModel
from .ngrams import Ngrams
from .plain import plain
from .reading import VOCABULARY
from .verdict import LABELS

WINDOW, OVERLAP = 160, 40  # tokens read at once, and how many of them the next window reads again
MOST_WINDOWS = 12  # of one message: more than 4,000 letters of plain words have
REPLY = 48  # tokens of the message replied to that are read with the first window
BATCH = 8  # windows at once: what more of them need leaves the processor's cache
SLOW = ["SkipLayerNormFusion"]  # of onnxruntime's optimisers: without it a message costs a tenth less

SURELY_READ = WINDOW - REPLY - 3 + (MOST_WINDOWS - 1) * (WINDOW - 2 - OVERLAP)  # tokens, each of a letter or more

MARKS = "[CLS]", "[SEP]"  # before a text, and after each part

Asked = tuple[str, str]  # a text, and the text it replies to or ""


class Model:
    """A model that was checked and loaded. May be used by several threads at once."""

    def __init__(self, folder: Path = card.FOLDER):
        told = card.read(folder)
        self.name, self.version = told.name, told.version
        self.languages, self.weighing = told.languages, told.weighing
        try:
            self._words: Tokenizer = Tokenizer.from_buffer(told.files[card.WORDS])
            self._ngrams = Ngrams.from_bytes(told.files[card.NGRAMS])
            self._session = onnxruntime.InferenceSession(told.files[card.NETWORK], _options(), disabled_optimizers=SLOW)
        except Exception as error:  # whatever these libraries make of a file that they cannot read
            raise BrokenModel(f"{folder}: {type(error).__name__}: {error}") from error
        self._words.no_truncation()
        self._words.no_padding()
        self._begin, self._end = (self._words.encode(mark, add_special_tokens=False).ids[0] for mark in MARKS)

    def logits(self, asked: Sequence[Asked]) -> np.ndarray:
        """(texts, 2, labels): the network's, and the n-grams'."""
        if not asked:
            return np.zeros((0, 2, len(LABELS)), dtype=np.float32)
        plainly = np.stack([self._ngrams.logits(*one) for one in asked])
        return np.stack([self._by_network(asked), plainly], axis=1)

    def reads_whole(self, text: str) -> bool:
        """Whether the network gets to its end: what lies beyond MOST_WINDOWS it never sees."""
        return (text.isascii() and len(text) <= SURELY_READ) or len(self._ids(text)) <= SURELY_READ

    def _by_network(self, asked: Sequence[Asked]) -> np.ndarray:
        """(texts, labels): of each label the highest of the text's windows."""
        windows = [(at, window) for at, one in enumerate(asked) for window in self._windows(*one)]
        windows.sort(key=lambda numbered: len(numbered[1][0]))  # a batch costs what its longest costs
        found = np.full((len(asked), len(LABELS)), -np.inf, dtype=np.float32)
        for start in range(0, len(windows), BATCH):
            some = windows[start : start + BATCH]
            np.maximum.at(found, [at for at, _ in some], self._run([window for _, window in some]))
        return found

    def _windows(self, text: str, reply_to: str) -> list[tuple[list[int], int]]:
        """Token ids with their marks, and how many of them are the text's own, for each window."""
        ids = self._ids(text)
        other = [*self._ids(reply_to)[:REPLY], self._end] if reply_to else []
        first, room = WINDOW - len(other) - 2, WINDOW - 2
        starts = range(max(0, first - OVERLAP), max(0, len(ids) - OVERLAP), room - OVERLAP)[: MOST_WINDOWS - 1]
        own = [ids[:first], *(ids[start : start + room] for start in starts if len(ids) > first)]
        windows = [[self._begin, *some, self._end] for some in own]
        return [(windows[0] + other, len(windows[0])), *((window, len(window)) for window in windows[1:])]

    def _ids(self, text: str) -> list[int]:
        return self._words.encode(plain(text, VOCABULARY), add_special_tokens=False).ids

    def _run(self, windows: Sequence[tuple[list[int], int]]) -> np.ndarray:
        shape = len(windows), max(len(ids) for ids, _ in windows)
        fed = {name: np.zeros(shape, dtype=np.int64) for name in ("input_ids", "attention_mask", "token_type_ids")}
        for row, (ids, own) in enumerate(windows):
            fed["input_ids"][row, : len(ids)] = ids
            fed["attention_mask"][row, : len(ids)] = 1
            fed["token_type_ids"][row, own : len(ids)] = 1
        return self._session.run(["logits"], fed)[0]


def _options() -> onnxruntime.SessionOptions:
    """One thread a call: the callers are many, and the machine has others to serve."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return options
