"""Where somebody talks: Silero VAD (the copy inside faster-whisper) on one channel."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps, get_vad_model

from auditor.hear.audio import SAMPLE_RATE, Sound

Stretch = tuple[float, float]
"""(start, end) in seconds from the start of the recording."""

_FRAME = 512
"""Samples to one probability of the detector."""
_USUAL = 98
"""Percentile of a channel's probabilities that stands for its speech: the other side may talk most."""
_SHARE = 0.42
"""Of that, from which a frame is speech."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechSettings:
    """How speech is told from the rest; times in seconds, the threshold a probability.

    More willing than Silero's own defaults: a short answer that is taken for silence
    cannot be heard afterwards, while a little noise taken for speech costs only time.
    The threshold is for a voice of which the detector is sure. Some voices it finds half as
    likely all along, far above the silence beside them: theirs is lower in proportion.
    """

    threshold: float = 0.4
    least_speech: float = 0.1
    least_silence: float = 0.3
    padding: float = 0.2
    longest: float = 28.0


def find_speech(sound: Sound, settings: SpeechSettings | None = None) -> list[Stretch]:
    """Stretches of speech in one channel (16 kHz), in order and not overlapping."""
    chosen = settings or SpeechSettings()
    if len(sound) < SAMPLE_RATE // 20:
        return []
    level = levelled(sound)
    options = VadOptions(
        threshold=_threshold(level, chosen.threshold),
        min_speech_duration_ms=int(chosen.least_speech * 1000),
        min_silence_duration_ms=int(chosen.least_silence * 1000),
        speech_pad_ms=int(chosen.padding * 1000),
        max_speech_duration_s=chosen.longest,
    )
    found = get_speech_timestamps(level, options)
    return [(piece["start"] / SAMPLE_RATE, piece["end"] / SAMPLE_RATE) for piece in found]


def _threshold(level: Sound, most: float) -> float:
    """The probability from which a channel's frames are speech, at most ``most``.

    Where nothing is likely to be speech at all it is not lowered: that is noise.
    """
    whole = np.pad(level, (0, -len(level) % _FRAME))
    usual = float(np.percentile(get_vad_model()(whole), _USUAL))
    return most if usual < most else min(most, _SHARE * usual)


def loudness(sound: Sound) -> float:
    """Level of the loudest fiftieth of a channel: RMS over 50 ms frames, 0 to 1.

    So high a quantile because the customer may talk for a few seconds of a long call.
    """
    size = SAMPLE_RATE // 20
    usable = len(sound) // size * size
    if usable == 0:
        return 0.0
    frames = sound[:usable].reshape(-1, size)
    return float(np.percentile(np.sqrt(np.mean(frames * frames, axis=1)), 98))


def levelled(sound: Sound, target: float = 0.1, most: float = 30.0) -> Sound:
    """The channel brought to a usual speech level, by at most ``most`` times.

    One side of a call is often recorded 20 to 30 dB below the other.
    """
    level = loudness(sound)
    if level <= 0.0:
        return sound
    gain = float(np.clip(target / level, 1.0, most))
    return np.clip(sound * np.float32(gain), -1.0, 1.0) if gain > 1.0 else sound


def total(stretches: list[Stretch]) -> float:
    """Seconds in all."""
    return sum(end - start for start, end in stretches)


@functools.lru_cache(maxsize=1)
def vad_version() -> str:
    """Which detector this is, for the engine string."""
    import faster_whisper

    return f"silero@faster-whisper-{faster_whisper.__version__}"
