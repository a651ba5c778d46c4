"""Azure Speech: batch transcription and fast transcription.

Batch: ``recognizedPhrases`` with offsets in ticks (100 ns), ``nBest`` best first.
Fast: ``phrases`` with offsetMilliseconds.
"""

from __future__ import annotations

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

_TICKS = 10_000_000


def recognises(content: Any) -> bool:
    """``recognizedPhrases``, or ``phrases`` beside ``combinedPhrases``."""
    return isinstance(content, dict) and (
        isinstance(content.get("recognizedPhrases"), list)
        or (isinstance(content.get("phrases"), list) and "combinedPhrases" in content)
    )


def read(content: Any, name: str) -> Transcript:
    """The transcript; channels count from 0."""
    if "recognizedPhrases" in content:
        phrases = listed(content["recognizedPhrases"], name, "recognizedPhrases")
        said = [
            _batch(phrase, f"{name}: recognizedPhrases[{i}]")
            for i, phrase in enumerate(phrases)
            if phrase.get("recognitionStatus", "Success") == "Success"
        ]
    else:
        phrases = listed(content["phrases"], name, "phrases")
        said = [_fast(phrase, f"{name}: phrases[{i}]") for i, phrase in enumerate(phrases)]
    language = next((p.get("locale") for p in phrases if p.get("locale")), None)
    return assemble(said, engine="azure-speech", language=language, name=name)


def _batch(phrase: dict[str, Any], name: str) -> Said:
    start, end = _span(phrase, name, "offsetInTicks", "durationInTicks", _TICKS)
    best = (listed(phrase.get("nBest"), name, "nBest") or [{}])[0]
    words = _words(best.get("words"), name, ("offsetInTicks", "durationInTicks", _TICKS), "word")
    return Said(
        start=start,
        end=end,
        text=text_of(best.get("display") or best.get("lexical"), name, "display"),
        who=_who(phrase),
        channel=_channel(phrase),
        words=words,
        confidence=probability(best.get("confidence")),
    )


def _fast(phrase: dict[str, Any], name: str) -> Said:
    keys = ("offsetMilliseconds", "durationMilliseconds", 1000)
    start, end = _span(phrase, name, *keys)
    return Said(
        start=start,
        end=end,
        text=text_of(phrase.get("text"), name, "text"),
        who=_who(phrase),
        channel=_channel(phrase),
        words=_words(phrase.get("words"), name, keys, "text"),
        confidence=probability(phrase.get("confidence")),
    )


def _span(
    item: dict[str, Any], name: str, offset: str, duration: str, per_second: float
) -> tuple[float, float]:
    start = seconds(item.get(offset), name, offset, per_second=per_second)
    return start, start + seconds(item.get(duration), name, duration, per_second=per_second)


def _words(items: Any, name: str, keys: tuple[str, str, float], field: str) -> tuple[Word, ...]:
    return made_words(
        [
            (
                *_span(item, name, *keys),
                text_of(item.get(field), name, field),
                probability(item.get("confidence")),
            )
            for item in listed(items, name, "words")
        ]
    )


def _who(phrase: dict[str, Any]) -> str | None:
    speaker = phrase.get("speaker")
    return None if speaker is None else f"speaker {speaker}"


def _channel(phrase: dict[str, Any]) -> int | None:
    channel = phrase.get("channel")
    return channel if isinstance(channel, int) and 0 <= channel < 64 else None
