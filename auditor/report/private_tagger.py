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
from pathlib import Path

import numpy as np

from auditor.read.states import Floats, States

AGENT, CUSTOMER, EITHER = "\ue101", "\ue102", "\ue103"
"""Characters that stand before a turn and say whose it is (private use: never in real text)."""

KINDS = ("", "name", "address", "health")
"""What a character may give away, in the order of the probabilities; first: nothing."""

MOST = 126
"""Characters of a window: what the reader has learned, without the marks at its ends."""


class Tagger:
    """The reader in a folder. Its weights are loaded when it first reads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._states = States(folder)

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
        """The probability from which a character that the agent says is hidden."""
        return float(self._states.settings["sure"])

    @property
    def told(self) -> float:
        """That from which one that anybody else says is: he hardly names what has to stay."""
        return float(self._states.settings["told"])

    @property
    def spread(self) -> float:
        """The probability from which one is hidden beside one that is."""
        return float(self._states.settings["spread"])

    @property
    def number(self) -> float:
        """The probability from which digits are taken for the customer's."""
        return float(self._states.settings["number"])

    @property
    def leave(self) -> float:
        """The probability below which even what a rule hides is left."""
        return float(self._states.settings["leave"])

    def read(self, windows: Sequence[str]) -> list[Floats]:
        """The probabilities (characters x `KINDS` and one for numbers) of each window.

        What it says of a window is the same whatever it reads together with it. A window holds at
        most `MOST` characters.
        """
        found: list[Floats] = [np.zeros((0, len(KINDS) + 1), np.float32)] * len(windows)
        for i, states in self._states.of([self.tokens(window) for window in windows]):
            found[i] = self._probabilities(states[1:-1])
        return found

    def tokens(self, window: str) -> list[int]:
        """The tokens of a window, one for each character."""
        unknown = int(self._states.settings["unknown_id"])
        return [token(c, self._ids, unknown) for c in window]

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
