"""Sound files, decoded to what the recogniser takes.

Anything PyAV (FFmpeg) reads, at any rate, with one or two channels, becomes one
float32 array per channel at 16 kHz. A file from which the whole call cannot be
had is refused with one line that says why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import av
import av.error
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream
from av.container import InputContainer

from auditor.errors import RecordingError
from auditor.hear import container
from auditor.model import Recording

Sound = npt.NDArray[np.float32]
"""One channel: float32 samples in -1…1 at ``SAMPLE_RATE``, shape (samples,)."""

SAMPLE_RATE = 16_000
SILENT_PEAK = 0.002
"""A recording that never rises above this (-54 dBFS) holds no speech that anyone could hear."""
DAMAGED_SHARE = 0.02
"""Share of undecodable packets above which the sound is not what was recorded."""


def open_recording(path: str | Path) -> tuple[Recording, list[Sound]]:
    """Decode a recording: its identity, and one 16 kHz array for each different channel.

    The same signal on both channels (some recorders write mono as stereo) comes back
    as one channel with ``fake_stereo`` set. Raises ``RecordingError`` with one line when
    the file is missing, empty, not sound, truncated, damaged, silent, or has more than
    two channels.
    """
    file = Path(path)
    digest = _identify(file)
    stream_facts, channels = _decode(file)
    duration = len(channels[0]) / SAMPLE_RATE
    container.refuse_truncated(file, stream_facts, duration)
    if max(float(np.max(np.abs(c), initial=0.0)) for c in channels) < SILENT_PEAK:
        raise RecordingError(f"{file.name} is silent: {duration:.1f} s without any sound")
    fake = len(channels) == 2 and same_signal(channels[0], channels[1])
    if fake:
        channels = channels[:1]
    recording = Recording(
        path=str(path),
        sha256=digest,
        duration=duration,
        channels=len(channels),
        sample_rate=stream_facts.sample_rate,
        codec=stream_facts.codec,
        fake_stereo=fake,
    )
    return recording, channels


def same_signal(left: Sound, right: Sound) -> bool:
    """Whether two channels carry one signal, up to polarity, a small gain and lossy coding.

    Compared in half-second frames, so that a call in which one side is merely audible on
    the other's channel is not taken for mono: nearly every frame with sound in it has to
    correlate.
    """
    if np.array_equal(left, right):
        return True
    size = SAMPLE_RATE // 2
    count = max(1, len(left) // size)
    pairs = zip(np.array_split(left, count), np.array_split(right, count), strict=True)
    alike: list[bool] = []
    floor = (max(float(np.std(left)), float(np.std(right))) * 0.1) ** 2 * size
    for a, b in pairs:
        power_a, power_b = float(a @ a), float(b @ b)
        if max(power_a, power_b) < floor:
            continue
        balanced = min(power_a, power_b) > 0.25 * max(power_a, power_b)
        alike.append(balanced and abs(float(a @ b)) > 0.9 * (power_a * power_b) ** 0.5)
    return bool(alike) and sum(alike) >= 0.97 * len(alike)


def _identify(file: Path) -> str:
    """SHA-256 of the content, after the checks that need no decoder."""
    if not file.exists():
        raise RecordingError(f"{file} does not exist")
    if not file.is_file():
        raise RecordingError(f"{file} is a folder, not a recording")
    if file.stat().st_size == 0:
        raise RecordingError(f"{file.name} is empty (0 bytes)")
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RecordingError(f"{file.name} cannot be read: {reason}") from error


def _decode(file: Path) -> tuple[container.StreamFacts, list[Sound]]:
    container.refuse_other_kinds(file)
    try:
        with av.open(str(file), metadata_errors="replace") as opened:
            stream = _only_audio_stream(file, opened)
            facts = container.facts(opened, stream)
            channels = _read(file, opened, stream)
    except (av.error.FFmpegError, ValueError) as error:
        raise RecordingError(f"{file.name} is not a sound file that can be read") from error
    if not channels or len(channels[0]) == 0:
        raise RecordingError(f"{file.name} holds no sound: nothing in it could be decoded")
    return facts, channels


def _only_audio_stream(file: Path, opened: InputContainer) -> AudioStream:
    streams = opened.streams.audio
    if not streams:
        held = "video or pictures but no sound" if opened.streams.video else "no sound"
        raise RecordingError(f"{file.name} holds {held}")
    if len(streams) > 1:
        raise RecordingError(f"{file.name} holds {len(streams)} sound tracks; one is expected")
    channels = streams[0].channels
    if channels > 2:
        raise RecordingError(f"{file.name} has {channels} channels; one or two are expected")
    return streams[0]


def _read(file: Path, opened: InputContainer, stream: AudioStream) -> list[Sound]:
    """Every frame of the stream, resampled, as one array per channel."""
    blocks: list[npt.NDArray[np.float32]] = []
    resampler: av.AudioResampler | None = None
    for frame in _frames(file, opened, stream):
        if resampler is None:
            resampler = av.AudioResampler(format="fltp", layout=frame.layout, rate=SAMPLE_RATE)
        frame.pts = None  # gaps in the time stamps would stop the resampler
        blocks.extend(_samples(f) for f in resampler.resample(frame))
    if resampler is not None:
        blocks.extend(_samples(f) for f in resampler.resample(None))
    if not blocks:
        return []
    sound = np.concatenate(blocks, axis=1).astype(np.float32, copy=False)
    return [np.ascontiguousarray(np.nan_to_num(channel)) for channel in sound]


def _samples(frame: av.AudioFrame) -> npt.NDArray[np.float32]:
    return frame.to_ndarray().astype(np.float32, copy=False)


def _frames(file: Path, opened: InputContainer, stream: AudioStream) -> Iterator[av.AudioFrame]:
    """Decoded frames; single bad packets are passed over, a damaged file is refused."""
    bad = packets = 0
    for packet in opened.demux(stream):
        packets += 1
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            bad += 1
    if bad > max(2.0, DAMAGED_SHARE * packets):
        raise RecordingError(f"{file.name} is damaged: {bad} of {packets} packets are unreadable")
