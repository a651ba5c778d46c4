"""Telling two people apart on one channel.

``find_diarizer`` gives an engine by name, or the best that is installed; ``turns`` cuts a
transcript where the speaker changes and gives the sides their roles.
"""

from __future__ import annotations

from collections.abc import Callable

from auditor.errors import ModelError
from auditor.hear.diarize.base import Diarizer
from auditor.hear.diarize.dvector import packaged_encoder
from auditor.hear.diarize.pyannote import PyannoteDiarizer
from auditor.hear.diarize.voices import VoiceDiarizer


def _voices() -> Diarizer:
    encoder = packaged_encoder()
    if encoder is None:
        raise ModelError("speaker embeddings are not installed: pip install --no-deps Resemblyzer")
    return VoiceDiarizer(encoder)


ENGINES: dict[str, Callable[[], Diarizer]] = {"dvector": _voices, "pyannote": PyannoteDiarizer}


def find_diarizer(name: str | None = None) -> Diarizer | None:
    """The engine of that name; without a name the packaged one, ``None`` if not installed.

    Raises ``ModelError`` for an engine that was asked for and cannot be had.
    """
    if name is None:
        encoder = packaged_encoder()
        return None if encoder is None else VoiceDiarizer(encoder)
    if name not in ENGINES:
        raise ModelError(f"no diarizer is called {name!r}; known: {', '.join(ENGINES)}")
    return ENGINES[name]()
