"""Two speakers on one channel."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from auditor.errors import ModelError
from auditor.hear.diarize import find_diarizer
from auditor.hear.diarize.base import Division, Turn
from auditor.hear.diarize.cluster import part
from auditor.hear.diarize.dvector import VoiceEncoder, mel_frames, packaged_encoder
from auditor.hear.diarize.pyannote import division_of
from auditor.hear.diarize.torchfile import read_tensors
from auditor.hear.diarize.turns import side_of, with_speakers
from auditor.model import Segment, Speaker, Transcript, Word


def _vectors(who: list[int], apart: float, seed: int = 0) -> np.ndarray:  # type: ignore[type-arg]
    random = np.random.default_rng(seed)
    centres = random.normal(size=(2, 64)) * apart
    raw = centres[who] + random.normal(size=(len(who), 64))
    return (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)


def test_two_voices_are_parted() -> None:
    who = ([0] * 12 + [1] * 5) * 8
    stretch = [i // 6 for i in range(len(who))]
    parted = part(_vectors(who, 1.0), stretch)
    right = float(np.mean(parted.labels == np.array(who)))
    assert max(right, 1 - right) > 0.98
    assert parted.separation > 4


def test_one_voice_is_not() -> None:
    parted = part(_vectors([0] * 150, 1.0), [i // 6 for i in range(150)])
    assert parted.separation < 3.5
    assert part(_vectors([0] * 3, 1.0), [0, 0, 0]).separation == 0.0


def _words(text: str, start: float) -> tuple[Word, ...]:
    return tuple(
        Word(start=start + 0.25 * i, end=start + 0.25 * (i + 1), text=c, probability=0.8)
        for i, c in enumerate(text)
    )


AGENT = "我是瑞丰人寿的罗敏，工号三三一二，给您介绍保险，犹豫期十五天"
CUSTOMER = "你啥事多少钱"


def _mono() -> Transcript:
    words = _words(AGENT + CUSTOMER, 0.0)
    end = words[-1].end
    said = Segment(start=0.0, end=end, text=AGENT + CUSTOMER, channel=0, words=words)
    return Transcript(language="zh", engine="test", segments=(said,), covered=(("channel 0", 1.0),))


def _division(distinct: bool = True) -> Division:
    change = 0.25 * len(AGENT)
    turns = (
        Turn(start=0.0, end=change, side=1),
        Turn(start=change, end=change + 0.25 * len(CUSTOMER), side=0),
    )
    return Division(turns=turns, separation=9.0, distinct=distinct)


def test_segments_are_cut_where_the_speaker_changes() -> None:
    named = with_speakers(_mono(), _division())
    assert [(s.speaker, s.text) for s in named.segments] == [
        (Speaker.AGENT, AGENT),
        (Speaker.CUSTOMER, CUSTOMER),
    ]
    assert dict(named.covered) == {"agent": 1.0, "customer": 1.0}


def test_voices_too_much_alike_stay_unknown() -> None:
    assert with_speakers(_mono(), _division(distinct=False)) == _mono()


def test_far_from_every_turn_nobody_is_named() -> None:
    assert side_of(50.0, 51.0, _division().turns) is None
    assert side_of(50.0, 51.0, []) is None


def test_overlapping_tracks_name_nobody() -> None:
    division = division_of([(0.0, 2.0, "A"), (1.0, 3.0, "B")])
    assert [(t.start, t.end, t.side) for t in division.turns] == [
        (0.0, 1.0, 0),
        (1.0, 2.0, None),
        (2.0, 3.0, 1),
    ]


def test_a_checkpoint_cannot_run_code(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (print, ("gotcha",))

    file = tmp_path / "evil.pt"
    file.write_bytes(pickle.dumps(Evil()))
    with pytest.raises(ValueError, match="not allowed"):
        read_tensors(file, "model_state")


def test_wrong_weights_and_unknown_engines() -> None:
    with pytest.raises(ModelError, match="shape"):
        VoiceEncoder({})
    with pytest.raises(ModelError, match="no diarizer"):
        find_diarizer("magic")


def test_packaged_embeddings_have_the_published_form() -> None:
    encoder = packaged_encoder()
    if encoder is None:
        pytest.skip("Resemblyzer is not installed")
    sound = np.random.default_rng(0).normal(0, 0.05, 32_000).astype(np.float32)
    mel = mel_frames(sound)
    assert mel.shape == (201, 40)
    vectors = encoder.embed(mel, [(0.0, 0.8), (0.4, 1.2)])
    assert vectors.shape == (2, 256)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-4)
    assert np.all(vectors >= 0)
