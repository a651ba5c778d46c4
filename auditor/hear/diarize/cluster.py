"""Two speakers from the embeddings of short windows.

A window's vector says who speaks, but also what is being said. Who speaks changes
slowly and what is said fast, so the vectors are first whitened by how much they differ
between neighbouring windows of one stretch of speech: what is left is the voice. Two
means then part the windows, and a two-state Viterbi path, for which it is cheap to
change the speaker at a pause and dear within a stretch, smooths the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

_DIMENSIONS = 24
_ROUNDS = 3
_COST_WITHIN = 3.0
"""Cost, in log odds, of another speaker within a stretch of speech."""
_COST_AT_PAUSE = 0.5
_EVIDENCE = 0.3
"""Weight of one window: neighbours overlap and are far from independent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """``labels`` 0 or 1 per window, ``odds`` the log odds of 1, ``separation`` d-prime."""

    labels: Labels
    odds: Matrix
    separation: float


def part(vectors: Matrix, stretch: Sequence[int]) -> Parted:
    """Part windows in order of time, shape (windows, dimensions), between two speakers.

    ``stretch`` numbers the stretch of speech that each window lies in.
    """
    place = np.asarray(stretch)
    nobody = Parted(
        labels=np.zeros(len(vectors), dtype=np.int64),
        odds=np.zeros(len(vectors), dtype=np.float32),
        separation=0.0,
    )
    if len(vectors) < 8:
        return nobody
    voices = _voices(vectors, place)
    labels = _two_means(voices)
    parted = nobody
    for _ in range(_ROUNDS):
        if labels.min() == labels.max():
            return nobody
        odds, separation = _log_odds(voices, labels)
        labels = _path(odds, place)
        parted = Parted(labels=labels, odds=odds, separation=separation)
    return parted if labels.min() != labels.max() else nobody


def _voices(vectors: Matrix, place: npt.NDArray[np.int64]) -> Matrix:
    """The vectors' leading directions, scaled by how little they change within a stretch."""
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    reduced = centred @ directions[:_DIMENSIONS].T
    dimensions = reduced.shape[1]
    # Two windows apart: direct neighbours share half of their sound.
    same = place[2:] == place[:-2]
    change = (reduced[2:] - reduced[:-2])[same]
    within = change.T @ change / max(1, len(change)) / 2
    spread = float(np.trace(reduced.T @ reduced)) / len(reduced) / dimensions
    values, axes = np.linalg.eigh(within + 0.3 * spread * np.eye(dimensions))
    return np.asarray(reduced @ (axes / np.sqrt(values)), dtype=np.float32)


def _two_means(points: Matrix) -> Labels:
    """The better of three starts: each splits along one of the widest directions."""
    centred = points - points.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    best, least = np.zeros(len(points), dtype=np.int64), np.inf
    for direction in directions[:3]:
        labels = (centred @ direction > 0).astype(np.int64)
        for _ in range(50):
            if labels.min() == labels.max():
                break
            cost = _distances(points, labels)
            nearest = cost.argmin(axis=1)
            if np.array_equal(nearest, labels):
                break
            labels = nearest
        if (
            labels.min() != labels.max()
            and (total := _distances(points, labels).min(1).sum()) < least
        ):
            best, least = labels, float(total)
    return best


def _distances(points: Matrix, labels: Labels) -> Matrix:
    centres = [points[labels == side].mean(axis=0) for side in (0, 1)]
    return np.stack([((points - centre) ** 2).sum(axis=1) for centre in centres], axis=1)


def _log_odds(points: Matrix, labels: Labels) -> tuple[Matrix, float]:
    """Log odds of side 1 along the line between the sides' means, and their d-prime."""
    first, second = (points[labels == side].mean(axis=0) for side in (0, 1))
    along = (points - (first + second) / 2) @ (second - first)
    sides = [along[labels == side] for side in (0, 1)]
    variance = sum(float(np.var(side)) * len(side) for side in sides) / len(along)
    distance = float(sides[1].mean() - sides[0].mean())
    if variance <= 0:
        return np.zeros(len(points), dtype=np.float32), 0.0
    return np.asarray(along * distance / variance, np.float32), abs(distance) / variance**0.5


def _path(odds: Matrix, place: npt.NDArray[np.int64]) -> Labels:
    """The likeliest sequence of sides (Viterbi)."""
    evidence = np.stack([-odds, odds], axis=1) * (_EVIDENCE / 2)
    score = evidence[0].astype(np.float64)
    came_from = np.zeros((len(odds), 2), dtype=np.int64)
    for t in range(1, len(odds)):
        cost = _COST_WITHIN if place[t] == place[t - 1] else _COST_AT_PAUSE
        options = score[None, :] - cost * (1 - np.eye(2))
        came_from[t] = options.argmax(axis=1)
        score = options.max(axis=1) + evidence[t]
    labels = np.zeros(len(odds), dtype=np.int64)
    labels[-1] = int(score.argmax())
    for t in range(len(odds) - 1, 0, -1):
        labels[t - 1] = came_from[t, labels[t]]
    return labels
