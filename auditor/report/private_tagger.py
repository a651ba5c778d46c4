"""A small taught reader that says of each character of a talk whether it gives something away.

The lower layers of multilingual-e5-small (MIT; Wang et al. 2024) with a head of a few kinds, in
eight bits, run by CTranslate2. `bench/redaction/learn.py` teaches it. A character is one token, so
that what it says is exact to the character.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

AGENT, CUSTOMER, EITHER = "\ue101", "\ue102", "\ue103"
"""Characters that stand before a turn and say whose it is (private use: never in real text)."""

KINDS = ("", "name", "address", "health")
"""What a character may give away, in the order of the probabilities; first: nothing."""

MOST = 126
"""Characters of a window: what the reader has learned, without the marks at its ends."""

_WIDTH = 8
"""Windows are padded to a multiple of so many tokens, by their own length alone: the width shows in
the last digits of the probabilities."""
_BATCH = 8

Floats = NDArray[np.float32]


class Tagger:
    """The reader in a folder. Its weights are loaded when it first reads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _encoder(self) -> Any:
        import ctranslate2

        return ctranslate2.Encoder(str(self._folder), device="cpu", intra_threads=1)

    @cached_property
    def _settings(self) -> dict[str, Any]:
        return dict(json.loads((self._folder / "config.json").read_text("utf-8")))

    @cached_property
    def _ids(self) -> dict[str, int]:
        pieces = json.loads((self._folder / "vocabulary.json").read_text("utf-8"))
        return {piece: at for at, piece in enumerate(pieces) if len(piece) == 1}

    @cached_property
    def _head(self) -> tuple[Floats, Floats]:
        with np.load(self._folder / "head.npz", allow_pickle=False) as head:
            return head["weight"], head["bias"]

    @property
    def sure(self) -> float:
        """The probability from which a character is hidden."""
        return float(self._settings["sure"])

    @property
    def spread(self) -> float:
        """The probability from which one is hidden beside one that is."""
        return float(self._settings["spread"])

    @property
    def leave(self) -> float:
        """The probability below which even what a rule hides is left."""
        return float(self._settings["leave"])

    def read(self, windows: Sequence[str]) -> list[Floats]:
        """The probabilities (characters x `KINDS` and one for numbers) of each window.

        What it says of a window is the same whatever it reads together with it. A window holds at
        most `MOST` characters.
        """
        found: list[Floats] = [np.zeros((0, len(KINDS) + 1), np.float32)] * len(windows)

        def width(i: int) -> int:
            return -(-(len(windows[i]) + 2) // _WIDTH) * _WIDTH

        for padded, group in groupby(sorted(range(len(windows)), key=width), key=width):
            alike = list(group)
            for low in range(0, len(alike), _BATCH):
                some = alike[low : low + _BATCH]
                hidden = self._hidden([self.tokens(windows[i]) for i in some], padded)
                for row, i in enumerate(some):
                    found[i] = self._probabilities(hidden[row, 1 : len(windows[i]) + 1])
        return found

    def tokens(self, window: str) -> list[int]:
        """The tokens of a window, one for each character."""
        unknown = int(self._settings["unknown_id"])
        return [token(c, self._ids, unknown) for c in window]

    def _hidden(self, tokens: Sequence[Sequence[int]], width: int) -> Floats:
        from ctranslate2 import StorageView

        begin, end = int(self._settings["begin_id"]), int(self._settings["end_id"])
        batch = np.zeros((len(tokens), width), dtype=np.int32)
        for row, ids in enumerate(tokens):
            batch[row, : len(ids) + 2] = [begin, *ids, end]
        lengths = np.array([len(ids) + 2 for ids in tokens], dtype=np.int32)
        output = self._encoder.forward_batch(
            StorageView.from_array(batch), lengths=StorageView.from_array(lengths)
        )
        return np.asarray(output.last_hidden_state, dtype=np.float32)

    def _probabilities(self, states: Floats) -> Floats:
        weight, bias = self._head
        odds = states @ weight.T + bias
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)


def token(char: str, ids: Mapping[str, int], unknown: int) -> int:
    """The token of a character, or of one that is written otherwise and means the same."""
    for form in (char, unicodedata.normalize("NFKC", char), char.lower()):
        if form in ids:
            return ids[form]
    return unknown


@lru_cache(maxsize=1)
def tagger() -> Tagger:
    """The reader that comes with the package."""
    return Tagger(Path(__file__).with_name("tagger"))
