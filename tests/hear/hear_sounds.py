"""Generated sounds and files for the tests: 16 kHz, seeded, no speech unless said."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from auditor.hear.audio import SAMPLE_RATE, Sound


def silence(seconds: float) -> Sound:
    return np.zeros(int(seconds * SAMPLE_RATE), dtype=np.float32)


def tone(seconds: float, *frequencies: float, level: float = 0.2) -> Sound:
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (level * sum(np.sin(2 * np.pi * f * time) for f in frequencies)).astype(np.float32)


def noise(seconds: float, level: float = 0.05, seed: int = 0) -> Sound:
    random = np.random.default_rng(seed)
    return random.normal(0, level, int(seconds * SAMPLE_RATE)).astype(np.float32)


def ringback(seconds: float) -> Sound:
    """The Chinese ringing tone: 450 Hz, one second on, four off."""
    cycle = np.concatenate([tone(1, 450), silence(4)])
    return np.tile(cycle, int(seconds // 5) + 1)[: int(seconds * SAMPLE_RATE)]


def dialling(digits: str) -> Sound:
    """DTMF digits (ITU-T Q.23), 0.2 s each with 0.1 s between."""
    rows, columns = (697, 770, 852, 941), (1209, 1336, 1477)
    keys = "123456789*0#"
    parts = []
    for digit in digits:
        at = keys.index(digit)
        parts += [tone(0.2, rows[at // 3], columns[at % 3]), silence(0.1)]
    return np.concatenate(parts)


def music(seconds: float) -> Sound:
    """Hold music: a slow progression of plucked chords."""
    chords = (
        (261.6, 329.6, 392.0),
        (220.0, 261.6, 329.6),
        (174.6, 220.0, 261.6),
        (196.0, 246.9, 293.7),
    )
    parts = []
    for i in range(int(seconds * 2) + 1):
        beat = tone(0.5, *chords[i // 4 % 4], level=0.08)
        parts.append((beat * np.exp(-np.linspace(0, 3, len(beat)))).astype(np.float32))
    return np.concatenate(parts)[: int(seconds * SAMPLE_RATE)]


def syllables(seconds: float, pitch: float, seed: int = 0) -> Sound:
    """Something like a voice: a pulse train through formants, four syllables a second."""
    random = np.random.default_rng(seed)
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    spectrum = [(k, 1 / (1 + ((k * pitch - 700) / 400) ** 2) + 0.1 / k) for k in range(1, 25)]
    voice = sum(
        a * np.sin(2 * np.pi * k * pitch * time + random.uniform(0, 6)) for k, a in spectrum
    )
    envelope = np.clip(np.sin(2 * np.pi * 2 * time) ** 2 * 1.3 - 0.2, 0, 1)
    sound = voice * envelope
    return (0.3 * sound / np.max(np.abs(sound))).astype(np.float32)


def write_wav(path: Path, *channels: Sound, rate: int = SAMPLE_RATE) -> Path:
    data = np.stack(channels, axis=1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(data, -1, 1) * 32767).astype("<i2").tobytes())
    return path
