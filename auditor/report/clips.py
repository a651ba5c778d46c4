"""Evidence clips: the seconds of the recording that a finding rests on."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import av
import numpy as np
from numpy.typing import NDArray

from auditor.model import Report, Span, Status
from auditor.report.redact import LEVELS, bleep, bleeps, find_private

_AROUND = 1.5
"""Seconds kept before and after the words, so that they can be understood."""


def clips_of(
    report: Report, samples: Sequence[NDArray[np.float32]], rate: int, level: str
) -> Iterator[tuple[str, bytes]]:
    """Yield (name, FLAC) for each piece of evidence of a failed or doubtful finding.

    `samples` holds an array for each channel; `report` is the one before redaction. What `level`
    hides is covered by a tone.
    """
    spans = _hidden(report, level)
    sound = np.stack([np.asarray(channel, dtype=np.float32) for channel in samples])
    for finding in report.findings:
        if finding.status not in (Status.FAIL, Status.REVIEW):
            continue
        for number, evidence in enumerate(finding.evidence, start=1):
            start = max(0.0, evidence.start - _AROUND)
            piece = sound[:, int(start * rate) : int((evidence.end + _AROUND) * rate)]
            if piece.shape[1]:
                name = f"{finding.checklist}.{finding.requirement_id}.{number}"
                yield name, to_flac(bleep(piece, rate, spans, offset=start), rate)


def to_flac(sound: NDArray[np.float32], rate: int) -> bytes:
    """Return channels × samples of -1 to 1 as 16-bit FLAC (RFC 9639): small, and nothing lost."""
    layout = "stereo" if len(sound) == 2 else "mono"
    whole = np.clip(np.round(sound * 32767), -32768, 32767).astype(np.int16)
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=rate)
        stream.layout = layout
        stream.format = "s16"
        size = 4096
        for at in range(0, whole.shape[1], size):
            packed = np.ascontiguousarray(whole[:, at : at + size].T).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(packed, "s16", layout)
            frame.sample_rate, frame.pts = rate, at
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return buffer.getvalue()


def _hidden(report: Report, level: str) -> tuple[Span, ...]:
    kinds = LEVELS[level]
    if not kinds:
        return ()
    segments = report.transcript.segments
    return bleeps(segments, find_private(segments, report.call, kinds))
