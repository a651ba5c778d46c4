"""Tencent Cloud: recording-file recognition, and its fast edition.

``Response.Data.ResultDetail`` with StartMs/EndMs and words relative to their sentence;
without it the ``Result`` text, one ``[0:0.020,0:2.380,1]  text`` a line (minutes:seconds,
channel or speaker). Fast: ``flash_result[].sentence_list[]`` in milliseconds.
"""

from __future__ import annotations

import re
from typing import Any

from auditor.errors import TranscriptError
from auditor.hear.formats.base import Said, assemble, listed, made_words, seconds, text_of
from auditor.model import Transcript

_LINE = re.compile(r"\[(\d+):([\d.]+),(\d+):([\d.]+)(?:,(\d+))?\]\s*(.*)")


def recognises(content: Any) -> bool:
    """``Data.Result`` (with or without ``Response`` around it) or ``flash_result``."""
    data = _data(content)
    return (
        "ResultDetail" in data
        or (isinstance(data.get("Result"), str) and "TaskId" in data)
        or (isinstance(content, dict) and isinstance(content.get("flash_result"), list))
    )


def read(content: Any, name: str) -> Transcript:
    """The transcript; a task that failed is refused with its reason."""
    if "flash_result" in content:
        said = _flash(content, name)
    else:
        data = _data(content)
        if data.get("StatusStr") not in (None, "success"):
            reason = data.get("ErrorMsg") or data.get("StatusStr")
            raise TranscriptError(f"{name}: the recognition task did not succeed: {reason}"[:200])
        details = listed(data.get("ResultDetail"), name, "ResultDetail")
        said = [_detail(item, f"{name}: ResultDetail[{i}]") for i, item in enumerate(details)]
        said = said or _lines(text_of(data.get("Result"), name, "Result"), name)
    return assemble(said, engine="tencent", language="zh", name=name)


def _data(content: Any) -> dict[str, Any]:
    if not isinstance(content, dict):
        return {}
    body = content.get("Response", content)
    data = body.get("Data", body) if isinstance(body, dict) else {}
    return data if isinstance(data, dict) else {}


def _detail(item: dict[str, Any], name: str) -> Said:
    start = seconds(item.get("StartMs"), name, "StartMs", per_second=1000)
    words = [
        (
            start + seconds(w.get("OffsetStartMs"), name, "OffsetStartMs", per_second=1000),
            start + seconds(w.get("OffsetEndMs"), name, "OffsetEndMs", per_second=1000),
            text_of(w.get("Word"), name, "Word"),
            None,
        )
        for w in listed(item.get("Words"), name, "Words")
    ]
    speaker = item.get("SpeakerId")
    return Said(
        start=start,
        end=seconds(item.get("EndMs"), name, "EndMs", per_second=1000),
        text=text_of(item.get("FinalSentence") or item.get("SliceSentence"), name, "FinalSentence"),
        who=None if speaker is None else f"speaker {speaker}",
        words=made_words(words),
    )


def _lines(text: str, name: str) -> list[Said]:
    said = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        found = _LINE.fullmatch(line)
        if found is None:
            raise TranscriptError(f"{name}: Result: line {number} has no times")
        m1, s1, m2, s2, who, words = found.groups()
        said.append(
            Said(
                start=int(m1) * 60 + seconds(s1, name, "Result"),
                end=int(m2) * 60 + seconds(s2, name, "Result"),
                text=words,
                who=None if who is None else f"speaker {who}",
            )
        )
    return said


def _flash(content: dict[str, Any], name: str) -> list[Said]:
    if content.get("code") not in (0, None):
        raise TranscriptError(f"{name}: the recognition failed: {content.get('message')}"[:200])
    channels = listed(content["flash_result"], name, "flash_result")
    said = []
    for channel in channels:
        for i, sentence in enumerate(listed(channel.get("sentence_list"), name, "sentence_list")):
            where = f"{name}: sentence_list[{i}]"
            number, speaker = channel.get("channel_id"), sentence.get("speaker_id")
            said.append(
                Said(
                    start=seconds(sentence.get("start_time"), where, "start_time", per_second=1000),
                    end=seconds(sentence.get("end_time"), where, "end_time", per_second=1000),
                    text=text_of(sentence.get("text"), where, "text"),
                    who=f"speaker {speaker}"
                    if speaker is not None and len(channels) == 1
                    else None,
                    channel=number if isinstance(number, int) and len(channels) > 1 else None,
                )
            )
    return said
