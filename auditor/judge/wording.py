"""Wording: how much a stretch of talk is put like the examples of a requirement.

Lines find what somebody thought of; people say it in ways that nobody wrote down.
A checklist may therefore bring example sentences (``wording.yaml`` beside it), from
which ``learn`` makes one linear model over short sequences of characters and of
sounds: small, exact to repeat, and able to say what it rests on. It never clears a
duty whose content can be checked; it finds what lines miss and doubts what they find.

The model is ridge regression on counts of n-grams, weighted by rarity. A window's
score is the sum of its n-grams' weights over the root of its length, so every
window of an utterance costs one subtraction of running sums.
"""

from __future__ import annotations

import functools
import hashlib
import io
import math
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from auditor.read.script import clean, units
from auditor.read.sound import sounds
from auditor.read.utterances import Stream

EXAMPLES = "wording.yaml"
WEIGHTS = "wording.npz"
BUCKETS = 1 << 16
WINDOWS = (14, 22, 34, 52)  # units; a statement is a clause or a few
STEP = 4
RIDGE = 3.0
MAX_POSITIVE_WEIGHT = 8.0  # how much more a match counts than one of the many others

Floats = NDArray[np.float64]


@functools.lru_cache(maxsize=1 << 18)
def _bucket(gram: str) -> int:
    return zlib.crc32(gram.encode("utf-8")) % BUCKETS


def _grams(text: str, sound: str, end: int) -> list[int]:
    """Buckets of the n-grams that end with unit ``end - 1``."""
    out = [_bucket(text[end - 1 : end])]
    if end >= 2:
        out.append(_bucket(text[end - 2 : end]))
        out.append(_bucket("~" + sound[end - 2 : end]))
    if end >= 3:
        out.append(_bucket(text[end - 3 : end]))
        out.append(_bucket("~" + sound[end - 3 : end]))
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """Units ``start:end`` of a stream that are worded like a requirement's examples."""

    start: int
    end: int
    score: float


class Wording:
    """The learned weights of one checklist."""

    def __init__(self, ids: Sequence[str], weights: NDArray[Any], bias: NDArray[Any]) -> None:
        self.ids = tuple(ids)
        self._weights = np.asarray(weights, dtype=np.float64)  # buckets x ids
        self._bias = np.asarray(bias, dtype=np.float64)

    def scores(self, text: str) -> dict[str, float]:
        """Score of a whole sentence for each requirement (above 0 leans to the examples)."""
        joined = units(clean(text))[0]
        if not joined:
            return dict.fromkeys(self.ids, -9.0)
        total = self._running(joined, sounds(joined))[-1]
        return dict(zip(self.ids, total / math.sqrt(len(joined)) + self._bias, strict=True))

    def _running(self, text: str, sound: str) -> Floats:
        """Running sums of weights: row k holds the n-grams that end before unit k."""
        grams = [_grams(text, sound, end) for end in range(1, len(text) + 1)]
        flat = np.fromiter((g for some in grams for g in some), dtype=np.int64)
        starts = np.cumsum([0, *(len(some) for some in grams[:-1])])
        rows = np.zeros((len(text) + 1, len(self.ids)))
        rows[1:] = np.add.reduceat(self._weights[flat], starts, axis=0)
        result: Floats = np.cumsum(rows, axis=0)
        return result

    def likely(self, stream: Stream) -> dict[str, list[Likely]]:
        """For each requirement the best window of every utterance, best first."""
        found: dict[str, list[Likely]] = {i: [] for i in self.ids}
        for place in range(len(stream.starts)):
            low, high = stream.bounds(place)
            if high - low < 4:
                continue
            sums = self._running(stream.text[low:high], stream.sound[low:high])
            for k, best in enumerate(self._best(sums)):
                score, start, end = best
                found[self.ids[k]].append(Likely(start=low + start, end=low + end, score=score))
        for hits in found.values():
            hits.sort(key=lambda h: -h.score)
        return found

    def _best(self, sums: Floats) -> list[tuple[float, int, int]]:
        length = len(sums) - 1
        sizes = [w for w in WINDOWS if w < length] + ([length] if length <= 80 else [])
        starts, ends = [], []
        for size in sizes:
            for start in range(0, max(1, length - size + STEP), STEP):
                start = min(start, length - size)
                starts.append(start)
                ends.append(start + size)
        a, b = np.array(starts), np.array(ends)
        scores = (sums[b] - sums[a]) / np.sqrt(b - a)[:, None] + self._bias
        top = scores.argmax(axis=0)
        return [(float(scores[t, k]), int(a[t]), int(b[t])) for k, t in enumerate(top)]


def read_examples(folder: Path) -> dict[str, dict[str, list[str]]]:
    """Examples of a pack: requirement id → ``match``/``no_match``; ``neutral`` has its own list."""
    data = YAML(typ="safe").load((folder / EXAMPLES).read_text(encoding="utf-8"))
    return {str(k): {str(n): list(v) for n, v in d.items()} for k, d in data.items()}


def fingerprint(folder: Path) -> str:
    """Checksum of the examples, kept with the weights so that stale weights are noticed."""
    return hashlib.sha256((folder / EXAMPLES).read_bytes()).hexdigest()[:16]


def learn(examples: Mapping[str, Mapping[str, Sequence[str]]]) -> Wording:
    """Weights from examples. Every other requirement's sentences count as no match."""
    sentences: list[str] = []
    labels: list[str | None] = []
    ids = [i for i in examples if examples[i].get("match")]
    for name, lists in examples.items():
        for kind, items in lists.items():
            for sentence in items:
                joined = units(clean(sentence))[0]
                if len(joined) >= 3:
                    sentences.append(joined)
                    labels.append(name if kind == "match" else None)
    matrix = _matrix(sentences)
    weights, bias = _ridge(matrix, np.array([[x == i for i in ids] for x in labels], dtype=float))
    return Wording(ids, weights, bias)


def _matrix(sentences: Sequence[str]) -> tuple[list[NDArray[np.int64]], list[Floats], Floats]:
    counts = [
        Counter(b for e in range(1, len(t) + 1) for b in _grams(t, s, e))
        for t, s in ((t, sounds(t)) for t in sentences)
    ]
    seen = np.zeros(BUCKETS)
    for count in counts:
        seen[list(count)] += 1
    rarity = np.log((1 + len(sentences)) / (1 + seen)) / math.log(1 + len(sentences))
    columns = [np.fromiter(c.keys(), dtype=np.int64) for c in counts]
    values = [
        np.fromiter(c.values(), dtype=float) * rarity[k] / math.sqrt(len(t))
        for c, k, t in zip(counts, columns, sentences, strict=True)
    ]
    return columns, values, rarity


def _kernel(columns: list[NDArray[np.int64]], values: list[Floats]) -> NDArray[np.float32]:
    """Inner products of all sentences, n-gram by n-gram: most of them stand in few sentences."""
    rows = np.repeat(np.arange(len(columns)), [len(c) for c in columns])
    buckets, weights = np.concatenate(columns), np.concatenate(values).astype(np.float32)
    order = np.argsort(buckets, kind="stable")
    rows, buckets, weights = rows[order], buckets[order], weights[order]
    kernel = np.zeros((len(columns), len(columns)), dtype=np.float32)
    edges = np.flatnonzero(np.diff(buckets)) + 1
    for some, value in zip(np.split(rows, edges), np.split(weights, edges), strict=True):
        kernel[np.ix_(some, some)] += np.outer(value, value)
    return kernel


def _solve(kernel: NDArray[np.float32], ridge: Floats, target: Floats) -> Floats:
    """Conjugate gradients for (kernel + 1 + diag(ridge)) x = target."""
    x = np.zeros_like(target)
    rest = target.copy()
    step = rest.copy()
    size = float(rest @ rest)
    for _ in range(300):
        moved = (kernel @ step.astype(np.float32)).astype(float) + step.sum() + ridge * step
        by = size / float(step @ moved)
        x += by * step
        rest -= by * moved
        new = float(rest @ rest)
        if new < 1e-8 * len(target):
            break
        step = rest + (new / size) * step
        size = new
    return x


def _ridge(
    matrix: tuple[list[NDArray[np.int64]], list[Floats], Floats], labels: Floats
) -> tuple[Floats, Floats]:
    """Weighted ridge regression in its dual form, one equation system for each requirement."""
    columns, values, rarity = matrix
    n = len(columns)
    kernel = _kernel(columns, values)
    weights = np.zeros((BUCKETS, labels.shape[1]))
    bias = np.zeros(labels.shape[1])
    for k in range(labels.shape[1]):
        positive = labels[:, k] > 0
        weight = np.where(positive, min(MAX_POSITIVE_WEIGHT, n / max(positive.sum(), 1)), 1.0)
        alpha = _solve(kernel, RIDGE / weight, np.where(positive, 1.0, -1.0))
        for a, c, v in zip(alpha, columns, values, strict=True):
            weights[c, k] += a * v
        weights[:, k] *= rarity
        bias[k] = alpha.sum()
    return weights, bias


def save(wording: Wording, folder: Path) -> Path:
    """Write the weights beside the examples, whole or not at all."""
    path = folder / WEIGHTS
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        ids=np.array(wording.ids),
        weights=wording._weights.astype(np.float16),
        bias=wording._bias,
        examples=np.array(fingerprint(folder)),
    )
    temporary = path.with_suffix(".tmp")
    temporary.write_bytes(buffer.getvalue())
    temporary.replace(path)
    return path


@functools.lru_cache(maxsize=16)
def load(folder: Path) -> Wording | None:
    """The weights of a pack, or ``None`` where it has none."""
    path = folder / WEIGHTS
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as data:
        return Wording([str(i) for i in data["ids"]], data["weights"], data["bias"])
