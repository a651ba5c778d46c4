"""Recordings of every kind are opened, and every kind of bad file is refused in one line."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hear_coded import write_coded
from hear_sounds import noise, silence, syllables, tone, write_wav

from auditor.errors import RecordingError
from auditor.hear.audio import SAMPLE_RATE, open_recording, same_signal

AGENT = syllables(3, 120, seed=1)
CUSTOMER = np.roll(syllables(3, 210, seed=2), 4000)


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.wav", "pcm_s16le", 8000),
        ("a.wav", "pcm_mulaw", 8000),
        ("a.wav", "pcm_alaw", 8000),
        ("a.wav", "pcm_s16le", 44100),
        ("a.mp3", "libmp3lame", 8000),
        ("a.opus", "libopus", 48000),
        ("a.ogg", "libopus", 16000),
        ("a.flac", "flac", 8000),
        ("a.m4a", "aac", 16000),
    ],
)
@pytest.mark.parametrize("count", [1, 2])
def test_codecs(tmp_path: Path, name: str, codec: str, rate: int, count: int) -> None:
    file = write_coded(tmp_path / name, codec, *(AGENT, CUSTOMER)[:count], rate=rate)
    recording, channels = open_recording(file)
    assert recording.channels == len(channels) == count
    assert recording.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert recording.duration == pytest.approx(3.0, abs=0.15)
    assert not recording.fake_stereo
    assert all(c.dtype == np.float32 and c.ndim == 1 for c in channels)
    assert len(channels[0]) / SAMPLE_RATE == recording.duration


@pytest.mark.parametrize(
    ("name", "codec"), [("a.wav", "pcm_mulaw"), ("a.mp3", "libmp3lame"), ("a.opus", "libopus")]
)
def test_same_signal_twice_is_mono(tmp_path: Path, name: str, codec: str) -> None:
    almost = (AGENT * 0.9 + noise(3, 0.001)).astype(np.float32)
    rate = 48000 if codec == "libopus" else 8000
    recording, channels = open_recording(
        write_coded(tmp_path / name, codec, AGENT, almost, rate=rate)
    )
    assert recording.fake_stereo
    assert recording.channels == len(channels) == 1


def test_crosstalk_is_not_mono() -> None:
    left = np.concatenate([AGENT, 0.1 * CUSTOMER]).astype(np.float32)
    right = np.concatenate([0.1 * AGENT, CUSTOMER]).astype(np.float32)
    assert not same_signal(left, right)


def test_one_silent_side_is_not_mono() -> None:
    assert not same_signal(AGENT, silence(3))


def _cut(file: Path, keep: float) -> Path:
    raw = file.read_bytes()
    file.write_bytes(raw[: int(len(raw) * keep)])
    return file


def _zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.wav", b"0" * 5000)
    return path


def _png(path: Path) -> Path:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 2000)
    return path


def _bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda d: d / "absent.wav", "does not exist"),
        (lambda d: d, "folder"),
        (lambda d: _bytes(d / "a.wav", b""), "0 bytes"),
        (lambda d: _bytes(d / "a.wav", "这不是录音\n".encode() * 50), "is text"),
        (lambda d: _bytes(d / "a.wav", "这不是录音\n".encode("gbk") * 500), "is text"),
        (lambda d: _png(d / "a.wav"), "a picture"),
        (lambda d: _zip(d / "a.wav"), "zip"),
        (lambda d: _bytes(d / "a.mp3", np.random.default_rng(0).bytes(3000)), "a.mp3"),
        (lambda d: _cut(write_wav(d / "a.wav", AGENT), 0.5), "truncated"),
        (lambda d: _cut(write_coded(d / "a.wav", "pcm_mulaw", AGENT, CUSTOMER), 0.7), "truncated"),
        (lambda d: _cut(write_coded(d / "a.flac", "flac", AGENT), 0.5), "truncated"),
        (lambda d: _cut(write_coded(d / "a.mp3", "libmp3lame", AGENT), 0.5), "truncated"),
        (lambda d: _cut(write_coded(d / "a.opus", "libopus", AGENT, rate=48000), 0.6), "truncated"),
        (lambda d: _cut(write_wav(d / "a.wav", AGENT), 0.0002), "a.wav"),
        (lambda d: write_wav(d / "a.wav", silence(2)), "silent"),
        (lambda d: write_wav(d / "a.wav", noise(2, 0.0002)), "silent"),
        (lambda d: write_wav(d / "a.wav", AGENT[:0]), "no sound"),
        (lambda d: write_wav(d / "a.wav", AGENT, CUSTOMER, AGENT), "3 channels"),
    ],
)
def test_refused_in_one_line(tmp_path: Path, make, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(RecordingError) as caught:
        open_recording(make(tmp_path))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.stage == "hear"


def test_wav_of_a_streaming_writer_has_no_length(tmp_path: Path) -> None:
    file = write_wav(tmp_path / "a.wav", AGENT)
    raw = bytearray(file.read_bytes())
    raw[40:44] = b"\xff\xff\xff\xff"
    file.write_bytes(bytes(raw))
    assert open_recording(file)[0].duration == pytest.approx(3.0, abs=0.01)


def test_quiet_but_audible_is_kept(tmp_path: Path) -> None:
    recording, _ = open_recording(write_wav(tmp_path / "a.wav", tone(1, 440, level=0.01)))
    assert recording.channels == 1
