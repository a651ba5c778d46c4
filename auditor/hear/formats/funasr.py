"""The output of FunASR's AutoModel, as JSON.

A list (one item a file) or its single item: ``{"key", "text", "timestamp": [[from, to], …],
"sentence_info": [{"text", "start", "end", "timestamp", "spk"}]}``; milliseconds.
"""

from __future__ import annotations

from typing import Any

from auditor.errors import TranscriptError
from auditor.hear.formats.base import Said, assemble, listed, made_words, seconds, text_of
from auditor.model import Transcript, Word

_PUNCTUATION = "，。？！、；：,.?!;: "


def recognises(content: Any) -> bool:
    """Text with time stamps per character, or "sentence_info"."""
    item = content[0] if isinstance(content, list) and content else content
    return (
        isinstance(item, dict)
        and "text" in item
        and ("sentence_info" in item or ("timestamp" in item and "key" in item))
    )


def read(content: Any, name: str) -> Transcript:
    """The transcript; a list of several files is refused."""
    if isinstance(content, list) and len(content) != 1:
        raise TranscriptError(f"{name} holds {len(content)} FunASR results; one is expected")
    item = content[0] if isinstance(content, list) else content
    sentences = listed(item.get("sentence_info"), name, "sentence_info")
    said = [_sentence(s, f"{name}: sentence_info[{i}]") for i, s in enumerate(sentences)]
    if not sentences and (whole := _whole(item, name)) is not None:
        said = [whole]
    return assemble(said, engine="funasr", language="zh", name=name)


def _sentence(sentence: dict[str, Any], name: str) -> Said:
    text = text_of(sentence.get("text", sentence.get("sentence")), name, "text")
    speaker = sentence.get("spk")
    return Said(
        start=seconds(sentence.get("start"), name, "start", per_second=1000),
        end=seconds(sentence.get("end"), name, "end", per_second=1000),
        text=text,
        who=None if speaker is None else f"speaker {speaker}",
        words=_words(text, sentence.get("timestamp"), name),
    )


def _whole(item: dict[str, Any], name: str) -> Said | None:
    text = text_of(item.get("text"), name, "text")
    words = _words(text, item.get("timestamp"), name)
    if not words:
        if text.strip():
            raise TranscriptError(f"{name}: timestamp: does not fit the text")
        return None
    return Said(start=words[0].start, end=words[-1].end, text=text, words=words)


def _words(text: str, stamps: Any, name: str) -> tuple[Word, ...]:
    """One word for each stamp: a character, or a run of Latin letters or digits."""
    if not isinstance(stamps, list):
        return ()
    units = _units(text)
    if len(units) != len(stamps):
        return ()
    made = []
    for unit, stamp in zip(units, stamps, strict=True):
        if not isinstance(stamp, list) or len(stamp) < 2:
            raise TranscriptError(f"{name}: timestamp: pairs of milliseconds are expected")
        start, end = (seconds(t, name, "timestamp", per_second=1000) for t in stamp[:2])
        made.append((start, end, unit, None))
    return made_words(made)


def _units(text: str) -> list[str]:
    units: list[str] = []
    joined = False
    for c in text:
        if c in _PUNCTUATION:
            joined = False
        elif c.isascii() and joined:
            units[-1] += c
        else:
            units.append(c)
            joined = c.isascii()
    return units
