"""The ways of hearing that are compared: auditor's, and faster-whisper's own two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from faster_whisper import BatchedInferencePipeline, WhisperModel

from auditor.hear.audio import Sound
from auditor.hear.whisper import Whisper
from auditor.model import Recording, Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text that was heard on one channel; times in seconds of the recording."""

    start: float
    end: float
    channel: int
    text: str
    confidence: float | None = None


Way = Callable[[Recording, Sequence[Sound]], list[Piece]]

THEIRS = ("sequential", "batched")
SETTINGS = {
    "sequential": "beam 5, no conditioning on previous text, VAD on, one channel after the other",
    "batched": "BatchedInferencePipeline, beam 5, batches of 8, one channel after the other",
}


def pieces_of(transcript: Transcript) -> list[Piece]:
    """A transcript's segments as they are compared."""
    return [
        Piece(start=s.start, end=s.end, channel=s.channel or 0, text=s.text,
              confidence=s.confidence)
        for s in transcript.segments
    ]  # fmt: skip


def ours(whisper: Whisper) -> Way:
    """auditor's pipeline: words with times, probabilities, coverage, second hearings."""
    return lambda recording, channels: pieces_of(whisper.transcribe(recording, channels))


def theirs(name: str, model: WhisperModel, language: str, *, words: bool = False) -> Way:
    """faster-whisper's; ``words`` asks it for times of words too, as auditor always does."""
    transcribe: Callable[..., Any]
    options: dict[str, Any] = {"beam_size": 5, "language": language, "word_timestamps": words}
    if name == "sequential":
        transcribe = model.transcribe
        options |= {"condition_on_previous_text": False, "vad_filter": True}
    else:
        transcribe = BatchedInferencePipeline(model).transcribe
        options |= {"batch_size": 8}

    def way(_: Recording, channels: Sequence[Sound]) -> list[Piece]:
        return [
            Piece(start=segment.start, end=segment.end, channel=channel, text=segment.text)
            for channel, sound in enumerate(channels)
            for segment in transcribe(sound, **options)[0]
        ]

    return way
