"""The second recogniser, as far as it can be tested without weights."""

from __future__ import annotations

import base64
import inspect
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hear_sounds import syllables

from auditor.errors import ModelError
from auditor.hear import sherpa
from auditor.hear.audio import SAMPLE_RATE
from auditor.hear.exports import _TELLING, find_export, is_export, look_into
from auditor.hear.sherpa import Sherpa, words_of
from auditor.model import Recording
from auditor.run.hearing import verifies
from auditor.run.task import Settings

CHINESE = "<blank> 0\n<s> 1\n您 2\n好 3\n"
ENDS = "<|zh|> 0\n您 1\n"
BASE64 = "".join(f"{base64.b64encode(c.encode()).decode()} {i}\n" for i, c in enumerate("您好吗"))


def _field(number: int, content: bytes | int) -> bytes:
    """One field of a protocol buffer."""
    if isinstance(content, int):
        return bytes([number << 3, content])
    return bytes([number << 3 | 2]) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def _onnx(**told: str) -> bytes:
    """The smallest model there is: y = x, with what it tells of itself."""
    kind = _field(1, _field(1, 1) + _field(2, _field(1, _field(1, 1))))
    ends = [_field(1, name) + _field(2, kind) for name in (b"x", b"y")]
    node = _field(1, b"x") + _field(2, b"y") + _field(4, b"Identity")
    graph = _field(1, node) + _field(2, b"g") + _field(11, ends[0]) + _field(12, ends[1])
    notes = b"".join(
        _field(14, _field(1, key.encode()) + _field(2, value.encode()))
        for key, value in told.items()
    )
    return _field(1, 8) + _field(7, graph) + _field(8, _field(2, 13)) + notes


def _folder(folder: Path, tokens: str = CHINESE, **files: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name.replace('__', '.')}.onnx").write_bytes(content)
    if tokens:
        (folder / "tokens.txt").write_text(tokens, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("names", "tokens", "kind"),
    [
        (["model__int8"], CHINESE, "paraformer"),
        (["model"], ENDS, "sense_voice"),
        (["encoder__int8", "decoder__int8"], CHINESE, "fire_red_asr"),
        (["base-encoder", "base-decoder"], BASE64, "whisper"),
    ],
)
def test_the_files_tell_the_kind(tmp_path: Path, names: list[str], tokens: str, kind: str) -> None:
    folder = _folder(tmp_path, tokens, **dict.fromkeys(names, b""))
    assert is_export(folder)
    export = find_export(folder)
    assert export.kind == kind
    assert len(export.files) == len(names) + 1


@pytest.mark.parametrize(
    ("names", "tokens", "missing"),
    [
        (["model"], "", "tokens.txt is missing"),
        (["encoder"], CHINESE, "decoder.onnx is missing"),
        (["decoder"], CHINESE, "encoder.onnx is missing"),
        (["other"], CHINESE, "model.onnx is missing"),
    ],
)
def test_the_missing_file_is_named(
    tmp_path: Path, names: list[str], tokens: str, missing: str
) -> None:
    with pytest.raises(ModelError, match=missing):
        find_export(_folder(tmp_path, tokens, **dict.fromkeys(names, b"")))


def test_the_smaller_of_two_is_taken(tmp_path: Path) -> None:
    export = find_export(_folder(tmp_path, model=b"", model__int8=b""))
    assert export.files["paraformer"].name == "model.int8.onnx"


def test_what_would_end_the_process_is_refused_before(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no ONNX model"):
        look_into(find_export(_folder(tmp_path / "a", model=b"no model")))
    told = dict.fromkeys(_TELLING["paraformer"], "1")
    look_into(find_export(_folder(tmp_path / "b", model=_onnx(**told))))
    del told["neg_mean"]
    with pytest.raises(ModelError, match="does not tell neg_mean"):
        look_into(find_export(_folder(tmp_path / "c", model=_onnx(**told))))


KINDS = {
    "paraformer": (["model"], CHINESE),
    "sense_voice": (["model"], ENDS),
    "whisper": (["x-encoder", "x-decoder"], BASE64),
    "fire_red_asr": (["encoder", "decoder"], CHINESE),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_library_takes_what_it_is_given(tmp_path: Path, kind: str) -> None:
    library = pytest.importorskip("sherpa_onnx")
    export = find_export(_folder(tmp_path, KINDS[kind][1], **dict.fromkeys(KINDS[kind][0], b"")))
    options: dict[str, Any] = {name: str(file) for name, file in export.files.items()}
    if kind in ("whisper", "sense_voice"):
        options["language"] = "zh"
    make = getattr(library.OfflineRecognizer, f"from_{kind}")
    inspect.signature(make).bind(num_threads=1, **options)


@pytest.mark.parametrize("kind", ["sense_voice", "whisper", "fire_red_asr"])
def test_the_real_library_loads_a_model_that_tells_all(tmp_path: Path, kind: str) -> None:
    pytest.importorskip("sherpa_onnx")
    names, tokens = KINDS[kind]
    model = _onnx(**dict.fromkeys(_TELLING[kind], "1"))
    engine = Sherpa(_folder(tmp_path / "made", tokens, **dict.fromkeys(names, model)))
    assert engine.engine.startswith("made ")
    assert f" {kind} zh" in engine.engine


def test_words_have_the_times_that_are_told_or_share_the_stretch() -> None:
    told = SimpleNamespace(tokens=["您", "好"], timestamps=[0.1, 0.5], text="您好")
    words = words_of(told, (10.0, 11.0))
    assert [(w.text, w.start, w.end) for w in words] == [("您", 10.1, 10.5), ("好", 10.5, 11.0)]
    untold = SimpleNamespace(tokens=["<|zh|>", "您", "好", "吗"], timestamps=[], text="您好吗")
    words = words_of(untold, (0.0, 4.0))
    assert next((w.text, w.start, w.end) for w in words) == ("您", 1.0, 2.0)
    whole = SimpleNamespace(tokens=[], timestamps=[], text="您好")
    assert words_of(whole, (1.0, 2.0))[0].text == "您好"
    assert words_of(SimpleNamespace(tokens=[], timestamps=[], text=" "), (1.0, 2.0)) == []


class _Recognizer:
    """Stands in for the library's, behind its names."""

    @classmethod
    def from_paraformer(cls, paraformer: str, tokens: str, num_threads: int = 1) -> _Recognizer:
        assert Path(paraformer).is_file()
        return cls()

    def create_stream(self) -> Any:
        stream = SimpleNamespace(result=None)
        stream.accept_waveform = lambda rate, part: setattr(stream, "seconds", len(part) / rate)
        return stream

    def decode_streams(self, streams: list[Any]) -> None:
        for stream in streams:
            stream.result = SimpleNamespace(
                tokens=list("您好，请问"), timestamps=[0, 0.2, 0.4, 0.6, 0.8], text="您好，请问"
            )


def test_a_call_is_heard_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = pytest.importorskip("sherpa_onnx")
    monkeypatch.setattr(library, "OfflineRecognizer", _Recognizer)
    monkeypatch.setattr(sherpa, "find_speech", lambda sound, _: [(0.5, 1.5), (2.0, 6.0)])
    folder = _folder(tmp_path, model=_onnx(**dict.fromkeys(_TELLING["paraformer"], "1")))
    engine = Sherpa(folder)
    sound = syllables(6, 150)
    recording = Recording(
        path="a", sha256="0", duration=6.0, channels=1, sample_rate=SAMPLE_RATE, codec="pcm"
    )
    transcript = engine.transcribe(recording, [sound])
    assert [s.text for s in transcript.segments] == ["您好，请问"] * 2
    assert transcript.segments[1].start == 2.0
    assert transcript.gaps[0].start > 3.5  # speech of which the recogniser said nothing
    assert "paraformer" in engine.engine
    assert engine.engine == transcript.engine
    assert engine.ear([np.zeros(10, np.float32)]) is None
    assert not verifies(Settings(checklists=(), model=str(folder)))
    assert verifies(Settings(checklists=()))
