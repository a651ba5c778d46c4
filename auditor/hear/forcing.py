"""Whisper's text decoder for sentences that are given: how probable each is of a stretch of sound.

CTranslate2 scores a sentence by taking the sound through all layers for it once more. Here that is
done once for a stretch, and what sentences have in common at their beginning is read once for all of
them: they are mostly one line with another name or value in it. The weights are those of the model
file, the sums are in 32 bits; the numbers are those of ``ctranslate2.models.Whisper.align`` in 32 bits.

The layers are those of Whisper (Radford et al. 2022): self-attention, attention to the sound, two
linear layers with a GELU between; each behind a layer norm and added to what came in.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

Floats = npt.NDArray[np.float32]
"""Numbers of 32 bits."""
Keys = tuple[Floats, Floats]
"""Keys (heads, width, places) and values (heads, places, width) that are attended to."""

_EPSILON = np.float32(1e-5)
_ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
"""Coefficients of the error function (Abramowitz and Stegun 1964, 7.1.26; off by 1.5e-7 at most)."""
_ERF_P = np.float32(0.3275911)


@dataclass(frozen=True, slots=True)
class _Linear:
    weight: Floats
    bias: Floats

    def __call__(self, rows: Floats) -> Floats:
        # all rows in one product: numpy would else make one of each sentence
        flat = rows.reshape(-1, rows.shape[-1]) @ self.weight.T + self.bias
        return np.asarray(flat.reshape(*rows.shape[:-1], -1))


@dataclass(frozen=True, slots=True)
class _Norm:
    gamma: Floats
    beta: Floats

    def __call__(self, rows: Floats) -> Floats:
        rows = rows - rows.mean(axis=-1, keepdims=True)
        spread = np.sqrt(np.mean(rows * rows, axis=-1, keepdims=True) + _EPSILON)
        return np.asarray(rows / spread * self.gamma + self.beta)


@dataclass(frozen=True, slots=True)
class _Layer:
    before_itself: _Norm
    itself: _Linear
    of_itself: _Linear
    before_sound: _Norm
    asked: _Linear
    sound: _Linear
    of_sound: _Linear
    before_inner: _Norm
    inner: _Linear
    outer: _Linear


class Forcing:
    """The decoder of one model, held in memory (some 90 MB for Whisper base)."""

    def __init__(self, arrays: Mapping[str, Any], start: Sequence[int], texts: int) -> None:
        """``arrays`` are those of a model file (``model_file.read_model``), in floats or eight bits.

        ``start`` are the tokens before every sentence; ids below ``texts`` are text, and only those
        are weighed against each other. numpy's own threads are turned off in this process: several
        stretches are scored at the same time, each on one core.
        """
        threadpool_limits(limits=1, user_api="blas")
        self._start = list(start)
        self._heads = int(arrays["decoder/num_heads"])
        self._tokens = _floats(arrays, "decoder/embeddings/weight")
        self._weigh = _Linear(self._tokens[:texts], np.zeros(texts, np.float32))
        self._places = np.asarray(arrays["decoder/position_encodings/encodings"], np.float32)
        names = map("decoder/layer_{}/".format, itertools.count())
        present = itertools.takewhile(lambda name: f"{name}ffn/linear_0/weight" in arrays, names)
        self._layers = [_layer(arrays, name) for name in present]
        self._last = _norm(arrays, "decoder/layer_norm")

    def memory(self, encoded: Floats) -> list[Keys]:
        """What every layer attends to of a stretch: ``encoded`` has shape (frames, width)."""
        return [self._apart(layer.sound(encoded)[None]) for layer in self._layers]

    def scores(self, memory: Sequence[Keys], sentences: Sequence[Sequence[int]]) -> list[float]:
        """Natural-log probability of each sentence (text tokens, at least one), given a stretch."""
        shared = _in_common(sentences)
        lead = [*self._start, *sentences[0][:shared]]
        nothing: list[Keys | None] = [None] * len(self._layers)
        read, past = self._read(np.array([lead]), 0, memory, nothing)
        # the row of each token is that of the one before it
        rows = self._probabilities(read[0, len(self._start) - 1 :])
        before = float(sum(rows[i, token] for i, token in enumerate(sentences[0][:shared])))
        rest = [sentence[shared:] for sentence in sentences]
        width = max(map(len, rest))
        padded = np.array([[*tokens, *[0] * (width - len(tokens))] for tokens in rest])
        own = np.zeros(padded.shape, dtype=np.float32)
        own[:, 0] = rows[-1, padded[:, 0]]
        if width > 1:
            read, _ = self._read(padded[:, :-1], len(lead), memory, past)
            found = np.take_along_axis(self._probabilities(read), padded[:, 1:, None], axis=2)
            own[:, 1:] = found[..., 0]
        return [
            before + float(row[: len(tokens)].sum()) for row, tokens in zip(own, rest, strict=True)
        ]

    def _probabilities(self, read: Floats) -> Floats:
        """Log probability of every text token after each token that was read."""
        logits = self._weigh(self._last(read))
        logits -= logits.max(axis=-1, keepdims=True)
        logits -= np.log(np.exp(logits).sum(axis=-1, keepdims=True))
        return np.asarray(logits)

    def _read(
        self,
        tokens: npt.NDArray[np.int64],
        at: int,
        memory: Sequence[Keys],
        past: Sequence[Keys | None],
    ) -> tuple[Floats, list[Keys]]:
        """Rows of the last layer for tokens of shape (sentences, places) from that place on.

        ``past`` is what each layer keeps of the places before, the same for all sentences; what it
        keeps of the first sentence is returned too.
        """
        sentences, places = tokens.shape
        rows = self._tokens[tokens] + self._places[at : at + places]
        later = np.triu(np.full((places, places), -np.inf, dtype=np.float32), 1)
        kept = []
        for layer, sound, before in zip(self._layers, memory, past, strict=True):
            query, pair = np.split(layer.itself(layer.before_itself(rows)), [rows.shape[-1]], -1)
            keys, values = self._apart(pair)
            kept.append((keys[0], values[0]))
            weights = self._queries(query) @ keys + later
            if before is None:
                mixed = _softmax(weights) @ values
            else:
                known = before[0].shape[-1]
                weights = np.concatenate([self._queries(query) @ before[0], weights], axis=-1)
                weights = _softmax(weights)
                mixed = weights[..., :known] @ before[1] + weights[..., known:] @ values
            rows = rows + layer.of_itself(_together(mixed))
            # sentences one behind the other: all attend to the same sound
            query = layer.asked(layer.before_sound(rows)).reshape(1, sentences * places, -1)
            mixed = _softmax(self._queries(query) @ sound[0]) @ sound[1]
            rows = rows + layer.of_sound(_together(mixed)).reshape(rows.shape)
            rows = rows + layer.outer(_gelu(layer.inner(layer.before_inner(rows))))
        return rows, kept

    def _queries(self, rows: Floats) -> Floats:
        """Rows (sentences, places, width) by heads, scaled: (sentences, heads, places, width)."""
        heads = rows.reshape(*rows.shape[:2], self._heads, -1).transpose(0, 2, 1, 3)
        return np.asarray(heads * np.float32(heads.shape[-1] ** -0.5))

    def _apart(self, rows: Floats) -> Keys:
        """Keys and values by heads, of rows (sentences, places, both widths)."""
        keys, values = np.split(rows.reshape(*rows.shape[:2], 2 * self._heads, -1), 2, axis=2)
        return keys.transpose(0, 2, 3, 1), values.transpose(0, 2, 1, 3)


def _layer(arrays: Mapping[str, Any], name: str) -> _Layer:
    itself, sound, inner = f"{name}self_attention", f"{name}attention", f"{name}ffn"
    return _Layer(
        before_itself=_norm(arrays, f"{itself}/layer_norm"),
        itself=_linear(arrays, f"{itself}/linear_0"),
        of_itself=_linear(arrays, f"{itself}/linear_1"),
        before_sound=_norm(arrays, f"{sound}/layer_norm"),
        asked=_linear(arrays, f"{sound}/linear_0"),
        sound=_linear(arrays, f"{sound}/linear_1"),
        of_sound=_linear(arrays, f"{sound}/linear_2"),
        before_inner=_norm(arrays, f"{inner}/layer_norm"),
        inner=_linear(arrays, f"{inner}/linear_0"),
        outer=_linear(arrays, f"{inner}/linear_1"),
    )


def _norm(arrays: Mapping[str, Any], name: str) -> _Norm:
    return _Norm(np.asarray(arrays[f"{name}/gamma"]), np.asarray(arrays[f"{name}/beta"]))


def _linear(arrays: Mapping[str, Any], name: str) -> _Linear:
    return _Linear(_floats(arrays, f"{name}/weight"), np.asarray(arrays[f"{name}/bias"]))


def _floats(arrays: Mapping[str, Any], name: str) -> Floats:
    weight = np.asarray(arrays[name])
    if weight.dtype == np.int8:
        return np.asarray(weight / np.asarray(arrays[f"{name}_scale"])[:, None], np.float32)
    return weight.astype(np.float32)


def _in_common(sentences: Sequence[Sequence[int]]) -> int:
    """Tokens that all begin with; of each at least one is left."""
    most = min(map(len, sentences)) - 1
    for place in range(most):
        if len({sentence[place] for sentence in sentences}) > 1:
            return place
    return most


def _together(heads: Floats) -> Floats:
    return heads.transpose(0, 2, 1, 3).reshape(heads.shape[0], heads.shape[2], -1)


def _softmax(rows: Floats) -> Floats:
    rows = np.exp(rows - rows.max(axis=-1, keepdims=True))
    return np.asarray(rows / rows.sum(axis=-1, keepdims=True))


def _gelu(rows: Floats) -> Floats:
    # numpy has no error function, and scipy would be brought for it alone
    size = np.abs(rows) * np.float32(0.5**0.5)
    inverse = 1 / (1 + _ERF_P * size)
    series: Floats = np.zeros_like(rows)
    for coefficient in reversed(_ERF):
        series = np.asarray((series + np.float32(coefficient)) * inverse)
    half = 1 - series * np.exp(-size * size)
    return np.asarray(rows * (1 + np.copysign(half, rows)) * np.float32(0.5))
