"""Finished transcripts: read strictly, written whole.

The form is the contract's: ``{"language", "segments": [{"start", "end", "speaker",
"channel", "text", "words"}]}``, and more fields where auditor itself wrote it. Also the
double that stands in for the recogniser: a re-audit needs no model.
"""

from __future__ import annotations

import json
import math
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

from auditor.errors import TranscriptError
from auditor.hear.script import simplify, simplify_words
from auditor.model import Segment, Span, Speaker, Transcript, Word

LONGEST = 7 * 86_400.0
"""Seconds: a time beyond a week is a time in milliseconds or a damaged file."""


def read_transcript(path: str | Path) -> Transcript:
    """The transcript in that file, in simplified script.

    Segments are put in order of time, control characters taken out, empty segments
    dropped. Raises ``TranscriptError`` (one line: file and field) for anything that is not
    a transcript. A transcript without words is one.
    """
    return parse_transcript(load_json(Path(path)), Path(path).name)


def load_json(file: Path) -> Any:
    """The JSON content of a file (UTF-8, with or without BOM), or ``TranscriptError``."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise TranscriptError(f"{file} does not exist") from error
    except UnicodeDecodeError as error:
        raise TranscriptError(f"{file.name} is not UTF-8 text") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise TranscriptError(f"{file.name} cannot be read: {reason}") from error
    if not text.strip():
        raise TranscriptError(f"{file.name} is empty")
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise TranscriptError(f"{file.name} is not JSON{where}") from error


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


def clean(text: str) -> str:
    """Text without control and invisible format characters; white space made single."""
    kept = (c if unicodedata.category(c)[0] != "C" else " " * (c in "\t\r\n") for c in text)
    return " ".join("".join(kept).split())


class Fields:
    """One JSON object, whose fields are asked for by type; ``where`` leads every error."""

    def __init__(self, content: Any, where: str) -> None:
        self.where = where
        if not isinstance(content, dict):
            raise TranscriptError(f"{where}: an object is expected, not {_kind(content)}")
        self._content: dict[str, Any] = content

    def fail(self, field: str, what: str) -> TranscriptError:
        """The error to raise about one field."""
        return TranscriptError(f"{self.where}: {field}: {what}")

    def get(self, field: str) -> Any:
        """The raw value, ``None`` when absent."""
        return self._content.get(field)

    def has(self, field: str) -> bool:
        """Whether the field is there at all."""
        return field in self._content

    def items(self, field: str, *, required: bool = False) -> list[Fields]:
        """A list of objects; empty when absent."""
        value = self._content.get(field)
        if value is None and not required:
            return []
        if not isinstance(value, list):
            found = "nothing" if value is None else _kind(value)
            raise self.fail(field, f"a list is expected, not {found}")
        return [Fields(item, f"{self.where}: {field}[{i}]") for i, item in enumerate(value)]

    def text(self, field: str) -> str | None:
        """A string, cleaned."""
        value = self._content.get(field)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.fail(field, f"text is expected, not {_kind(value)}")
        return clean(value)

    def number(self, field: str) -> float | None:
        """A finite number."""
        value = self._content.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail(field, f"a number is expected, not {_kind(value)}")
        if not math.isfinite(value):
            raise self.fail(field, "not a finite number")
        return float(value)

    def time(self, field: str) -> float | None:
        """A time in seconds: not negative, not longer than a week."""
        value = self.number(field)
        if value is not None and value < 0:
            raise self.fail(field, f"negative time {value:g}")
        if value is not None and value > LONGEST:
            raise self.fail(field, f"{value:g} s is no time in a call")
        return value

    def needed_time(self, field: str) -> float:
        """A time that must be there."""
        value = self.time(field)
        if value is None:
            raise self.fail(field, "missing")
        return value

    def share(self, field: str) -> float | None:
        """A number from 0 to 1."""
        value = self.number(field)
        if value is not None and not 0.0 <= value <= 1.0:
            raise self.fail(field, f"{value:g} is not between 0 and 1")
        return value

    def flag(self, field: str) -> bool:
        """true or false; false when absent."""
        value = self._content.get(field, False)
        if not isinstance(value, bool):
            raise self.fail(field, f"true or false is expected, not {_kind(value)}")
        return value

    def channel(self) -> int | None:
        """The channel number."""
        value = self._content.get("channel")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 64:
            raise self.fail("channel", f"a channel number is expected, not {value!r}"[:80])
        return value

    def speaker(self) -> Speaker:
        """agent, customer or unknown; unknown when absent."""
        value = self.text("speaker") or "unknown"
        try:
            return Speaker(value.lower())
        except ValueError as error:
            raise self.fail("speaker", f"agent, customer or unknown, not {value[:40]!r}") from error


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


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true/false", type(None): "null"}
    return names.get(type(value), "a number")
