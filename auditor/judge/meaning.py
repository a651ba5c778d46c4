"""Meaning: what a stretch of talk says, by a sentence encoder taught with a pack's examples.

A pack may bring a folder ``meaning/``: an encoder (multilingual-e5-small cut down to
Chinese and taught with ``examples.tsv`` beside it) with one head for each requirement.
It reads a speaker's turn as it was recognised and says of every requirement
how much the turn sounds like it means that, and at which words. ``bench/meaning`` makes
it; nothing here learns.

The encoder runs on CTranslate2, which faster-whisper brings. Another one may take its
place: ``Encoder`` is all that is asked of it.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from auditor.judge.wording import Likely
from auditor.read.utterances import Stream, Utterance

FOLDER = "meaning"
MEANING = "meaning"  # what evidence names as its match where no line fits
MOST_TOKENS = 94  # the encoder has learned no longer sentences
LONGEST = 110  # characters read at once; longer turns are cut between sentences
SHORTEST = 4  # units below which a turn says nothing that could be told apart
BATCH = 4  # turns read together: the fastest on one core
_SENTENCE = re.compile(r"[^。？！?!；;]*[。？！?!；;]*")
_CLAUSE = re.compile(r"[，。？！；：,.?!;:]")

Floats = NDArray[np.float32]


def likelihood(score: float) -> float:
    """A learned score (log odds) as a share between 0 and 1, to two places."""
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 2)


class Encoder(Protocol):
    """What reads sentences: for each its scores and where in it they come from."""

    @property
    def ids(self) -> Sequence[str]:
        """The requirements that it knows, in the order of its scores."""
        ...

    def read(self, texts: Sequence[str]) -> tuple[Floats, NDArray[np.int64]]:
        """Scores (texts x ids, log odds) and the character each rests on most."""
        ...


class PackEncoder:
    """The encoder in a pack's folder ``meaning``."""

    def __init__(self, folder: Path) -> None:
        import ctranslate2
        from tokenizers import Tokenizer

        self._encoder = ctranslate2.Encoder(str(folder), device="cpu", intra_threads=1)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        with np.load(folder / "head.npz", allow_pickle=False) as head:
            self._query, self._weight, self._bias = head["query"], head["weight"], head["bias"]
            self.ids = tuple(str(i) for i in head["ids"])
        special = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._begin, self._end = int(special["begin_id"]), int(special["end_id"])

    def read(self, texts: Sequence[str]) -> tuple[Floats, NDArray[np.int64]]:
        """Scores (texts x ids, log odds) and the character each rests on most."""
        scores = np.full((len(texts), len(self.ids)), -20.0, dtype=np.float32)
        places = np.zeros((len(texts), len(self.ids)), dtype=np.int64)
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i].ids))
        for low in range(0, len(order), BATCH):
            some = order[low : low + BATCH]
            hidden = self._hidden([encoded[i].ids[:MOST_TOKENS] for i in some])
            for row, i in enumerate(some):
                offsets = encoded[i].offsets[:MOST_TOKENS]
                if offsets:
                    scores[i], places[i] = self._head(hidden[row], offsets)
        return scores, places

    def _hidden(self, tokens: Sequence[Sequence[int]]) -> Floats:
        batch = [[self._begin, *t, self._end] for t in tokens]
        output = self._encoder.forward_batch(batch)
        return np.asarray(output.last_hidden_state, dtype=np.float32)

    def _head(
        self, hidden: Floats, offsets: Sequence[tuple[int, int]]
    ) -> tuple[Floats, NDArray[np.int64]]:
        """Each requirement attends to the tokens that speak of it (tokens x ids)."""
        states = hidden[: len(offsets) + 2]
        weight = states @ self._query.T
        weight = np.exp(weight - weight.max(axis=0))
        weight /= weight.sum(axis=0)
        parts = weight * (states @ self._weight.T + self._bias)
        best = parts[1:-1].argmax(axis=0)
        starts = np.array([s for s, _ in offsets], dtype=np.int64)
        return parts.sum(axis=0), starts[best]


class Meaning:
    """Reads a speaker's stream turn by turn."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def likely(self, stream: Stream) -> dict[str, list[Likely]]:
        """For each requirement the words of every turn that mean it most, best first."""
        where: list[tuple[int, int]] = []
        texts: list[str] = []
        for place, utterance in enumerate(stream.utterances):
            if len(utterance.units) >= SHORTEST:
                for start, text in passages(utterance.text):
                    where.append((place, start))
                    texts.append(text)
        found: dict[str, list[Likely]] = {i: [] for i in self.encoder.ids}
        if not texts:
            return found
        once = list(dict.fromkeys(texts))  # stock phrases come again and again
        rows = {text: row for row, text in enumerate(once)}
        scores, places = self.encoder.read(once)
        for k, name in enumerate(self.encoder.ids):
            for (place, start), text in zip(where, texts, strict=True):
                row = rows[text]
                at = start + int(places[row, k])
                low, high = _clause(stream.utterances[place], at)
                base = stream.starts[place]
                found[name].append(
                    Likely(start=base + low, end=base + high, score=float(scores[row, k]))
                )
            found[name].sort(key=lambda h: -h.score)
        return found


def passages(text: str) -> list[tuple[int, str]]:
    """A turn in passages of at most ``LONGEST`` characters: where each begins, and its text."""
    if len(text) <= LONGEST:
        return [(0, text)]
    out: list[tuple[int, str]] = []
    for match in _SENTENCE.finditer(text):
        for low in range(match.start(), match.end(), LONGEST):
            part = text[low : min(low + LONGEST, match.end())]
            if out and low == out[-1][0] + len(out[-1][1]) and len(out[-1][1] + part) <= LONGEST:
                out[-1] = (out[-1][0], out[-1][1] + part)
            else:
                out.append((low, part))
    return out


def _clause(utterance: Utterance, at: int) -> tuple[int, int]:
    """Units of the clause, and the one before where it is short, that holds a character."""
    low = max((m.end() for m in _CLAUSE.finditer(utterance.text, 0, at)), default=0)
    behind = _CLAUSE.search(utterance.text, at)
    high = behind.start() if behind else len(utterance.text)
    inside = [k for k, p in enumerate(utterance.positions) if low <= p < high]
    if not inside:
        return 0, len(utterance.units)
    return inside[0], inside[-1] + 1


def read_examples(folder: Path) -> list[tuple[str, str]]:
    """The sentences that an encoder was taught with: labels and text.

    Labels are requirement ids with commas between; ``~id`` marks what only looks like it, ``-``
    what is nothing of the kind.
    """
    lines = (folder / "examples.tsv").read_text(encoding="utf-8").splitlines()
    return [(label, text) for label, _, text in (line.partition("\t") for line in lines)]


@functools.lru_cache(maxsize=8)
def load(folder: Path) -> Meaning | None:
    """The encoder of a pack, or ``None`` where it has none."""
    path = folder / FOLDER
    return Meaning(PackEncoder(path)) if (path / "model.bin").is_file() else None
