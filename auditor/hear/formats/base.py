"""What the readers of other people's transcripts have in common."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from auditor.errors import TranscriptError
from auditor.hear.fields import LONGEST, clean
from auditor.hear.script import simplify, simplify_words
from auditor.hear.speakers import decide
from auditor.model import Segment, Speaker, Transcript, Word

Reader = Callable[[Any, str], Transcript]
"""(content, file name) → transcript; raises ``TranscriptError`` in one line."""

_ROLES = {
    Speaker.AGENT: (
        "agent",
        "坐席",
        "客服",
        "客服人员",
        "业务员",
        "销售",
        "座席",
        "representative",
    ),
    Speaker.CUSTOMER: ("customer", "客户", "顾客", "用户", "caller", "client", "end_user"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A stretch of text as another engine gives it; ``who`` is its own name for the speaker."""

    start: float
    end: float
    text: str
    who: str | None = None
    channel: int | None = None
    words: tuple[Word, ...] = ()
    confidence: float | None = None


def assemble(
    said: Sequence[Said],
    *,
    engine: str,
    language: str | None,
    name: str,
    duration: float | None = None,
) -> Transcript:
    """A transcript in order of time, in simplified script, with roles where they are known.

    A speaker called agent or customer (in either language) is one; two speakers with
    other names get their roles from what they say; otherwise they stay ``unknown`` (two
    channels are told apart later, with the manifest).
    """
    kept = [_segment(piece, name) for piece in said if clean(piece.text)]
    roles = _roles([p for p in said if clean(p.text)], kept, language or "zh")
    segments = [replace(segment, speaker=role) for segment, role in zip(kept, roles, strict=True)]
    segments.sort(key=lambda s: (s.start, s.end, s.channel or 0))
    return Transcript(
        language=(language or "zh").lower().replace("cmn", "zh").split("-")[0],
        engine=engine,
        segments=tuple(segments),
        duration=duration,
    )


def seconds(value: Any, name: str, field: str, *, per_second: float = 1.0) -> float:
    """A time given as number or numeral ("1.3", "1.300s"), in so many units a second."""
    raw = value[:-1] if isinstance(value, str) and value.endswith("s") else value
    try:
        if isinstance(raw, bool):
            raise ValueError
        number = float(raw) / per_second
    except (TypeError, ValueError) as error:
        raise TranscriptError(
            f"{name}: {field}: a time is expected, not {value!r}"[:200]
        ) from error
    if not math.isfinite(number) or not 0 <= number <= LONGEST:
        raise TranscriptError(f"{name}: {field}: {value!r} is no time in a call"[:200])
    return number


def listed(value: Any, name: str, field: str) -> list[dict[str, Any]]:
    """A list of objects; nothing counts as empty."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise TranscriptError(f"{name}: {field}: a list of objects is expected")
    return value


def text_of(value: Any, name: str, field: str) -> str:
    """A string; nothing counts as empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TranscriptError(f"{name}: {field}: text is expected, not {type(value).__name__}")
    return value


def probability(value: Any) -> float | None:
    """A number from 0 to 1 (also as a numeral), or nothing."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if 0 <= number <= 1 else None


def made_words(words: Sequence[tuple[float, float, str, float | None]]) -> tuple[Word, ...]:
    """Words from (start, end, text, probability); empty ones left out."""
    return tuple(
        Word(start=start, end=max(start, end), text=clean(text), probability=p)
        for start, end, text, p in words
        if clean(text)
    )


def _segment(piece: Said, name: str) -> Segment:
    if piece.end < piece.start:
        raise TranscriptError(
            f"{name}: a segment ends at {piece.end:g} s, before its start {piece.start:g} s"
        )
    raw = clean(piece.text)
    text = simplify(raw)
    texts = simplify_words([word.text for word in piece.words])
    return Segment(
        start=piece.start,
        end=piece.end,
        text=text,
        original=raw if raw != text else None,
        channel=piece.channel,
        words=tuple(replace(w, text=t) for w, t in zip(piece.words, texts, strict=True)),
        confidence=piece.confidence,
    )


def _roles(said: Sequence[Said], kept: Sequence[Segment], language: str) -> list[Speaker]:
    named = [_named(piece.who) for piece in said]
    if any(role is not Speaker.UNKNOWN for role in named):
        return named
    labels = sorted({piece.who for piece in said if piece.who is not None})
    if len(labels) != 2 or any(piece.who is None for piece in said):
        return named
    sides = [
        [segment for piece, segment in zip(said, kept, strict=True) if piece.who == label]
        for label in labels
    ]
    agent = decide(sides, language).agent
    if agent is None:
        return named
    return [Speaker.AGENT if p.who == labels[agent] else Speaker.CUSTOMER for p in said]


def _named(who: str | None) -> Speaker:
    word = (who or "").strip().lower()
    return next((role for role, names in _ROLES.items() if word in names), Speaker.UNKNOWN)
