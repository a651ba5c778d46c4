"""The encoder of a pack: sentences in, a score for each requirement out.

It runs on CTranslate2, which faster-whisper brings. Another one may take its place: ``Encoder``
is all that is asked of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from auditor.read.states import Floats, States

MOST_TOKENS = 94  # the encoder has learned no longer sentences

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
        self._states = States(folder)

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
        for i, states in self._states.of([e.ids[:MOST_TOKENS] for e in encoded]):
            offsets = encoded[i].offsets[:MOST_TOKENS]
            if offsets:
                scores[i], places[i] = self._head(states, offsets)
        return scores, places

    def _head(self, states: Floats, offsets: Sequence[tuple[int, int]]) -> tuple[Floats, Places]:
        """Each requirement attends to the tokens that speak of it (tokens x ids)."""
        weight = states @ self._query.T
        weight = np.exp(weight - weight.max(axis=0))
        weight /= weight.sum(axis=0)
        parts = weight * (states @ self._weight.T + self._bias)
        best = parts[1:-1].argmax(axis=0)
        starts = np.array([s for s, _ in offsets], dtype=np.int64)
        return parts.sum(axis=0), starts[best]
