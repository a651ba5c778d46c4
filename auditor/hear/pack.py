"""Speech packed into the recogniser's 30-second windows, and the way back.

Whisper's encoder always takes 30 s, so half-empty windows cost as much as full ones.
The stretches of speech are laid one after the other, with the long silences between
them cut, until a window is full; each window remembers where its pieces came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from auditor.hear.audio import SAMPLE_RATE, Sound
from auditor.hear.speech import Stretch

WINDOW = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of one channel (``start``, ``end``: seconds of the recording) at ``at`` seconds."""

    channel: int
    start: float
    end: float
    at: float

    @property
    def until(self) -> float:
        """Where the piece ends in its window."""
        return self.at + self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Pieces in their order; at most ``WINDOW`` seconds in all."""

    pieces: tuple[Piece, ...]

    @property
    def length(self) -> float:
        """Seconds of sound in the window."""
        return self.pieces[-1].until if self.pieces else 0.0

    def piece_of(self, start: float, end: float) -> Piece:
        """The piece with most of that stretch of the window in it, or the nearest one."""
        return max(self.pieces, key=lambda p: min(end, p.until) - max(start, p.at))


def pack(
    speech: Sequence[tuple[int, Stretch]], *, longest: float = WINDOW, pause: float = 0.3
) -> list[Window]:
    """Lay (channel, stretch) one after the other into windows of at most ``longest`` seconds.

    ``pause`` seconds of silence stand between two pieces. A stretch longer than a window
    is cut.
    """
    windows: list[Window] = []
    pieces: list[Piece] = []
    at = 0.0
    for channel, stretch in speech:
        for start, end in _no_longer_than(stretch, longest):
            if pieces and at + pause + end - start > longest:
                windows.append(Window(pieces=tuple(pieces)))
                pieces, at = [], 0.0
            if pieces:
                at += pause
            pieces.append(Piece(channel=channel, start=start, end=end, at=at))
            at += end - start
    if pieces:
        windows.append(Window(pieces=tuple(pieces)))
    return windows


def joined(
    stretches: Sequence[Stretch], longest_pause: float, longest: float = WINDOW
) -> list[Stretch]:
    """Stretches with no more than that pause between them made one: real pauses help."""
    result: list[Stretch] = []
    for start, end in stretches:
        if result and start - result[-1][1] <= longest_pause and end - result[-1][0] <= longest:
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result


def cut(window: Window, channels: Sequence[Sound]) -> Sound:
    """The window's sound: float32, 16 kHz, silence between the pieces."""
    sound = np.zeros(round(window.length * SAMPLE_RATE), dtype=np.float32)
    for piece in window.pieces:
        source = channels[piece.channel]
        first = round(piece.start * SAMPLE_RATE)
        part = source[first : round(piece.end * SAMPLE_RATE)]
        at = round(piece.at * SAMPLE_RATE)
        part = part[: len(sound) - at]
        sound[at : at + len(part)] = part
    return sound


def _no_longer_than(stretch: Stretch, longest: float) -> list[Stretch]:
    start, end = stretch
    if end - start <= longest:
        return [stretch]
    count = int(-(-(end - start) // longest))
    step = (end - start) / count
    return [(start + i * step, start + (i + 1) * step) for i in range(count)]
