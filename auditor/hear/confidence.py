"""How likely the characters of a segment are right, from what is known while it is heard.

A recogniser's own probabilities are too sure on a bad line, so they are weighed with how
fast the words would have been spoken and how far the speech stands above the noise. The
weights and the curve were fitted to measured errors (``python -m bench.hearing.confidence``,
which writes ``confidence.json`` beside this file) and never fall as a clue gets better.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from auditor.hear import segments as cuts
from auditor.hear.audio import SAMPLE_RATE, Sound
from auditor.model import Segment

FITTED = Path(__file__).with_name("confidence.json")
USUAL_RATE = 4.5
"""Characters a second of ordinary Mandarin; far more or fewer do not fit the sound."""
MOST_SNR = 40.0
_FRAME = SAMPLE_RATE // 50
_AROUND = 10.0
"""Seconds on either side in which the noise is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What is seen of one segment."""

    probability: float
    """Mean probability of its characters under the model, 0 to 1."""
    rate: float
    """Characters a second."""
    snr: float
    """Speech above the noise around it, dB."""

    def vector(self) -> tuple[float, float, float]:
        """The clues as they are weighed: each grows with the trust that it earns."""
        sure = min(max(self.probability, 0.01), 0.99)
        off = abs(math.log(max(self.rate, 0.2) / USUAL_RATE))
        quiet = min(max(self.snr, 0.0), MOST_SNR) / 10.0
        return math.log(sure / (1.0 - sure)), -off, quiet


@dataclass(frozen=True, slots=True)
class Curve:
    """Weights of the clues (none negative), and what share of the characters is right at a score."""

    weights: tuple[float, ...]
    scores: tuple[float, ...]
    right: tuple[float, ...]

    def score(self, clues: Clues) -> float:
        """The weighed sum."""
        return sum(w * c for w, c in zip(self.weights, clues.vector(), strict=True))

    def confidence(self, clues: Clues) -> float:
        """Expected share of right characters, 0 to 1; between the knots a straight line."""
        return float(np.interp(self.score(clues), self.scores, self.right))


@functools.cache
def fitted() -> Curve:
    """The curve that was fitted."""
    told = json.loads(FITTED.read_text(encoding="utf-8"))
    return Curve(tuple(told["weights"]), tuple(told["scores"]), tuple(told["right"]))


class Noise:
    """Levels of one channel, from which any stretch's speech is told from the noise around it."""

    def __init__(self, sound: Sound) -> None:
        usable = len(sound) // _FRAME * _FRAME
        frames = sound[:usable].reshape(-1, _FRAME)
        power = np.mean(frames * frames, axis=1) if usable else np.zeros(1)
        self._power: npt.NDArray[np.float32] = np.asarray(power, dtype=np.float32)

    def snr(self, start: float, end: float) -> float:
        """Decibels by which the louder half of a stretch stands above the quietest tenth around it."""
        inside = self._part(start, end)
        around = self._part(start - _AROUND, end + _AROUND)
        loud = float(np.mean(inside[inside >= np.median(inside)]))
        floor = float(np.percentile(around, 10))
        if loud <= 0.0:
            return 0.0
        return min(MOST_SNR, 10.0 * math.log10(loud / max(floor, loud * 1e-4)))

    def _part(self, start: float, end: float) -> npt.NDArray[np.float32]:
        first = min(max(0, int(start * SAMPLE_RATE / _FRAME)), len(self._power) - 1)
        return self._power[first : max(first + 1, round(end * SAMPLE_RATE / _FRAME))]


def clues_of(segment: Segment, noise: Noise) -> Clues | None:
    """What is seen of a segment; ``None`` where its words have no probabilities."""
    probability = cuts.confidence(segment.words)
    if probability is None:
        return None
    seconds = max(0.2, segment.end - segment.start)
    return Clues(
        probability=probability,
        rate=sum(c.isalnum() for c in segment.text) / seconds,
        snr=noise.snr(segment.start, segment.end),
    )


def weighed(segments: Iterable[Segment], channels: Sequence[Sound]) -> list[Segment]:
    """The segments of ``channels`` (16 kHz) with the confidence that the measured errors give."""
    levels = [Noise(sound) for sound in channels]
    out = []
    for segment in segments:
        clues = clues_of(segment, levels[segment.channel or 0])
        if clues is not None:
            segment = replace(segment, confidence=round(fitted().confidence(clues), 4))
        out.append(segment)
    return out
