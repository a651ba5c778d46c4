"""The speech model and the diarizer that a run's settings ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.hear.diarize.base import Diarizer
    from auditor.hear.whisper import Whisper
    from auditor.run.task import Settings


def make_whisper(settings: Settings) -> Whisper:
    """The speech model of the settings. Raises ModelError."""
    from auditor.hear.whisper import Whisper

    return Whisper(
        settings.model,
        compute_type=settings.compute_type,
        device=settings.device,
        threads=settings.threads,
        language=settings.language,
    )


def make_diarizer(settings: Settings) -> Diarizer | None:
    """The diarizer of the settings. Raises ModelError for one that cannot be had."""
    from auditor.hear.diarize import find_diarizer

    return None if settings.diarizer == "none" else find_diarizer(settings.diarizer)


def engine_of(settings: Settings) -> str:
    """Everything that decides words and speakers, as one string. Raises ModelError."""
    from auditor.hear.listen import engine_string

    return engine_string(make_whisper(settings), make_diarizer(settings))
