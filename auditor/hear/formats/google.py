"""Google Cloud Speech-to-Text, versions 1 and 2, also as a finished operation.

``results[].alternatives[0]`` with ``words``: startTime/endTime ("1.300s") in version 1,
startOffset/endOffset in version 2; ``channelTag`` counts from 1.
"""

from __future__ import annotations

from itertools import groupby
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
from auditor.model import Transcript


def recognises(content: Any) -> bool:
    """A list ``results`` of objects with ``alternatives``."""
    results = _body(content).get("results")
    return isinstance(results, list) and any(
        isinstance(result, dict) and "alternatives" in result for result in results
    )


def read(content: Any, name: str) -> Transcript:
    """The transcript. With diarization the last result repeats all words: only it is read."""
    results = listed(_body(content)["results"], name, "results")
    tagged = [r for r in results if any(_tag(w) for w in _best(r, name).get("words") or ())]
    if tagged:
        said = _by_speaker(tagged[-1], name)
    else:
        said = []
        last: dict[int | None, float] = {}
        for i, result in enumerate(results):
            piece = _said(result, f"{name}: results[{i}]", last)
            said.append(piece)
            last[piece.channel] = piece.end
    language = next((r.get("languageCode") for r in results if r.get("languageCode")), None)
    return assemble(said, engine="google-speech", language=language, name=name)


def _body(content: Any) -> dict[str, Any]:
    if not isinstance(content, dict):
        return {}
    inner = content.get("response")
    return inner if isinstance(inner, dict) else content


def _best(result: dict[str, Any], name: str) -> dict[str, Any]:
    return (listed(result.get("alternatives"), name, "alternatives") or [{}])[0]


def _words(best: dict[str, Any], name: str) -> list[tuple[float, float, str, float | None]]:
    return [
        (
            seconds(word.get("startTime", word.get("startOffset", "0s")), name, "startTime"),
            seconds(word.get("endTime", word.get("endOffset")), name, "endTime"),
            text_of(word.get("word"), name, "word").split("|")[0],
            probability(word.get("confidence")),
        )
        for word in listed(best.get("words"), name, "words")
    ]


def _said(result: dict[str, Any], name: str, last: dict[int | None, float]) -> Said:
    best = _best(result, name)
    words = _words(best, name)
    until = result.get("resultEndTime", result.get("resultEndOffset"))
    end = words[-1][1] if words else seconds(until, name, "resultEndTime")
    tag = result.get("channelTag")
    channel = tag - 1 if isinstance(tag, int) and tag > 0 else None
    return Said(
        start=words[0][0] if words else min(last.get(channel, 0.0), end),
        end=end,
        text=text_of(best.get("transcript"), name, "transcript"),
        channel=channel,
        words=made_words(words),
        confidence=probability(best.get("confidence")),
    )


def _tag(word: Any) -> str | None:
    tag = word.get("speakerTag") or word.get("speakerLabel") if isinstance(word, dict) else None
    return str(tag) if tag else None


def _by_speaker(result: dict[str, Any], name: str) -> list[Said]:
    best = _best(result, name)
    pairs = zip(listed(best.get("words"), name, "words"), _words(best, name), strict=True)
    runs = []
    for who, members in groupby(pairs, key=lambda pair: _tag(pair[0])):
        words = [word for _, word in members]
        latin = all(text.isascii() for _, _, text, _ in words)
        runs.append(
            Said(
                start=words[0][0],
                end=words[-1][1],
                text=(" " if latin else "").join(text for _, _, text, _ in words),
                who=who,
                words=made_words(words),
            )
        )
    return runs
