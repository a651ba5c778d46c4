"""Aliyun: the recording-file recognition of NLS, and DashScope's Paraformer and SenseVoice.

NLS: ``Result.Sentences`` with BeginTime/EndTime in milliseconds and ChannelId, words
beside them. DashScope: ``transcripts[].sentences[]`` with begin_time/end_time.
"""

from __future__ import annotations

from typing import Any

from auditor.errors import TranscriptError
from auditor.hear.formats.base import Said, assemble, listed, made_words, seconds, text_of
from auditor.model import Transcript


def recognises(content: Any) -> bool:
    """``Result.Sentences`` or ``transcripts`` with ``channel_id``."""
    if not isinstance(content, dict):
        return False
    result = content.get("Result")
    nls = isinstance(result, dict) and "Sentences" in result
    transcripts = content.get("transcripts")
    return nls or (
        isinstance(transcripts, list)
        and any(isinstance(t, dict) and "channel_id" in t for t in transcripts)
    )


def read(content: Any, name: str) -> Transcript:
    """The transcript of either service; a task that failed is refused with its reason."""
    status = content.get("StatusText")
    if status not in (None, "SUCCESS", "SUCCESS_WITH_NO_VALID_FRAGMENT"):
        raise TranscriptError(f"{name}: the recognition task ended with {status}"[:200])
    said = _nls(content["Result"], name) if "Result" in content else _dashscope(content, name)
    return assemble(said, engine="aliyun", language="zh", name=name)


def _nls(result: dict[str, Any], name: str) -> list[Said]:
    words = listed(result.get("Words"), name, "Result: Words")
    said = []
    for i, sentence in enumerate(listed(result["Sentences"], name, "Result: Sentences")):
        where = f"{name}: Sentences[{i}]"
        start = seconds(sentence.get("BeginTime"), where, "BeginTime", per_second=1000)
        end = seconds(sentence.get("EndTime"), where, "EndTime", per_second=1000)
        channel = sentence.get("ChannelId")
        own = [
            word
            for word in (
                _times(w, where, "BeginTime", "EndTime", "Word")
                for w in words
                if w.get("ChannelId") == channel
            )
            if start <= (word[0] + word[1]) / 2 < end
        ]
        said.append(
            Said(
                start=start,
                end=end,
                text=text_of(sentence.get("Text"), where, "Text"),
                who=_who(sentence.get("SpeakerId")),
                channel=channel if isinstance(channel, int) and 0 <= channel < 64 else None,
                words=made_words(own),
            )
        )
    return said


def _dashscope(content: dict[str, Any], name: str) -> list[Said]:
    said = []
    for transcript in listed(content["transcripts"], name, "transcripts"):
        channel = transcript.get("channel_id")
        for i, sentence in enumerate(listed(transcript.get("sentences"), name, "sentences")):
            where = f"{name}: sentences[{i}]"
            words = listed(sentence.get("words"), where, "words")
            said.append(
                Said(
                    start=seconds(sentence.get("begin_time"), where, "begin_time", per_second=1000),
                    end=seconds(sentence.get("end_time"), where, "end_time", per_second=1000),
                    text=text_of(sentence.get("text"), where, "text"),
                    who=_who(sentence.get("speaker_id")),
                    channel=channel if isinstance(channel, int) and 0 <= channel < 64 else None,
                    words=made_words(
                        [_times(w, where, "begin_time", "end_time", "text") for w in words]
                    ),
                )
            )
    return said


def _times(
    word: dict[str, Any], name: str, begin: str, end: str, text: str
) -> tuple[float, float, str, float | None]:
    return (
        seconds(word.get(begin), name, begin, per_second=1000),
        seconds(word.get(end), name, end, per_second=1000),
        text_of(word.get(text), name, text),
        None,
    )


def _who(speaker: Any) -> str | None:
    return None if speaker is None else f"speaker {speaker}"
