"""Token states of small sentence encoders, run by CTranslate2 in eight bits on one core.

What is said of a text is the same whatever is read beside it: the width to which a text is padded
shows in the last digits, hence it follows from the text alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH = 8  # tokens; what is read together is padded to a multiple of so many
BATCH = 8  # texts read together: the fastest on one core
ENDS = 2  # tokens that mark the beginning and the end of a text

Floats = NDArray[np.float32]


class States:
    """The encoder in a folder (``bench/meaning/export.py``). Loaded when it first reads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.settings: dict[str, Any] = json.loads(
            (folder / "config.json").read_text(encoding="utf-8")
        )

    @cached_property
    def _encoder(self) -> Any:
        import ctranslate2

        return ctranslate2.Encoder(str(self._folder), device="cpu", intra_threads=1)

    def of(self, texts: Sequence[Sequence[int]]) -> Iterator[tuple[int, Floats]]:
        """The place of each text (its token ids) and its states: (tokens + ``ENDS``) x width.

        They come grouped by length, not in the order of the texts.
        """

        def width(i: int) -> int:
            return -(-(len(texts[i]) + ENDS) // WIDTH) * WIDTH

        for padded, group in groupby(sorted(range(len(texts)), key=width), key=width):
            alike = list(group)
            for low in range(0, len(alike), BATCH):
                some = alike[low : low + BATCH]
                hidden = self._hidden([texts[i] for i in some], padded)
                for row, i in enumerate(some):
                    yield i, hidden[row, : len(texts[i]) + ENDS]

    def _hidden(self, texts: Sequence[Sequence[int]], width: int) -> Floats:
        from ctranslate2 import StorageView

        begin, end = int(self.settings["begin_id"]), int(self.settings["end_id"])
        batch = np.zeros((len(texts), width), dtype=np.int32)
        for row, ids in enumerate(texts):
            batch[row, : len(ids) + ENDS] = [begin, *ids, end]
        lengths = np.array([len(ids) + ENDS for ids in texts], dtype=np.int32)
        output = self._encoder.forward_batch(
            StorageView.from_array(batch), lengths=StorageView.from_array(lengths)
        )
        return np.asarray(output.last_hidden_state, dtype=np.float32)
