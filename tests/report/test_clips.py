"""Evidence clips are the seconds meant, lossless, with a tone over what is private."""

from __future__ import annotations

import io
from dataclasses import replace

import av
import numpy as np
import pytest
from examples import evidence, faulty

from auditor.model import Report, Status
from auditor.report.clips import clips_of, to_flac

RATE = 8000


def decoded(data: bytes) -> tuple[np.ndarray, int]:
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams.audio[0]
        frames = [frame.to_ndarray() for frame in container.decode(stream)]
        packed = np.concatenate(frames, axis=1)
        return packed.reshape(-1, stream.channels).T, stream.rate


@pytest.mark.parametrize("channels", [1, 2])
def test_flac_loses_nothing(channels: int) -> None:
    sound = np.random.default_rng(2).uniform(-1, 1, (channels, 9999)).astype(np.float32)
    back, rate = decoded(to_flac(sound, RATE))
    assert rate == RATE
    assert np.array_equal(back, np.round(sound * 32767).astype(np.int16))


def called(text: str) -> Report:
    report = faulty()
    segments = list(report.transcript.segments)
    segments[3] = replace(segments[3], text=text)
    said = replace(report.findings[0], status=Status.FAIL, evidence=(evidence(3, text),))
    return replace(
        report,
        findings=(said,),
        transcript=replace(report.transcript, segments=tuple(segments)),
    )


def test_clips_and_bleeps() -> None:
    quiet = [np.full(73 * RATE, 0.25, dtype=np.float32) for _ in range(2)]
    report = called("我手机幺三九二七零零五五八一。")
    ((name, open_clip),) = clips_of(report, quiet, RATE, "internal")
    ((_, shut_clip),) = clips_of(report, quiet, RATE, "qa")
    assert name == "cn-life-telesales.agent-identity.1"
    plain, _ = decoded(open_clip)
    covered, _ = decoded(shut_clip)
    place = report.findings[0].evidence[0]
    assert plain.shape[1] / RATE == pytest.approx(place.end - place.start + 3, abs=0.01)
    assert np.all(plain == plain[0, 0])
    assert np.all(covered[0] == plain[0]), "the agent's channel is left alone"
    changed = np.flatnonzero(covered[1] != plain[1]) / RATE
    assert 1.3 < changed.min() < 2.2
    assert changed.max() > 3.2


def test_passed_findings_have_no_clip() -> None:
    report = called("好的。")
    passed = replace(report, findings=(replace(report.findings[0], status=Status.PASS),))
    assert list(clips_of(passed, [np.zeros(80 * RATE, dtype=np.float32)], RATE, "qa")) == []
