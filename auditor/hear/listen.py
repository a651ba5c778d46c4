"""The whole way of one recording: decode, recognise, say who talks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from auditor.hear.audio import Sound, open_recording
from auditor.hear.diarize.base import Diarizer
from auditor.hear.diarize.turns import with_speakers
from auditor.hear.speakers import attribute
from auditor.model import Ear, Recording, Transcript


class Engine(Protocol):
    """A recogniser: ``Whisper``, ``Sherpa``, or another behind the same names."""

    @property
    def engine(self) -> str:
        """Everything that decides the words, as one string."""
        ...

    def transcribe(self, recording: Recording, channels: Sequence[Sound]) -> Transcript:
        """Hear each channel apart."""
        ...

    def ear(self, channels: Sequence[Sound]) -> Ear | None:
        """What scores sentences against that sound; ``None`` where the engine cannot."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Listened:
    """What came of one recording; ``channels`` is kept for verification against the sound."""

    recording: Recording
    transcript: Transcript
    channels: tuple[Sound, ...]


def listen(
    path: str | Path,
    engine: Engine,
    *,
    agent_channel: int | None = None,
    diarizer: Diarizer | None = None,
) -> Listened:
    """Hear one recording. Raises ``RecordingError`` when its sound cannot be had.

    ``diarizer`` (see ``diarize.find_diarizer``) tells the two sides of a mono recording
    apart; without one they stay ``unknown``.
    """
    recording, channels = open_recording(path)
    transcript = engine.transcribe(recording, channels)
    return Listened(
        recording=recording,
        transcript=name_speakers(transcript, channels, agent_channel, diarizer),
        channels=tuple(channels),
    )


def engine_string(engine: Engine, diarizer: Diarizer | None) -> str:
    """What decides words and speakers together: with a recording's sha256, the cache's key."""
    return engine.engine if diarizer is None else f"{engine.engine} {diarizer.name}"


def name_speakers(
    transcript: Transcript,
    channels: Sequence[Sound],
    agent_channel: int | None = None,
    diarizer: Diarizer | None = None,
) -> Transcript:
    """Say who talks: by channel where there are two, by voice where there is one."""
    if len(channels) == 1 and diarizer is not None:
        divided = with_speakers(transcript, diarizer.divide(channels[0]), transcript.language)
        return replace(divided, engine=f"{transcript.engine} {diarizer.name}")
    return attribute(transcript, agent_channel, transcript.language)
