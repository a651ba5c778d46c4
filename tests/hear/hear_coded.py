"""Sound written with the telephone's codecs, through PyAV."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from auditor.hear.audio import SAMPLE_RATE, Sound


def write_coded(path: Path, codec: str, *channels: Sound, rate: int = 8000) -> Path:
    """Encode 16 kHz channels at that rate; the container is chosen by the file's suffix."""
    layout = "stereo" if len(channels) == 2 else "mono"
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=rate, layout=layout)
        resampler = av.AudioResampler(
            format=stream.format, layout=layout, rate=rate, frame_size=stream.frame_size or 1024
        )
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(np.stack(channels)), format="fltp", layout=layout
        )
        frame.sample_rate = SAMPLE_RATE
        frame.pts = 0
        for resampled in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(stream.encode(resampled))
        file.mux(stream.encode(None))
    return path
