"""The recording for the page: in a form that every browser plays and seeks in, and its outline."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import av
import numpy as np
from numpy.typing import NDArray

from auditor.report.files import write_whole

BINS = 900
"""Columns of the outline: about one for each pixel of a wide screen."""

_RATES = (8000, 16000, 22050, 24000, 32000, 44100, 48000)
"""Sample rates that MP3 has (ISO/IEC 11172-3, 13818-3 and the 2.5 extension)."""

_BITS = 16_000
"""Bits a second and channel: speech at telephone width loses nothing that can be heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSound:
    """What the page needs of a recording."""

    source: str
    """``data:`` URL, or relative URL of a file beside the page."""
    duration: float
    outline: tuple[tuple[float, ...], ...]
    """For each channel the loudness (peak, 0 to 1) of BINS equal stretches of time."""


def embedded_sound(samples: Sequence[NDArray[np.float32]], rate: int) -> PageSound:
    """Return the sound as part of the page: one file to keep, a third larger.

    `samples` holds one array of -1 to 1 for each channel, at `rate` hertz.
    """
    encoded = base64.b64encode(to_mp3(samples, rate)).decode("ascii")
    return _page_sound(f"data:audio/mpeg;base64,{encoded}", samples, rate)


def sound_beside(samples: Sequence[NDArray[np.float32]], rate: int, path: Path) -> PageSound:
    """Write the sound to `path`, which lies in the folder of the page, and return it."""
    write_whole(path, to_mp3(samples, rate))
    return _page_sound(quote(path.name), samples, rate)


def to_mp3(samples: Sequence[NDArray[np.float32]], rate: int) -> bytes:
    """Return one or two channels as MP3 of constant bit rate, which browsers seek in exactly."""
    channels = np.stack([np.asarray(channel, dtype=np.float32) for channel in samples[:2]])
    layout = "stereo" if len(channels) == 2 else "mono"
    out_rate = min((r for r in _RATES if r >= min(rate, 16000)), default=16000)
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp3") as container:
        # Two people who talk at once must not leak into each other: no joint stereo.
        options = {"joint_stereo": "0", "compression_level": "7"}
        stream = container.add_stream("libmp3lame", rate=out_rate, options=options)
        stream.layout = layout
        stream.bit_rate = _BITS * len(channels)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(channels), "fltp", layout)
        frame.sample_rate = rate
        resampler = av.AudioResampler(format="s16p", layout=layout, rate=out_rate)
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return buffer.getvalue()


def outline_of(samples: NDArray[np.float32], bins: int = BINS) -> tuple[float, ...]:
    """Return the peak of each of `bins` equal stretches, 0 to 1, loudest of all scaled to 1."""
    if not len(samples):
        return (0.0,) * bins
    edges = np.linspace(0, len(samples), bins + 1).astype(int)[:-1]
    peaks = np.maximum.reduceat(np.abs(samples), np.minimum(edges, len(samples) - 1))
    loudest = float(peaks.max())
    return tuple(round(float(p) / loudest, 2) if loudest > 0 else 0.0 for p in peaks)


def _page_sound(source: str, samples: Sequence[NDArray[np.float32]], rate: int) -> PageSound:
    return PageSound(
        source=source,
        duration=max(len(channel) for channel in samples) / rate,
        outline=tuple(outline_of(channel) for channel in samples[:2]),
    )
