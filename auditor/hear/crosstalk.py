"""One side heard faintly on the other's channel must not speak with the other's mouth.

Handsets and hybrids let a quiet copy of one side through to the other channel. Where a
channel carries no more than that copy (or its own noise) while the other side talks, it is
turned down before anything listens to it; talk of its own, at the same time, stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from auditor.hear.audio import SAMPLE_RATE, Sound
from auditor.model import Segment, Span

_FRAME = SAMPLE_RATE // 50
_ABOVE_LEAK = 10 ** (5 / 10)
"""Own talk stands at least this far (5 dB) above what leaks through."""
_ABOVE_NOISE = 10 ** (6 / 10)
"""... and this far above its channel's noise, which the other side's soft sounds do not cover."""
_OWN_RUN = 4
"""Frames in a row above the leak that make talk of one's own."""
_AROUND = 15
"""Frames before and after own talk that are left alone: words begin and end softly."""
_SEPARATE = 10 ** (-9 / 10)
"""A leak stronger than this (-9 dB) is no leak: the channels are mixed, and stay as they are."""
_TURNED_DOWN = 0.03


def without_leak(channels: Sequence[Sound]) -> list[Sound]:
    """Two channels with the copy of the other side turned down; one channel as it is."""
    if len(channels) != 2:
        return list(channels)
    left, right = channels
    powers = [_power(left), _power(right)]
    return [_quietened(left, powers[0], powers[1]), _quietened(right, powers[1], powers[0])]


def without_echoes(
    segments: Sequence[Segment], channels: Sequence[Sound]
) -> tuple[list[Segment], list[Span]]:
    """Drop segments whose words the other side says at that time, far louder.

    What ``without_leak`` let through: a second guard, on the words themselves.
    """
    if len(channels) != 2:
        return list(segments), []
    powers = [_power(sound) for sound in channels]
    kept: list[Segment] = []
    dropped: list[Span] = []
    for segment in segments:
        if _is_echo(segment, segments, powers):
            note = f"{segment.text} (crosstalk: the other side says it, louder)"
            dropped.append(
                Span(start=segment.start, end=segment.end, channel=segment.channel, note=note)
            )
        else:
            kept.append(replace(segment))
    return kept, dropped


def _power(sound: Sound) -> npt.NDArray[np.float32]:
    """Mean square of each 20 ms frame, smoothed over five."""
    count = max(1, -(-len(sound) // _FRAME))
    padded = np.zeros(count * _FRAME, dtype=np.float32)
    padded[: len(sound)] = sound
    power = np.mean(padded.reshape(count, _FRAME) ** 2, axis=1)
    return np.convolve(power, np.full(5, 0.2, dtype=np.float32), mode="same").astype(np.float32)


def _quietened(sound: Sound, own: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> Sound:
    loud = other > 0.02 * float(np.percentile(other, 98))
    if not np.any(loud) or float(np.max(own)) <= 0:
        return sound
    # When the other side talks, this side is nearly always silent: the lower part of the
    # ratios is the leak (or the noise) alone.
    leak = float(np.percentile(own[loud] / other[loud], 30))
    if leak > _SEPARATE:
        return sound
    floor = float(np.percentile(own, 20)) * _ABOVE_NOISE
    shadowed = loud & ~_widened(own >= np.maximum(other * leak * _ABOVE_LEAK, floor))
    gain = np.where(shadowed, np.float32(_TURNED_DOWN), np.float32(1.0))
    return np.asarray(sound * np.repeat(gain, _FRAME)[: len(sound)], dtype=np.float32)


def _widened(talk: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Runs of at least ``_OWN_RUN`` frames, with ``_AROUND`` frames on either side."""
    run = np.convolve(talk, np.ones(_OWN_RUN, dtype=np.int64), mode="valid") == _OWN_RUN
    starts = np.flatnonzero(run)
    wide = np.zeros(len(talk), dtype=np.bool_)
    for start in starts:
        wide[max(0, start - _AROUND) : start + _OWN_RUN + _AROUND] = True
    return wide


def _is_echo(
    segment: Segment, segments: Sequence[Segment], powers: Sequence[npt.NDArray[np.float32]]
) -> bool:
    if segment.channel not in (0, 1):
        return False
    first, last = int(segment.start * 50), int(segment.end * 50) + 1
    own = float(np.mean(powers[segment.channel][first:last]))
    other = float(np.mean(powers[1 - segment.channel][first:last]))
    if own > other * 10 ** (-15 / 10):
        return False
    said = "".join(
        s.text
        for s in segments
        if s.channel != segment.channel and s.end > segment.start - 1 and s.start < segment.end + 1
    )
    match = SequenceMatcher(None, segment.text, said, autojunk=False)
    shared = sum(block.size for block in match.get_matching_blocks())
    return shared >= 0.6 * len(segment.text)
