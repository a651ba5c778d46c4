"""Finished transcripts: read strictly, written whole."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import TranscriptError
from auditor.hear.stored import read_transcript, write_transcript
from auditor.model import Segment, Span, Speaker, Transcript, Word


def _file(folder: Path, content: Any) -> Path:
    file = folder / "A01.json"
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    file.write_text(text, encoding="utf-8")
    return file


def _segment(**fields: Any) -> dict[str, Any]:
    return {"start": 1.0, "end": 2.0, "speaker": "agent", "channel": 0, "text": "您好", **fields}


def _read(folder: Path, *segments: dict[str, Any]) -> Transcript:
    return read_transcript(_file(folder, {"language": "zh", "segments": list(segments)}))


def test_minimum(tmp_path: Path) -> None:
    (segment,) = _read(tmp_path, {"start": 0, "end": 1, "text": "您好"}).segments
    assert segment == Segment(start=0.0, end=1.0, text="您好")


def test_simplified_with_the_original_kept(tmp_path: Path) -> None:
    words = [{"start": 1, "end": 1.5, "text": "保險"}, {"start": 1.5, "end": 2, "text": "條款"}]
    (segment,) = _read(tmp_path, _segment(text="保險條款", words=words)).segments
    assert segment.text == "保险条款"
    assert segment.original == "保險條款"
    assert [w.text for w in segment.words] == ["保险", "条款"]


def test_put_in_order_cleaned_and_empty_ones_dropped(tmp_path: Path) -> None:
    transcript = _read(
        tmp_path,
        _segment(start=5.0, end=6.0, text="再\u0000见\u200b"),
        _segment(start=3.0, end=4.0, text="  \u0007 "),
        _segment(start=1.0, end=2.0),
    )
    assert [s.text for s in transcript.segments] == ["您好", "再见"]


def test_no_words_is_a_transcript(tmp_path: Path) -> None:
    assert _read(tmp_path).segments == ()


def test_round_trip(tmp_path: Path) -> None:
    transcript = Transcript(
        language="zh",
        engine="whisper 1",
        duration=9.5,
        heard=True,
        segments=(
            Segment(
                start=0.1,
                end=1.2,
                text="您好",
                original="您好",
                speaker=Speaker.AGENT,
                channel=0,
                words=(Word(start=0.1, end=1.2, text="您好", probability=0.5),),
                confidence=0.5,
            ),
        ),
        covered=(("agent", 0.9),),
        gaps=(Span(start=3, end=5, channel=1, speaker=Speaker.CUSTOMER, note="speech"),),
        dropped=(Span(start=6, end=7, channel=0, note="字幕 (boilerplate)"),),
    )
    file = tmp_path / "deep" / "A01.json"
    write_transcript(transcript, file)
    assert read_transcript(file) == transcript
    assert [f.name for f in file.parent.iterdir()] == ["A01.json"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "empty"),
        ("{", "not JSON"),
        ("[1, 2]", "object is expected"),
        ({"segments": {}}, "segments: a list"),
        ({"language": "zh"}, "segments: a list"),
        ({"segments": ["x"]}, "segments[0]: an object"),
        ({"segments": [_segment(start="1")]}, "start: a number"),
        ({"segments": [_segment(start=None)]}, "start: missing"),
        ({"segments": [_segment(start=True)]}, "start: a number"),
        ({"segments": [_segment(start=-1)]}, "negative"),
        ({"segments": [_segment(end=0.5)]}, "before start"),
        ({"segments": [_segment(end=math.nan)]}, "finite"),
        ({"segments": [_segment(end=1e12)]}, "no time"),
        ({"segments": [_segment(text=5)]}, "text: text is expected"),
        ({"segments": [_segment(speaker="boss")]}, "speaker: agent, customer or unknown"),
        ({"segments": [_segment(channel=-1)]}, "channel"),
        (
            {
                "segments": [
                    _segment(words=[{"start": 1, "end": 2, "text": "好", "probability": 7}])
                ]
            },
            "probability",
        ),
    ],
)
def test_refused_in_one_line_with_file_and_field(tmp_path: Path, content: Any, says: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        read_transcript(_file(tmp_path, content))
    assert says in str(caught.value)
    assert "A01.json" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_and_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match="does not exist"):
        read_transcript(tmp_path / "absent.json")
    (tmp_path / "a.json").write_bytes("{'a': '您好'}".encode("gbk"))
    with pytest.raises(TranscriptError, match="UTF-8"):
        read_transcript(tmp_path / "a.json")
