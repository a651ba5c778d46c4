"""The whole way of one recording: decode, recognise, say who talks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from auditor.hear.audio import Sound, open_recording
from auditor.hear.speakers import attribute
from auditor.model import Recording, Transcript


class Engine(Protocol):
    """A recogniser: ``Whisper``, or another behind the same two names."""

    @property
    def engine(self) -> str:
        """Everything that decides the words, as one string."""
        ...

    def transcribe(self, recording: Recording, channels: Sequence[Sound]) -> Transcript:
        """Hear each channel apart."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Listened:
    """What came of one recording; ``channels`` is kept for verification against the sound."""

    recording: Recording
    transcript: Transcript
    channels: tuple[Sound, ...]


def listen(path: str | Path, engine: Engine, *, agent_channel: int | None = None) -> Listened:
    """Hear one recording. Raises ``RecordingError`` when its sound cannot be had."""
    recording, channels = open_recording(path)
    transcript = engine.transcribe(recording, channels)
    return Listened(
        recording=recording,
        transcript=attribute(transcript, agent_channel, transcript.language),
        channels=tuple(channels),
    )
