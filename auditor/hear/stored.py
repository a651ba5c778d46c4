"""Finished transcripts: read strictly, written whole.

Other engines' forms are in ``formats``, recognised by content. auditor's own form is the
contract's: ``{"language", "segments": [{"start", "end", "speaker", "channel", "text",
"words"}]}``, and more fields where auditor itself wrote it. It is also the double that
stands in for the recogniser: a re-audit needs no model.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from auditor.errors import TranscriptError
from auditor.hear.fields import Fields, parse_json, read_text
from auditor.hear.formats import find_format
from auditor.hear.formats.subtitles import is_subtitles, read_subtitles
from auditor.hear.script import simplify, simplify_words
from auditor.model import Segment, Span, Transcript, Word


def read_transcript(path: str | Path) -> Transcript:
    """The transcript in that file, in simplified script.

    Segments are put in order of time, control characters taken out, empty segments
    dropped. Raises ``TranscriptError`` (one line: file and field) for anything that is not
    a transcript. A transcript without words is one.
    """
    file = Path(path)
    text = read_text(file)
    if is_subtitles(text):
        return read_subtitles(text, file.name)
    content = parse_json(text, file.name)
    foreign = find_format(content)
    return parse_transcript(content, file.name) if foreign is None else foreign(content, file.name)


def find_transcript(folder: str | Path, call_id: str) -> Path | None:
    """The call's transcript in that folder: ``call_id`` with .json, .vtt or .srt."""
    files = (Path(folder) / f"{call_id}{suffix}" for suffix in (".json", ".vtt", ".srt"))
    return next((file for file in files if file.is_file()), None)


def parse_transcript(content: Any, name: str) -> Transcript:
    """The contract's JSON, already loaded; ``name`` stands in the errors."""
    fields = Fields(content, name)
    found = [_segment(item) for item in fields.items("segments", required=True)]
    kept = [segment for segment in found if segment is not None]
    kept.sort(key=lambda s: (s.start, s.end, s.channel or 0))
    return Transcript(
        language=fields.text("language") or "zh",
        engine=fields.text("engine") or "given",
        segments=tuple(kept),
        duration=fields.time("duration"),
        heard=fields.flag("heard"),
        covered=tuple(_covered(item) for item in fields.items("covered")),
        gaps=tuple(_span(item) for item in fields.items("gaps")),
        dropped=tuple(_span(item) for item in fields.items("dropped")),
    )


def write_transcript(transcript: Transcript, path: str | Path) -> None:
    """Write the contract's JSON with auditor's further fields; whole or not at all."""
    file = Path(path)
    text = json.dumps(as_json(transcript), ensure_ascii=False, indent=1) + "\n"
    temporary: str | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=file.parent, prefix=".", suffix=".tmp", delete=False, encoding="utf-8"
        ) as stream:
            temporary = stream.name
            stream.write(text)
        Path(temporary).replace(file)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        reason = error.strerror or type(error).__name__
        raise TranscriptError(f"{file} cannot be written: {reason}") from error


def as_json(transcript: Transcript) -> dict[str, Any]:
    """The transcript as plain values, in the contract's form."""
    return {
        "language": transcript.language,
        "engine": transcript.engine,
        "duration": transcript.duration,
        "heard": transcript.heard,
        "covered": [{"speaker": who, "share": share} for who, share in transcript.covered],
        "gaps": [_span_json(span) for span in transcript.gaps],
        "dropped": [_span_json(span) for span in transcript.dropped],
        "segments": [_segment_json(segment) for segment in transcript.segments],
    }


def _segment(fields: Fields) -> Segment | None:
    start, end = _interval(fields)
    raw = fields.text("text")
    if raw is None:
        raise fields.fail("text", "missing")
    if not raw:
        return None
    words = _words(fields.items("words"))
    text = simplify(raw)
    original = fields.text("original") or (raw if raw != text else None)
    return Segment(
        start=start,
        end=end,
        text=text,
        speaker=fields.speaker(),
        channel=fields.channel(),
        original=original,
        words=tuple(sorted(words, key=lambda w: (w.start, w.end))),
        confidence=fields.share("confidence"),
    )


def _interval(fields: Fields) -> tuple[float, float]:
    start, end = fields.needed_time("start"), fields.needed_time("end")
    if end < start:
        raise fields.fail("end", f"{end:g} lies before start {start:g}")
    return start, end


def _words(items: list[Fields]) -> list[Word]:
    times = [_interval(item) for item in items]
    texts = [item.text("text") or item.text("word") or "" for item in items]
    simplified = simplify_words(texts)
    return [
        Word(start=start, end=end, text=text, probability=item.share("probability"))
        for (start, end), text, item in zip(times, simplified, items, strict=True)
        if text
    ]


def _span(fields: Fields) -> Span:
    start, end = _interval(fields)
    return Span(
        start=start,
        end=end,
        channel=fields.channel(),
        speaker=fields.speaker(),
        note=fields.text("note") or "",
    )


def _covered(fields: Fields) -> tuple[str, float]:
    share = fields.share("share")
    if share is None:
        raise fields.fail("share", "missing")
    return fields.text("speaker") or "unknown", share


def _segment_json(segment: Segment) -> dict[str, Any]:
    content: dict[str, Any] = {
        "start": segment.start,
        "end": segment.end,
        "speaker": str(segment.speaker),
        "channel": segment.channel,
        "text": segment.text,
    }
    if segment.original is not None:
        content["original"] = segment.original
    if segment.confidence is not None:
        content["confidence"] = segment.confidence
    content["words"] = [_word_json(word) for word in segment.words]
    return content


def _word_json(word: Word) -> dict[str, Any]:
    content: dict[str, Any] = {"start": word.start, "end": word.end, "text": word.text}
    if word.probability is not None:
        content["probability"] = round(word.probability, 4)
    return content


def _span_json(span: Span) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "channel": span.channel,
        "speaker": str(span.speaker),
        "note": span.note,
    }
