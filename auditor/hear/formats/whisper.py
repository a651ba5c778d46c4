"""The JSON of openai-whisper, faster-whisper (``whisper-ctranslate2``) and WhisperX.

``{"segments": [{"start", "end", "text", "avg_logprob", "words": [{"word", "start", "end",
"probability" | "score"}], "speaker": "SPEAKER_00"}], "language"}``; times in seconds.
"""

from __future__ import annotations

import math
from typing import Any

from auditor.hear.formats.base import (
    Said,
    assemble,
    listed,
    made_words,
    probability,
    seconds,
    text_of,
)
from auditor.model import Transcript, Word

_MARKS = ("tokens", "avg_logprob", "no_speech_prob", "compression_ratio", "seek")


def recognises(content: Any) -> bool:
    """Segments with Whisper's own measures, or words called "word"."""
    if not isinstance(content, dict) or not isinstance(content.get("segments"), list):
        return False
    if "word_segments" in content:
        return True
    segments = [s for s in content["segments"] if isinstance(s, dict)]
    words = [w for s in segments for w in s.get("words") or () if isinstance(w, dict)]
    return any(mark in s for s in segments for mark in _MARKS) or any("word" in w for w in words)


def read(content: Any, name: str) -> Transcript:
    """The transcript; WhisperX's speakers get their roles from the talk."""
    engine = "whisperx" if "word_segments" in content else "whisper"
    said = [
        _said(segment, f"{name}: segments[{i}]")
        for i, segment in enumerate(listed(content["segments"], name, "segments"))
    ]
    language = text_of(content.get("language"), name, "language") or None
    return assemble(said, engine=engine, language=language, name=name)


def _said(segment: dict[str, Any], name: str) -> Said:
    logprob = segment.get("avg_logprob")
    return Said(
        start=seconds(segment.get("start"), name, "start"),
        end=seconds(segment.get("end"), name, "end"),
        text=text_of(segment.get("text"), name, "text"),
        who=text_of(segment.get("speaker"), name, "speaker") or None,
        words=_words(segment, name),
        confidence=min(1.0, math.exp(logprob)) if isinstance(logprob, float) else None,
    )


def _words(segment: dict[str, Any], name: str) -> tuple[Word, ...]:
    """Words; WhisperX leaves out the times of what it could not align, such as digits."""
    words, last = [], seconds(segment.get("start"), name, "start")
    for word in listed(segment.get("words"), name, "words"):
        start = seconds(word.get("start", last), name, "words: start")
        last = seconds(word.get("end", start), name, "words: end")
        sure = probability(word.get("probability", word.get("score")))
        words.append((start, last, text_of(word.get("word"), name, "words: word"), sure))
    return made_words(words)
