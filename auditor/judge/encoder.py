"""The encoder of a pack: sentences in, a score for each requirement out.

It runs on CTranslate2, which faster-whisper brings. Another one may take its place: ``Encoder``
is all that is asked of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

MOST_TOKENS = 94  # the encoder has learned no longer sentences
WIDTH = 8  # tokens; what is read together is padded to a multiple of so many
BATCH = 8  # sentences read together: the fastest on one core

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


class Encoder(Protocol):
    """What reads sentences: for each its scores and where in it they come from."""

    @property
    def ids(self) -> Sequence[str]:
        """The requirements that it knows, in the order of its scores."""
        ...

    def read(self, texts: Sequence[str]) -> tuple[Floats, Places]:
        """Scores (texts x ids, log odds) and the character each rests on most.

        What it says of a text is the same whatever it reads together with it.
        """
        ...


class PackEncoder:
    """The encoder in a pack's folder ``meaning``. Its weights are loaded when it first reads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with np.load(folder / "head.npz", allow_pickle=False) as head:
            self._query, self._weight, self._bias = head["query"], head["weight"], head["bias"]
            self.ids = tuple(str(i) for i in head["ids"])
        special = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._begin, self._end = int(special["begin_id"]), int(special["end_id"])

    @cached_property
    def _encoder(self) -> Any:
        import ctranslate2

        return ctranslate2.Encoder(str(self._folder), device="cpu", intra_threads=1)

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.model._resize_cache(0)  # of texts: ``Readings`` asks for each only once
        return tokenizer

    def read(self, texts: Sequence[str]) -> tuple[Floats, Places]:
        """Scores (texts x ids, log odds) and the character each rests on most."""
        scores = np.full((len(texts), len(self.ids)), -20.0, dtype=np.float32)
        places = np.zeros((len(texts), len(self.ids)), dtype=np.int64)
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)

        def width(i: int) -> int:
            return -(-(min(len(encoded[i].ids), MOST_TOKENS) + 2) // WIDTH) * WIDTH

        # The width to which a text is padded shows in the last digits of its scores. Hence it
        # follows from the text alone, never from those that are read beside it.
        for padded, group in groupby(sorted(range(len(texts)), key=width), key=width):
            alike = list(group)
            for low in range(0, len(alike), BATCH):
                some = alike[low : low + BATCH]
                hidden = self._hidden([encoded[i].ids[:MOST_TOKENS] for i in some], padded)
                for row, i in enumerate(some):
                    offsets = encoded[i].offsets[:MOST_TOKENS]
                    if offsets:
                        scores[i], places[i] = self._head(hidden[row], offsets)
        return scores, places

    def _hidden(self, tokens: Sequence[Sequence[int]], width: int) -> Floats:
        from ctranslate2 import StorageView

        batch = np.zeros((len(tokens), width), dtype=np.int32)
        for row, ids in enumerate(tokens):
            batch[row, : len(ids) + 2] = [self._begin, *ids, self._end]
        lengths = np.array([len(ids) + 2 for ids in tokens], dtype=np.int32)
        output = self._encoder.forward_batch(
            StorageView.from_array(batch), lengths=StorageView.from_array(lengths)
        )
        return np.asarray(output.last_hidden_state, dtype=np.float32)

    def _head(self, hidden: Floats, offsets: Sequence[tuple[int, int]]) -> tuple[Floats, Places]:
        """Each requirement attends to the tokens that speak of it (tokens x ids)."""
        states = hidden[: len(offsets) + 2]
        weight = states @ self._query.T
        weight = np.exp(weight - weight.max(axis=0))
        weight /= weight.sum(axis=0)
        parts = weight * (states @ self._weight.T + self._bias)
        best = parts[1:-1].argmax(axis=0)
        starts = np.array([s for s, _ in offsets], dtype=np.int64)
        return parts.sum(axis=0), starts[best]
