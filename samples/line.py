"""The telephone line: band, noise, crosstalk, and the codecs that recorders write."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

RATE = 8_000
"""Samples a second on the line."""
BAND = (300.0, 3400.0)
"""Hertz that a telephone channel carries (ITU-T G.712)."""
LEVEL = 0.1
"""Root mean square of speech on the line; full scale is 1."""
CROSSTALK = 10 ** (-38 / 20)
"""How much of one channel leaks into the other."""

Sound = NDArray[np.float32]

_CODECS: dict[str, tuple[str, int, dict[str, str]]] = {
    "wav-ulaw-stereo": ("pcm_mulaw", 0, {}),
    "mp3-stereo": ("libmp3lame", 40_000, {}),
    "opus-stereo": ("libopus", 32_000, {"application": "voip"}),
    "flac-stereo": ("flac", 0, {"compression_level": "12"}),
}
ERROR_PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>404 Not Found</title></head>
<body><h1>404 Not Found</h1><p>录音文件不存在或已过期。</p></body></html>
"""


def narrowed(sound: Sound, rate: int) -> Sound:
    """The sound in the band and at the rate of the line, at an even level."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / rate)
    # edges of 80 Hz: a sharper cut rings
    gain = np.clip((hertz - BAND[0]) / 80 + 1, 0, 1) * np.clip((BAND[1] - hertz) / 80 + 1, 0, 1)
    thin = np.fft.irfft(spectrum * gain, len(sound))[:: rate // RATE]
    spoken = thin[np.abs(thin) > 0.01]
    return np.asarray(thin * (LEVEL / np.sqrt(np.mean(spoken**2))), np.float32)


def through_line(tracks: Sound, *, snr_db: float, seed: int) -> Sound:
    """Two clean tracks (2 x samples) as the line carries them: leaking and with a soft hiss."""
    dice = np.random.default_rng(seed)
    late = np.roll(tracks[::-1], RATE // 50, axis=1)
    hiss = dice.standard_normal(tracks.shape)
    hiss[:, 1:] += 0.7 * hiss[:, :-1]  # more low than high, as lines have it
    loudness = LEVEL * 10 ** (-snr_db / 20) / np.sqrt(np.mean(hiss**2))
    return np.asarray(np.clip(tracks + CROSSTALK * late + loudness * hiss, -1, 1), np.float32)


def write_recording(path: Path, tracks: Sound, layout: str) -> None:
    """Writes the call (2 x samples) as the recorder of ``layout`` would."""
    if layout == "wav-gsm-mono":
        # PyAV reads GSM 06.10 but has no encoder for it
        soundfile.write(path, np.clip(tracks.sum(axis=0), -1, 1), RATE, "GSM610", format="WAV")
        return
    codec, bits, options = _CODECS[layout]
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as out:
        stream = out.add_stream(codec, rate=RATE, options=options)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "stereo"
        if bits:
            stream.bit_rate = bits
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        for frame in _frames(tracks):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def write_error_page(path: Path) -> None:
    """What is left when a download of recordings does not look at the answer."""
    path.write_text(ERROR_PAGE, encoding="utf-8")


def _frames(tracks: Sound) -> list[av.AudioFrame]:
    whole = np.ascontiguousarray((tracks.T * 32767).astype(np.int16)).reshape(1, -1)
    frames = []
    for start in range(0, tracks.shape[1], RATE):
        part = np.ascontiguousarray(whole[:, 2 * start : 2 * (start + RATE)])
        frame = av.AudioFrame.from_ndarray(part, format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        frames.append(frame)
    return frames
