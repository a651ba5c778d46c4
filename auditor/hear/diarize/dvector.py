"""Speaker embeddings (d-vectors) with the weights that the Resemblyzer package carries.

The network is that of Wan et al., "Generalized end-to-end loss for speaker verification"
(ICASSP 2018): 40 mel bands every 10 ms, three LSTM layers of 256, a linear layer, ReLU,
length one. It is small enough for NumPy, which spares users a PyTorch of gigabytes.
"""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from faster_whisper.feature_extractor import FeatureExtractor

from auditor.errors import ModelError
from auditor.hear.audio import SAMPLE_RATE, Sound
from auditor.hear.diarize.torchfile import read_tensors
from auditor.hear.speech import Stretch

Matrix = npt.NDArray[np.float32]

_LAYERS = 3
_MELS = 40
_HOP = SAMPLE_RATE // 100
_FFT = SAMPLE_RATE // 40
_LEVEL = 10 ** (-30 / 20)
"""RMS to which the training material was raised (-30 dBFS)."""


class VoiceEncoder:
    """The network. ``embed`` turns stretches of one channel into vectors."""

    def __init__(self, tensors: Mapping[str, Matrix]) -> None:
        """Take the published tensors; raises ``ModelError`` when their shapes are others."""
        for name, shape in _shapes().items():
            if name not in tensors or tensors[name].shape != shape:
                raise ModelError(f"the speaker embedding weights have no {name} of shape {shape}")
        self._layers = [
            (
                np.ascontiguousarray(tensors[f"lstm.weight_ih_l{i}"].T),
                np.ascontiguousarray(tensors[f"lstm.weight_hh_l{i}"].T),
                tensors[f"lstm.bias_ih_l{i}"] + tensors[f"lstm.bias_hh_l{i}"],
            )
            for i in range(_LAYERS)
        ]
        self._linear = np.ascontiguousarray(tensors["linear.weight"].T)
        self._bias = tensors["linear.bias"]

    def embed(self, mel: Matrix, windows: Sequence[Stretch]) -> Matrix:
        """Vectors of length one, shape (windows, 256), for equally long windows (seconds).

        ``mel`` is the channel's ``mel_frames``.
        """
        if not windows:
            return np.zeros((0, 256), dtype=np.float32)
        length = max(1, round(min(end - start for start, end in windows) * 100))
        first = np.array([round(start * 100) for start, _ in windows])
        index = np.clip(first[:, None] + np.arange(length), 0, len(mel) - 1)
        return np.concatenate(
            [self._run(mel[index[i : i + 256]]) for i in range(0, len(index), 256)]
        )

    def _run(self, batch: Matrix) -> Matrix:
        sequence = batch.transpose(1, 0, 2)
        for layer in self._layers:
            sequence = _lstm(sequence, *layer)
        raw = np.maximum(sequence[-1] @ self._linear + self._bias, 0.0)
        norm = np.linalg.norm(raw, axis=1, keepdims=True)
        return np.asarray(raw / np.maximum(norm, 1e-6), dtype=np.float32)


def mel_frames(sound: Sound) -> Matrix:
    """Mel power frames every 10 ms, shape (frames, 40), as the network was trained on."""
    level = float(np.sqrt(np.mean(sound * sound))) if len(sound) else 0.0
    raised = sound * np.float32(max(1.0, _LEVEL / level)) if level > 0 else sound
    padded = np.pad(raised, _FFT // 2)
    count = 1 + max(0, (len(padded) - _FFT) // _HOP)
    frames = np.lib.stride_tricks.as_strided(
        padded, (count, _FFT), (padded.strides[0] * _HOP, padded.strides[0])
    )
    window = np.hanning(_FFT + 1)[:-1].astype(np.float32)
    power = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2
    filters = FeatureExtractor.get_mel_filters(SAMPLE_RATE, _FFT, n_mels=_MELS)
    return np.asarray(power @ filters.T, dtype=np.float32)


@functools.lru_cache(maxsize=1)
def packaged_encoder() -> VoiceEncoder | None:
    """The encoder with the installed package's weights; ``None`` when it is not installed."""
    found = importlib.util.find_spec("resemblyzer")
    locations = list(found.submodule_search_locations or ()) if found else []
    if not locations or not (Path(locations[0]) / "pretrained.pt").is_file():
        return None
    try:
        return VoiceEncoder(read_tensors(Path(locations[0]) / "pretrained.pt", "model_state"))
    except (OSError, ValueError) as error:
        raise ModelError(f"the speaker embedding weights cannot be read: {error}") from error


def _shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {"linear.weight": (256, 256), "linear.bias": (256,)}
    for i in range(_LAYERS):
        shapes[f"lstm.weight_ih_l{i}"] = (1024, _MELS if i == 0 else 256)
        shapes[f"lstm.weight_hh_l{i}"] = (1024, 256)
        shapes[f"lstm.bias_ih_l{i}"] = shapes[f"lstm.bias_hh_l{i}"] = (1024,)
    return shapes


def _lstm(sequence: Matrix, inputs: Matrix, recurrent: Matrix, bias: Matrix) -> Matrix:
    """One layer over (time, batch, features); gates in PyTorch's order i, f, g, o."""
    steps, batch, width = sequence.shape
    projected = (sequence.reshape(-1, width) @ inputs + bias).reshape(steps, batch, -1)
    size = recurrent.shape[0]
    hidden = np.zeros((batch, size), dtype=np.float32)
    cell = np.zeros_like(hidden)
    out = np.empty((steps, batch, size), dtype=np.float32)
    for t in range(steps):
        gates = projected[t] + hidden @ recurrent
        gates[:, : 2 * size] = _sigmoid(gates[:, : 2 * size])
        gates[:, 3 * size :] = _sigmoid(gates[:, 3 * size :])
        cell = gates[:, size : 2 * size] * cell + gates[:, :size] * np.tanh(
            gates[:, 2 * size : 3 * size]
        )
        hidden = gates[:, 3 * size :] * np.tanh(cell)
        out[t] = hidden
    return out


def _sigmoid(x: Matrix) -> Matrix:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)), dtype=np.float32)
