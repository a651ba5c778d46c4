"""Amazon Transcribe, and its Call Analytics.

Transcribe: ``results.items`` with start_time/end_time in seconds as strings, punctuation
without times; ``speaker_label`` or ``channel_label`` on the items, or ``channel_labels``.
Call Analytics: ``Transcript`` with BeginOffsetMillis, EndOffsetMillis and ParticipantRole.
"""

from __future__ import annotations

from typing import Any

from auditor.errors import TranscriptError
from auditor.hear.formats.base import (
    Said,
    assemble,
    listed,
    made_words,
    probability,
    seconds,
    text_of,
)
from auditor.model import Transcript

_PAUSE = 0.8
"""Seconds between two items at which a segment ends."""
_ENDS = "。？！?!."


def recognises(content: Any) -> bool:
    """``results.items`` or Call Analytics' ``Transcript``."""
    if not isinstance(content, dict):
        return False
    results = content.get("results")
    plain = isinstance(results, dict) and ("items" in results or "channel_labels" in results)
    return plain or (isinstance(content.get("Transcript"), list) and "Participants" in content)


def read(content: Any, name: str) -> Transcript:
    """The transcript of either service."""
    if "Transcript" in content:
        turns = listed(content["Transcript"], name, "Transcript")
        said = [_turn(turn, f"{name}: Transcript[{i}]") for i, turn in enumerate(turns)]
        language = text_of(content.get("LanguageCode"), name, "LanguageCode")
        return assemble(said, engine="amazon-call-analytics", language=language, name=name)
    results = content["results"]
    language = text_of(results.get("language_code"), name, "results: language_code")
    said = []
    for channel, items in _channels(results, name):
        said += _runs(items, channel, f"{name}: results: items", _speakers(results, name))
    return assemble(said, engine="amazon-transcribe", language=language, name=name)


def _turn(turn: dict[str, Any], name: str) -> Said:
    words = [
        (
            seconds(item.get("BeginOffsetMillis"), name, "BeginOffsetMillis", per_second=1000),
            seconds(item.get("EndOffsetMillis"), name, "EndOffsetMillis", per_second=1000),
            text_of(item.get("Content"), name, "Content"),
            probability(item.get("Confidence")),
        )
        for item in listed(turn.get("Items"), name, "Items")
        if item.get("Type", "pronunciation") == "pronunciation"
    ]
    return Said(
        start=seconds(turn.get("BeginOffsetMillis"), name, "BeginOffsetMillis", per_second=1000),
        end=seconds(turn.get("EndOffsetMillis"), name, "EndOffsetMillis", per_second=1000),
        text=text_of(turn.get("Content"), name, "Content"),
        who=text_of(turn.get("ParticipantRole"), name, "ParticipantRole") or None,
        words=made_words(words),
    )


def _channels(results: dict[str, Any], name: str) -> list[tuple[int | None, list[dict[str, Any]]]]:
    labels = results.get("channel_labels")
    if isinstance(labels, dict):
        channels = listed(labels.get("channels"), name, "channel_labels: channels")
        return [
            (_number(channel.get("channel_label"), i), listed(channel.get("items"), name, "items"))
            for i, channel in enumerate(channels)
        ]
    return [(None, listed(results.get("items"), name, "results: items"))]


def _number(label: Any, default: int) -> int:
    digits = "".join(c for c in str(label) if c.isdigit())
    return int(digits) if digits else default


def _speakers(results: dict[str, Any], name: str) -> dict[str, str]:
    """Speaker by an item's start time, where the items do not say it themselves."""
    labels = results.get("speaker_labels")
    segments = labels.get("segments") if isinstance(labels, dict) else None
    return {
        str(item.get("start_time")): str(item.get("speaker_label"))
        for segment in listed(segments, name, "speaker_labels: segments")
        for item in listed(segment.get("items"), name, "speaker_labels: items")
    }


def _runs(
    items: list[dict[str, Any]], channel: int | None, name: str, speakers: dict[str, str]
) -> list[Said]:
    """Items joined until the speaker changes, a sentence ends or somebody pauses."""
    runs: list[Said] = []
    open_run = False
    for item in items:
        choices = listed(item.get("alternatives"), name, "alternatives")
        if not choices:
            raise TranscriptError(f"{name}: alternatives: missing")
        text = text_of(choices[0].get("content"), name, "content")
        if item.get("type") == "punctuation":
            if runs:
                runs[-1] = _joined(runs[-1], text, None)
                open_run = open_run and text not in _ENDS
            continue
        start = seconds(item.get("start_time"), name, "start_time")
        end = seconds(item.get("end_time"), name, "end_time")
        who = item.get("speaker_label") or speakers.get(str(item.get("start_time")))
        sure = probability(choices[0].get("confidence"))
        piece = Said(
            start=start,
            end=end,
            text=text,
            who=who,
            channel=channel,
            words=made_words([(start, end, text, sure)]),
        )
        if open_run and runs[-1].who == who and start - runs[-1].end < _PAUSE:
            runs[-1] = _joined(runs[-1], text, piece)
        else:
            runs.append(piece)
            open_run = True
    return runs


def _joined(run: Said, text: str, piece: Said | None) -> Said:
    latin = run.text[-1:].isascii() and run.text[-1:].isalnum() and text[:1].isalnum()
    return Said(
        start=run.start,
        end=run.end if piece is None else piece.end,
        text=run.text + (" " if latin and text[:1].isascii() else "") + text,
        who=run.who,
        channel=run.channel,
        words=run.words if piece is None else (*run.words, *piece.words),
    )
