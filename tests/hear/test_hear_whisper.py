"""The real model: slow, and few."""

from __future__ import annotations

import numpy as np
import pytest
from hear_sounds import dialling, music, noise, ringback, syllables

from auditor.hear.audio import SAMPLE_RATE, Sound
from auditor.hear.decode import LEAST_FRAMES, encode, features
from auditor.hear.listen import listen, name_speakers
from auditor.hear.whisper import Whisper
from auditor.model import Recording

pytestmark = [pytest.mark.slow, pytest.mark.model]


@pytest.fixture(scope="module")
def whisper() -> Whisper:
    return Whisper()


def _recording(*channels: Sound) -> Recording:
    return Recording(
        path="made",
        sha256="0",
        duration=len(channels[0]) / SAMPLE_RATE,
        channels=len(channels),
        sample_rate=SAMPLE_RATE,
        codec="pcm",
    )


@pytest.mark.parametrize(
    "sound",
    [ringback(20), dialling("4008123456#" * 3), music(20), noise(20), noise(20, 0.3)],
    ids=["ringback", "dtmf", "music", "noise", "loud noise"],
)
def test_no_words_from_what_is_no_speech(whisper: Whisper, sound: Sound) -> None:
    transcript = whisper.transcribe(_recording(sound), [sound])
    assert transcript.segments == ()
    assert transcript.heard


def test_voice_without_words_is_a_gap_or_dropped_but_never_hidden(whisper: Whisper) -> None:
    sound = syllables(6, 150)
    transcript = whisper.transcribe(_recording(sound, sound), [sound, np.zeros_like(sound)])
    assert all(s.channel == 0 for s in transcript.segments)
    assert whisper.engine == transcript.engine
    assert "whisper-base 905e5bf8336b" in whisper.engine
    assert name_speakers(transcript, [sound, sound], 0).covered[0][0] == "agent"


@pytest.mark.parametrize("compute_type", ["int8", "float32"])
def test_scores_of_sentences(compute_type: str) -> None:
    ear = Whisper(compute_type=compute_type).ear([noise(5), noise(5)])
    scores = ear.score(0, 1.0, 3.0, ["您好", "您好，我是保险公司的", ""])
    assert scores[2] == float("-inf")
    assert scores[1] < scores[0] < 0
    assert ear.score(None, 1.0, 3.0, ["您好"])[0] < 0
    assert ear.score(0, 1.0, 3.0, []) == []


def test_windows_encoded_one_by_one_are_those_encoded_together(whisper: Whisper) -> None:
    sounds = [syllables(6, 150), syllables(11, 110)]
    apart = np.asarray(encode(whisper._model, sounds))
    together = np.asarray(whisper._model.encode(features(whisper._model, sounds, LEAST_FRAMES)))
    assert apart.shape == together.shape
    assert np.array_equal(apart, together)


def test_listen_refuses_before_it_hears(whisper: Whisper, tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Exception, match="does not exist"):
        listen(tmp_path / "absent.wav", whisper)
