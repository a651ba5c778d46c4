"""Other people's transcripts, in the forms of their makers' documentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from makers import FUNASR, FUNASR_PLAIN, SRT, VTT, WHISPER, WHISPERCPP, WHISPERX
from makers_cloud import (
    ALIYUN,
    AMAZON,
    AMAZON_CHANNELS,
    AZURE,
    AZURE_FAST,
    CALL_ANALYTICS,
    DASHSCOPE,
    GOOGLE,
    GOOGLE_SPEAKERS,
    TENCENT,
    TENCENT_FLASH,
    TENCENT_TEXT,
)

from auditor.errors import TranscriptError
from auditor.hear.formats import FORMATS
from auditor.hear.stored import find_transcript, read_transcript
from auditor.model import Speaker, Transcript

A, C, U = Speaker.AGENT, Speaker.CUSTOMER, Speaker.UNKNOWN
TWO = [A, C]
EXAMPLES: list[tuple[str, Any, list[Speaker], str]] = [
    ("whisper", WHISPER, [U], "whisper"),
    ("whisperx", WHISPERX, TWO, "whisper"),
    ("whispercpp", WHISPERCPP, [U], "whispercpp"),
    ("funasr", FUNASR, TWO, "funasr"),
    ("funasr plain", FUNASR_PLAIN, [U], "funasr"),
    ("amazon", AMAZON, TWO, "amazon"),
    ("amazon channels", AMAZON_CHANNELS, [U], "amazon"),
    ("call analytics", CALL_ANALYTICS, TWO, "amazon"),
    ("azure", AZURE, TWO, "azure"),
    ("azure fast", AZURE_FAST, [U], "azure"),
    ("google", GOOGLE, [U, U], "google"),
    ("google speakers", GOOGLE_SPEAKERS, TWO, "google"),
    ("aliyun", ALIYUN, [U, U], "aliyun"),
    ("dashscope", DASHSCOPE, TWO, "aliyun"),
    ("tencent", TENCENT, TWO, "tencent"),
    ("tencent text", TENCENT_TEXT, TWO, "tencent"),
    ("tencent flash", TENCENT_FLASH, TWO, "tencent"),
    ("srt", SRT, TWO, ""),
    ("vtt", VTT, TWO, ""),
]


def _read(folder: Path, content: Any, suffix: str = ".json") -> Transcript:
    file = folder / f"A01{suffix}"
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    file.write_text(text, encoding="utf-8")
    return read_transcript(file)


@pytest.mark.parametrize(
    ("content", "speakers", "maker"), [e[1:] for e in EXAMPLES], ids=[e[0] for e in EXAMPLES]
)
def test_read(tmp_path: Path, content: Any, speakers: list[Speaker], maker: str) -> None:
    transcript = _read(tmp_path, content)
    assert [s.speaker for s in transcript.segments] == speakers
    first = transcript.segments[0]
    assert (first.start, first.end) == (1.0, 4.0)
    assert "您好" in first.text
    assert transcript.language == "zh"
    assert not transcript.heard
    recognised = [name for name, (recognises, _) in FORMATS.items() if recognises(content)]
    assert recognised == ([maker] if maker else [])


def test_words_and_scripts(tmp_path: Path) -> None:
    (segment,) = _read(tmp_path, WHISPER).segments
    assert segment.text == "您好这里是保险公司"
    assert segment.original == "您好這裡是保險公司"
    assert [(w.start, w.text, w.probability) for w in segment.words] == [
        (1.0, "您好", 0.9),
        (1.5, "这里", 0.5),
    ]
    funasr = _read(tmp_path, FUNASR).segments[0]
    assert [w.text for w in funasr.words] == ["您", "好", "AB", "好"]
    whisperx = _read(tmp_path, WHISPERX).segments[0]
    assert [(w.start, w.end) for w in whisperx.words] == [(1.0, 1.2), (1.2, 1.2)]


def test_channels(tmp_path: Path) -> None:
    assert [s.channel for s in _read(tmp_path, ALIYUN).segments] == [0, 1]
    assert [s.channel for s in _read(tmp_path, GOOGLE).segments] == [0, 1]
    assert [s.channel for s in _read(tmp_path, AMAZON_CHANNELS).segments] == [0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            {
                "results": {
                    "items": [{"type": "pronunciation", "start_time": "x", "alternatives": [{}]}]
                }
            },
            "start_time",
        ),
        ({"Result": {"Sentences": [{"BeginTime": -5, "EndTime": 4, "Text": "好"}]}}, "BeginTime"),
        (
            {"StatusText": "FILE_DOWNLOAD_FAILED", "Result": {"Sentences": []}},
            "FILE_DOWNLOAD_FAILED",
        ),
        (
            {
                "Response": {
                    "Data": {
                        "TaskId": 1,
                        "StatusStr": "failed",
                        "ErrorMsg": "no audio",
                        "Result": "",
                    }
                }
            },
            "no audio",
        ),
        ({"code": 4002, "message": "bad", "flash_result": []}, "bad"),
        ({"transcription": [{"text": "好"}]}, "offsets"),
        ({"recognizedPhrases": [{"nBest": []}]}, "offsetInTicks"),
        (
            {"segments": [{"start": 3, "end": 1, "text": "好", "avg_logprob": -0.1}]},
            "before its start",
        ),
        ([{"key": "a", "text": "好", "timestamp": []}] * 2, "2 FunASR results"),
        ("WEBVTT\n\n00:99 --> x\n好\n", "times"),
        ("1\n00:00:05,000 --> 00:00:01,000\n好\n", "before its start"),
    ],
)
def test_refused_in_one_line(tmp_path: Path, content: Any, says: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        _read(tmp_path, content)
    assert says in str(caught.value)
    assert "A01.json" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_found_by_call(tmp_path: Path) -> None:
    assert find_transcript(tmp_path, "A01") is None
    _read(tmp_path, SRT, ".srt")
    assert find_transcript(tmp_path, "A01") == tmp_path / "A01.srt"
    _read(tmp_path, WHISPER)
    assert find_transcript(tmp_path, "A01") == tmp_path / "A01.json"
