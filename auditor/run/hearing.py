"""The speech model and the diarizer that a run's settings ask for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.hear.diarize.base import Diarizer
    from auditor.hear.listen import Engine
    from auditor.run.task import Settings


def make_engine(settings: Settings) -> Engine:
    """The recogniser that the settings ask for: by the files of the folder. Raises ModelError."""
    if _is_export(settings):
        from auditor.hear.sherpa import Sherpa

        folder = Path(settings.model or "").expanduser()
        return Sherpa(folder, threads=settings.threads, language=settings.language)
    from auditor.hear.whisper import Whisper

    return Whisper(
        settings.model,
        compute_type=settings.compute_type,
        device=settings.device,
        threads=settings.threads,
        language=settings.language,
    )


def verifies(settings: Settings) -> bool:
    """Whether the judge may ask the sound: if it is to, and the recogniser can answer."""
    return settings.verify != "off" and not _is_export(settings)


def _is_export(settings: Settings) -> bool:
    from auditor.hear.exports import is_export

    return bool(settings.model) and is_export(Path(settings.model or "").expanduser())


def make_diarizer(settings: Settings) -> Diarizer | None:
    """The diarizer of the settings. Raises ModelError for one that cannot be had."""
    from auditor.hear.diarize import find_diarizer

    return None if settings.diarizer == "none" else find_diarizer(settings.diarizer)


def engine_of(settings: Settings) -> str:
    """Everything that decides words and speakers, as one string. Raises ModelError."""
    from auditor.hear.listen import engine_string

    return engine_string(make_engine(settings), make_diarizer(settings))
